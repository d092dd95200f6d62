package gan

import (
	"fmt"
	"slices"
)

// MaxCells is the number of cells of a complete generator. A search that grows
// the generator works with the first one, two, then three of them.
const MaxCells = 3

// ConvOrder says where a cell's convolution blocks put normalisation and ReLU.
type ConvOrder uint8

// The values are the indices of the reference code.
const (
	PostActivation ConvOrder = iota // convolution, norm, ReLU
	PreActivation                   // norm, ReLU, convolution
)

func (o ConvOrder) String() string { return convOrder.option(int(o)) }

// Norm is the normalisation inside a cell's convolution blocks.
type Norm uint8

// The values are the indices of the reference code.
const (
	NoNorm Norm = iota
	BatchNorm
	InstanceNorm
)

func (n Norm) String() string { return norm.option(int(n)) }

// Upsampling is how a cell doubles the height and width of its input. The
// cell's shortcut and skip-ins use the same method.
type Upsampling uint8

// The values are the indices of the reference code.
const (
	Bilinear      Upsampling = iota // half-pixel centres
	Nearest                         // repeats pixels
	Deconvolution                   // transposed convolution, kernel 2, stride 2
)

func (u Upsampling) String() string { return upsampling.option(int(u)) }

// SkipIns is a bit mask over the earlier cells whose first half feeds a cell;
// the oldest cell is the most significant bit. In the third cell 1 means from
// the second cell only, 2 from the first only, 3 from both.
// [Arch.SkipSources] decodes it.
type SkipIns uint8

// Cell is the set of decisions for one cell of the generator. Both of its
// convolution blocks share them.
type Cell struct {
	ConvOrder  ConvOrder
	Norm       Norm
	Upsampling Upsampling
	Shortcut   bool    // add the upsampled input of the cell to its output
	SkipIns    SkipIns // always 0 in the first cell
}

// Arch is a generator architecture: its cells, from the latent vector to the
// image. One or two cells are an architecture of an earlier search stage,
// [MaxCells] a complete one.
type Arch []Cell

// Tokens returns the decisions as indices, in the order of [Decisions], cell
// after cell: 14 of them for a complete architecture.
func (a Arch) Tokens() []int {
	var tokens []int
	for i, c := range a {
		tokens = append(tokens, int(c.ConvOrder), int(c.Norm), int(c.Upsampling), btoi(c.Shortcut))
		if i > 0 {
			tokens = append(tokens, int(c.SkipIns))
		}
	}
	return tokens
}

// ArchFromTokens is the inverse of [Arch.Tokens]. It takes 4, 9 or 14 tokens.
func ArchFromTokens(tokens []int) (Arch, error) {
	var arch Arch
	for rest := tokens; len(rest) > 0; {
		if len(arch) == MaxCells || len(rest) < len(Decisions(len(arch))) {
			return nil, fmt.Errorf("gan: arch: got %d integers, want 4 (one cell), 9 (two) or 14 (three)", len(tokens))
		}
		n := len(Decisions(len(arch)))
		c, err := cellFromTokens(len(arch), rest[:n])
		if err != nil {
			return nil, err
		}
		arch, rest = append(arch, c), rest[n:]
	}
	if len(arch) == 0 {
		return nil, fmt.Errorf("gan: arch: empty; want 4, 9 or 14 integers, such as %q", exampleText)
	}
	return arch, nil
}

// Validate reports the first decision that is outside the search space.
func (a Arch) Validate() error {
	if len(a) == 0 || len(a) > MaxCells {
		return fmt.Errorf("gan: arch: got %d cells, want 1 to %d", len(a), MaxCells)
	}
	if a[0].SkipIns != 0 {
		return fmt.Errorf("gan: arch: cell 1, skip-ins: got %d, want 0 (no cell comes before it)", a[0].SkipIns)
	}
	_, err := ArchFromTokens(a.Tokens())
	return err
}

// SkipSources returns the indices of the cells that feed a[i] through a
// skip-in, oldest first. Cells count from 0.
func (a Arch) SkipSources(i int) []int { return skipSources(i, a[i].SkipIns) }

// Equal reports whether both architectures take the same decisions.
func (a Arch) Equal(b Arch) bool { return slices.Equal(a, b) }

func skipSources(cell int, mask SkipIns) []int {
	var sources []int
	for source := range cell {
		if mask>>(cell-1-source)&1 == 1 {
			sources = append(sources, source)
		}
	}
	return sources
}

func cellFromTokens(cell int, tokens []int) (Cell, error) {
	for i, d := range Decisions(cell) {
		if tokens[i] < 0 || tokens[i] >= len(d.Options) {
			return Cell{}, fmt.Errorf("gan: arch: cell %d, %s (position %d): got %d, want %s",
				cell+1, d.Name, i+1, tokens[i], d.choices())
		}
	}
	c := Cell{
		ConvOrder:  ConvOrder(tokens[0]),
		Norm:       Norm(tokens[1]),
		Upsampling: Upsampling(tokens[2]),
		Shortcut:   tokens[3] == 1,
	}
	if cell > 0 {
		c.SkipIns = SkipIns(tokens[4])
	}
	return c, nil
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
