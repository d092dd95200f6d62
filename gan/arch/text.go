package arch

import (
	"fmt"
	"strconv"
	"strings"
)

// String returns the text form: the tokens of each cell separated by spaces,
// the cells by " / ".
func (a Arch) String() string {
	var b strings.Builder
	rest := a.tokens
	for i := range a.Cells() {
		if i > 0 {
			b.WriteString(" /")
		}
		n := len(a.space.Cells[i])
		for _, token := range rest[:n] {
			b.WriteByte(' ')
			b.WriteString(strconv.Itoa(token))
		}
		rest = rest[n:]
	}
	return strings.TrimPrefix(b.String(), " ")
}

// Describe returns the architecture in words, one line per cell.
func (a Arch) Describe() string {
	var b strings.Builder
	for i := range a.Cells() {
		var words []string
		for j, option := range a.Cell(i) {
			if w := a.space.Cells[i][j].words(option); w != "" {
				words = append(words, w)
			}
		}
		fmt.Fprintf(&b, "cell %d: %s\n", i+1, strings.Join(words, ", "))
	}
	return b.String()
}

// Parse reads the text form ("1 0 1 1 / 1 0 0 1 1 / 1 0 1 0 3"), the same
// integers without slashes, or a published name. An error names the cell, the
// decision and the values it may take.
func (s *Space) Parse(text string) (Arch, error) {
	text = strings.TrimSpace(text)
	if isName(text) {
		return s.published(text)
	}
	if strings.Contains(text, "/") {
		if err := s.checkCells(strings.Split(text, "/")); err != nil {
			return Arch{}, err
		}
		text = strings.ReplaceAll(text, "/", " ")
	}
	tokens, err := s.parseTokens(text)
	if err != nil {
		return Arch{}, err
	}
	return s.Arch(tokens)
}

// Must is [Space.Parse] for text that is known to be valid. It panics if it is
// not.
func (s *Space) Must(text string) Arch {
	a, err := s.Parse(text)
	if err != nil {
		panic(err.Error())
	}
	return a
}

// checkCells returns an error for the first cell with a wrong number of
// integers.
func (s *Space) checkCells(cells []string) error {
	if len(cells) > len(s.Cells) {
		return fmt.Errorf("arch: got %d cells, want at most %d", len(cells), len(s.Cells))
	}
	for i, text := range cells {
		tokens, err := s.parseTokens(text)
		if err != nil {
			return err
		}
		if want := len(s.Cells[i]); len(tokens) != want {
			return fmt.Errorf("arch: cell %d: got %d integers, want %d (%s)", i+1, len(tokens), want, namesOf(s.Cells[i]))
		}
	}
	return nil
}

func (s *Space) parseTokens(text string) ([]int, error) {
	var tokens []int
	for _, f := range strings.Fields(text) {
		t, err := strconv.Atoi(f)
		if err != nil {
			return nil, fmt.Errorf("arch: %q is not an integer; want text%s", f, strings.TrimPrefix(s.example(), ","))
		}
		tokens = append(tokens, t)
	}
	return tokens, nil
}

func (s *Space) published(name string) (Arch, error) {
	var known []string
	for _, p := range s.Published {
		if p.Name == name {
			return s.Parse(p.Text)
		}
		known = append(known, p.Name)
	}
	return Arch{}, fmt.Errorf("arch: no architecture is named %q; known: %s; or give integers%s", name, strings.Join(known, ", "), s.example())
}

func isName(text string) bool {
	return text != "" && (text[0] >= 'a' && text[0] <= 'z' || text[0] >= 'A' && text[0] <= 'Z')
}

func namesOf(decisions []Decision) string {
	names := make([]string, len(decisions))
	for i, d := range decisions {
		names[i] = d.Name
	}
	return strings.Join(names, ", ")
}
