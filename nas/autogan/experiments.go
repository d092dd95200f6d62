package autogan

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
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
	embedded, err := experiments.ReadFile(path.Join("experiments", nameOrFile+".toml"))
	if err == nil {
		return Decode(nameOrFile+".toml", string(embedded), overrides...)
	}
	text, err := os.ReadFile(nameOrFile)
	if errors.Is(err, fs.ErrNotExist) {
		return Config{}, &ConfigError{Where: nameOrFile, Problem: fmt.Sprintf(
			"no experiment and no file of this name; experiments are %s", strings.Join(Experiments(), ", "))}
	}
	if err != nil {
		return Config{}, &ConfigError{Where: nameOrFile, Problem: err.Error()}
	}
	return Decode(nameOrFile, string(text), overrides...)
}

// nameOf turns a file's name into that of the experiment.
func nameOf(file string) string {
	return strings.TrimSuffix(filepath.Base(file), ".toml")
}
