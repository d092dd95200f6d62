package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"autogan/nas/autogan/experiments"
)

// Load returns the configuration of a built-in experiment or of a TOML file,
// with overrides ("section.key=value") applied. All mistakes are of type
// [*Error].
func Load(nameOrFile string, overrides ...string) (Config, error) {
	if slices.Contains(experiments.Names(), nameOrFile) {
		return Decode(nameOrFile+".toml", experiments.Text(nameOrFile), overrides...)
	}
	text, err := os.ReadFile(nameOrFile)
	if errors.Is(err, fs.ErrNotExist) {
		return Config{}, &Error{Where: nameOrFile, Problem: fmt.Sprintf(
			"no experiment and no file of this name; experiments are %s", listed(experiments.Names()))}
	}
	if err != nil {
		return Config{}, (&Error{Where: nameOrFile, Problem: err.Error()}).Because(err)
	}
	return Decode(nameOrFile, string(text), overrides...)
}

// listed joins the names of experiments for a message, without their small
// variants.
func listed(names []string) string {
	large := slices.DeleteFunc(names, func(name string) bool { return strings.HasSuffix(name, smallSuffix) })
	return strings.Join(large, ", ") + ", all but quickstart and the cheap rewards also as NAME" + smallSuffix
}

// smallSuffix ends the names of experiments that run in minutes without a GPU.
const smallSuffix = "-small"

// nameOf returns the name of the experiment in a file.
func nameOf(file string) string {
	return strings.TrimSuffix(filepath.Base(file), ".toml")
}
