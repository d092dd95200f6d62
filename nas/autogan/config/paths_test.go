package config

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPathsMeanTheHomeFolder sets every path of the table to one below ~.
func TestPathsMeanTheHomeFolder(t *testing.T) {
	home, err := os.UserHomeDir()
	if err != nil {
		t.Skip(err)
	}
	for _, key := range pathSettings {
		for text, want := range map[string]string{"~": home, "~/a/b": filepath.Join(home, "a", "b"), "~other/a": "~other/a", "a/~": "a/~", "./~/a": "./~/a"} {
			for how, override := range map[string]string{"quoted": key + ` = "` + text + `"`, "plain": key + "=" + text} {
				c, err := Decode("x.toml", "[data]\nname = \"folder\"\npath = \"p\"\n", override)
				if err != nil {
					t.Fatal(err)
				}
				s, _ := c.setting(key)
				if got := s.value(); got != want {
					t.Errorf("%s, %s: got %v, want %s", key, how, got, want)
				}
			}
		}
	}
}

// TestPathsWithoutAHomeFolder: ~ is refused, anything else does not need one.
func TestPathsWithoutAHomeFolder(t *testing.T) {
	t.Setenv(homeVariable(), "")
	for _, text := range []string{"~", "~/a/b"} {
		_, err := Decode("x.toml", "", "run_dir="+text)
		if want := "--set run_dir=" + text + ": run_dir: got " + text + ": ~ cannot be expanded: " + homeVariable() + " is not set; write the whole path"; err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
	for _, text := range []string{"~other/a", "a/~", "a"} {
		if got, err := ExpandHome(text); err != nil || got != text {
			t.Errorf("%s: got %q, %v", text, got, err)
		}
	}
}

func TestPathsWithEscapes(t *testing.T) {
	for _, key := range pathSettings {
		section, name, found := strings.Cut(key, ".")
		line := key + ` = "data\new"` + "\n"
		if found {
			line = "[" + section + "]\n" + name + ` = "data\new"` + "\n"
		}
		_, err := Decode("x.toml", line)
		var mistake *Error
		if !errors.As(err, &mistake) || mistake.Key != key || !strings.Contains(err.Error(), `got "data\new"`) || !strings.Contains(err.Error(), "single quotes") {
			t.Errorf("%s: got %v, want an error with the path as it is written and what to do", key, err)
		}
		if _, err := Decode("x.toml", strings.ReplaceAll(line, `"`, "'"), "data.name=folder", "data.path=p"); err != nil {
			t.Errorf("%s in single quotes: %v", key, err)
		}
	}
}

func TestNamesOfFiles(t *testing.T) {
	for file, want := range map[string]string{
		"my exp.toml": `my exp.toml: name: the file's name "my exp" cannot name a run; rename the file, or write name = "my-exp" above its sections`,
		"(1).toml":    `"-1-"`, ".toml": `"my-experiment"`, "новый.toml": `"my-experiment"`, ".hidden.toml": `"hidden"`,
	} {
		if _, err := Decode(file, ""); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", file, err, want)
		}
		if c, err := Decode(file, `name = "fine"`); err != nil || c.Name != "fine" {
			t.Errorf("%s with a name: %q, %v", file, c.Name, err)
		}
		if _, err := Decode(file, "", "name=fine"); err != nil {
			t.Errorf("%s with an override: %v", file, err)
		}
	}
	if _, err := Decode("folder/my-exp_2.b.toml", ""); err != nil {
		t.Error(err)
	}
}
