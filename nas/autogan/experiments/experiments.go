package experiments

import (
	"embed"
	"fmt"
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
