package autogan

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

//go:embed experiments/*.toml
var experiments embed.FS

// Experiments returns the names of the embedded experiments.
func Experiments() []string {
	files, err := experiments.ReadDir("experiments")
	if err != nil {
		panic(fmt.Sprintf("autogan: embedded experiments: %v", err)) // the compiler put them there
	}
	var names []string
	for _, f := range files {
		names = append(names, nameOf(f.Name()))
	}
	return names
}

// Load returns the configuration of an embedded experiment or of a TOML file,
// with overrides ("section.key=value") applied.
func Load(nameOrFile string, overrides ...string) (Config, error) {
	if slices.Contains(Experiments(), nameOrFile) {
		return Decode(nameOrFile+".toml", embedded(nameOrFile), overrides...)
	}
	text, err := os.ReadFile(nameOrFile)
	if errors.Is(err, fs.ErrNotExist) {
		return Config{}, &ConfigError{Where: nameOrFile, Problem: fmt.Sprintf(
			"no experiment and no file of this name; experiments are %s", listed(Experiments()))}
	}
	if err != nil {
		return Config{}, &ConfigError{Where: nameOrFile, Problem: err.Error()}
	}
	return Decode(nameOrFile, string(text), overrides...)
}

// listed joins the names of experiments for people, without their small twins.
func listed(names []string) string {
	large := slices.DeleteFunc(names, func(name string) bool { return strings.HasSuffix(name, smallSuffix) })
	return strings.Join(large, ", ") + ", all but quickstart also as NAME" + smallSuffix
}

// smallSuffix ends the names of experiments that run in minutes without a GPU.
const smallSuffix = "-small"

// embedded returns the text of an embedded experiment.
func embedded(name string) string {
	text, err := experiments.ReadFile(path.Join("experiments", name+".toml"))
	if err != nil {
		panic(fmt.Sprintf("autogan: embedded experiment %s: %v", name, err)) // Experiments lists it
	}
	return string(text)
}

// nameOf turns a file's name into that of the experiment.
func nameOf(file string) string {
	return strings.TrimSuffix(filepath.Base(file), ".toml")
}
