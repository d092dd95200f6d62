package experiments

import (
	"embed"
	"fmt"
	"strings"
)

//go:embed *.toml
var files embed.FS

// extension ends the names of the files.
const extension = ".toml"

// Names returns the names of the experiments, sorted.
func Names() []string {
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(fmt.Sprintf("experiments: list: %v", err)) // the compiler put them there
	}
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), extension))
	}
	return names
}

// Text returns the TOML text of an experiment. It panics if [Names] does not
// list it.
func Text(name string) string {
	text, err := files.ReadFile(name + extension)
	if err != nil {
		panic(fmt.Sprintf("experiments: %s: no such experiment", name))
	}
	return string(text)
}
