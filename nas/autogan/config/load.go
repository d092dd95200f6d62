package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"autogan/nas/autogan/experiments"
)

// Load returns the configuration of a built-in experiment or of a TOML file,
// with overrides ("section.key=value") applied. A file without any setting is a
// mistake: it would be the paper's search, which takes days. All mistakes are of
// type [*Error].
func Load(nameOrFile string, overrides ...string) (Config, error) {
	if slices.Contains(experiments.Names(), nameOrFile) {
		return Decode(nameOrFile+".toml", experiments.Text(nameOrFile), overrides...)
	}
	text, err := readExperiment(nameOrFile)
	if errors.Is(err, fs.ErrNotExist) {
		return Config{}, &Error{Where: nameOrFile, Problem: fmt.Sprintf(
			"no experiment and no file of this name; experiments are %s", listed(experiments.Names()))}
	}
	if err != nil {
		return Config{}, (&Error{Where: nameOrFile, Problem: err.Error()}).Because(err)
	}
	if own, err := parseExperiment(nameOrFile, text); err == nil && len(own) == 0 {
		return Config{}, &Error{Where: nameOrFile, Problem: fmt.Sprintf("it sets nothing, want settings or a line such as %s = \"quickstart\"; `autogan search cifar10` is the paper's search", baseKey)}
	}
	return Decode(nameOrFile, text, overrides...)
}

// maxBytes is far more than all settings take.
const maxBytes = 1 << 20

// readExperiment reads a file, or a pipe, of which only so many bytes can be
// settings. Some devices never end.
func readExperiment(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxBytes+1))
	if err != nil {
		return "", err
	}
	if len(text) > maxBytes {
		return "", errors.New("it is longer than 1 MiB, want an experiment in TOML")
	}
	return string(text), nil
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
