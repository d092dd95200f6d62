package gan

import (
	"fmt"
	"strconv"
	"strings"
)

// String returns the text form: the tokens of each cell separated by spaces,
// the cells by " / ".
func (a Arch) String() string {
	var b strings.Builder
	tokens := a.Tokens()
	for i := range a {
		if i > 0 {
			b.WriteString(" / ")
		}
		n := len(Decisions(i))
		for j, t := range tokens[:n] {
			if j > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(strconv.Itoa(t))
		}
		tokens = tokens[n:]
	}
	return b.String()
}

// Describe returns the architecture in words, one line per cell.
func (a Arch) Describe() string {
	var b strings.Builder
	for i, c := range a {
		words := []string{c.ConvOrder.String(), c.Norm.String(), c.Upsampling.String()}
		if c.Shortcut {
			words = append(words, "shortcut")
		}
		if s := a.SkipSources(i); len(s) > 0 {
			words = append(words, describeSkips(s))
		}
		fmt.Fprintf(&b, "cell %d: %s\n", i+1, strings.Join(words, ", "))
	}
	return b.String()
}

// ParseArch reads the text form ("1 0 1 1 / 1 0 0 1 1 / 1 0 1 0 3"), the same
// integers without slashes, or a name of [NamedArchs]. An error names the
// cell, the decision and the values it may take.
func ParseArch(text string) (Arch, error) {
	text = strings.TrimSpace(text)
	if isName(text) {
		return lookupArch(text)
	}
	if !strings.Contains(text, "/") {
		tokens, err := parseTokens(text)
		if err != nil {
			return nil, err
		}
		return ArchFromTokens(tokens)
	}
	cells := strings.Split(text, "/")
	if len(cells) > MaxCells {
		return nil, fmt.Errorf("gan: arch: got %d cells, want at most %d", len(cells), MaxCells)
	}
	var arch Arch
	for i, cellText := range cells {
		tokens, err := parseTokens(cellText)
		if err != nil {
			return nil, err
		}
		if want := len(Decisions(i)); len(tokens) != want {
			return nil, fmt.Errorf("gan: arch: cell %d: got %d integers, want %d (%s)", i+1, len(tokens), want, decisionNames(i))
		}
		c, err := cellFromTokens(i, tokens)
		if err != nil {
			return nil, err
		}
		arch = append(arch, c)
	}
	return arch, nil
}

// MarshalText implements [encoding.TextMarshaler] with the text form.
func (a Arch) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler] with [ParseArch].
func (a *Arch) UnmarshalText(text []byte) error {
	arch, err := ParseArch(string(text))
	if err != nil {
		return err
	}
	*a = arch
	return nil
}

func parseTokens(text string) ([]int, error) {
	var tokens []int
	for _, f := range strings.Fields(text) {
		t, err := strconv.Atoi(f)
		if err != nil {
			return nil, fmt.Errorf("gan: arch: %q is not an integer; want text such as %q", f, exampleText)
		}
		tokens = append(tokens, t)
	}
	return tokens, nil
}

func decisionNames(cell int) string {
	var names []string
	for _, d := range Decisions(cell) {
		names = append(names, d.Name)
	}
	return strings.Join(names, ", ")
}
