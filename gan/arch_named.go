package gan

import (
	"fmt"
	"slices"
	"strings"
)

// The architectures of the paper (section 4.1, released as autogan_cifar10_a,
// _b and _c) and the one that E2GAN (ECCV 2020) picked in the same space.
var (
	Top1  = mustParse(exampleText)
	Top2  = mustParse("1 0 1 1 / 1 0 1 1 1 / 1 0 1 1 3")
	Top3  = mustParse("1 1 1 1 / 1 0 0 1 1 / 1 0 1 0 3")
	E2GAN = mustParse("0 1 0 1 / 0 1 2 1 0 / 0 1 0 1 2")
)

// exampleText is the paper's best architecture, and what error messages show.
const exampleText = "1 0 1 1 / 1 0 0 1 1 / 1 0 1 0 3"

// NamedArch is a published architecture.
type NamedArch struct {
	Name string
	Arch Arch
}

// NamedArchs lists the architectures that [ParseArch] knows by name.
func NamedArchs() []NamedArch {
	return []NamedArch{{"top1", Top1}, {"top2", Top2}, {"top3", Top3}, {"e2gan", E2GAN}}
}

func lookupArch(name string) (Arch, error) {
	var known []string
	for _, n := range NamedArchs() {
		if n.Name == name {
			return slices.Clone(n.Arch), nil
		}
		known = append(known, n.Name)
	}
	return nil, fmt.Errorf("gan: arch: no architecture is named %q; known: %s; or give integers such as %q",
		name, strings.Join(known, ", "), exampleText)
}

func isName(text string) bool {
	return text != "" && (text[0] >= 'a' && text[0] <= 'z' || text[0] >= 'A' && text[0] <= 'Z')
}

func mustParse(text string) Arch {
	tokens, err := parseTokens(strings.ReplaceAll(text, "/", " "))
	if err != nil {
		panic(err)
	}
	arch, err := ArchFromTokens(tokens)
	if err != nil {
		panic(err)
	}
	return arch
}
