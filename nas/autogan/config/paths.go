package config

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"unicode"
)

// pathSettings are those that may name a file or a folder.
var pathSettings = []string{"run_dir", "data.path", "reward.scorer", "eval.scorer", "eval.reference"}

// asPath returns an entry with the user's home folder instead of ~, if it is a
// path; others as they are. A path with a control character was meant otherwise:
// TOML reads the \n of "data\new" as a line break.
func (e entry) asPath() (entry, error) {
	text, isText := e.value.(string)
	if !isText || !slices.Contains(pathSettings, e.key) {
		return e, nil
	}
	if strings.ContainsFunc(text, unicode.IsControl) {
		return e, &Error{e.where, e.key, fmt.Sprintf(
			`got %s, want a path without control characters; TOML reads a backslash and a letter as one, so write the path between single quotes`, formatValue(text))}
	}
	path, err := ExpandHome(text)
	if err != nil {
		return e, &Error{e.where, e.key, err.Error()}
	}
	e.value = path
	return e, nil
}

// ExpandHome returns a path with the user's home folder instead of ~ at its
// beginning, as a shell would give it. Without a home folder that is an error: the
// path would be a folder of the name ~.
func ExpandHome(path string) (string, error) {
	rest, found := strings.CutPrefix(path, "~")
	if !found || rest != "" && !os.IsPathSeparator(rest[0]) {
		return path, nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("got %s: ~ cannot be expanded: %s is not set; write the whole path", path, homeVariable())
	}
	return filepath.Join(home, rest), nil
}

// homeVariable is the variable of the environment that names the home folder.
func homeVariable() string {
	if runtime.GOOS == "windows" {
		return "USERPROFILE"
	}
	return "HOME"
}

// checkFileName returns an error if an experiment has the name of its file and
// that cannot be the name of a folder of runs.
func (c *Config) checkFileName(source string) error {
	safe := strings.Map(func(r rune) rune {
		if isWordRune(r) {
			return r
		}
		return '-'
	}, strings.TrimLeft(c.Name, "."))
	if safe == c.Name && safe != "" {
		return nil
	}
	if strings.Trim(safe, "-") == "" {
		safe = "my-experiment"
	}
	return &Error{source, "name", fmt.Sprintf("the file's name %q cannot name a run; rename the file, or write name = %q above its sections", c.Name, safe)}
}

func isWordRune(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_.", r)
}
