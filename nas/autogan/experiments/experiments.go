package experiments

import (
	"embed"
	"fmt"
	"slices"
	"strings"
)

//go:embed *.toml
var files embed.FS

// extension is the end of the file names.
const extension = ".toml"

// Names returns the names of the experiments, sorted.
func Names() []string {
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(fmt.Sprintf("experiments: list: %v", err)) // cannot happen: the compiler embeds the files
	}
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), extension))
	}
	slices.Sort(names) // the names of the files have another order: a hyphen comes before the extension's dot
	return names
}

// Text returns the TOML text of an experiment. It panics if the name is not in
// [Names].
func Text(name string) string {
	text, err := files.ReadFile(name + extension)
	if err != nil {
		panic(fmt.Sprintf("experiments: %s: no such experiment", name))
	}
	return string(text)
}

// Summary returns what an experiment is, in a line: the beginning of the comment
// at the top of its text, up to a full stop or a colon. It panics if the name is
// not in [Names].
func Summary(name string) string {
	var words []string
	for line := range strings.Lines(Text(name)) {
		comment, ok := strings.CutPrefix(line, "# ")
		if !ok {
			break
		}
		for _, word := range strings.Fields(comment) {
			if last := len(word) - 1; strings.ContainsRune(".:;", rune(word[last])) {
				return strings.Join(append(words, word[:last]), " ")
			}
			words = append(words, word)
		}
	}
	return strings.Join(words, " ")
}
