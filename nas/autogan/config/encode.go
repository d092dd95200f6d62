package config

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/BurntSushi/toml"

	"autogan/vk/sealed"
)

// Encode returns the whole configuration as TOML. Decoding it gives the same
// configuration, even after the defaults have changed.
func (c Config) Encode() string {
	return c.text(func(name string, s setting) string { return name + " = " + formatValue(s.value()) })
}

// text writes a line for each setting, by its name within its section.
func (c Config) text(line func(name string, s setting) string) string {
	var b strings.Builder
	section := ""
	for _, s := range c.settings() {
		head, name, nested := strings.Cut(s.key, ".")
		if !nested {
			head, name = "", s.key
		}
		if head != section {
			fmt.Fprintf(&b, "\n[%s]\n", head)
			section = head
		}
		fmt.Fprintln(&b, line(name, s))
	}
	return b.String()
}

// EncodeSealed returns Encode's text for a run folder: its first line has the
// hash of the others, which [Recorded] checks.
func (c Config) EncodeSealed() []byte { return sealed.TOML.Add([]byte(c.Encode())) }

// Recorded returns the configuration that a run has recorded as text in the file
// at path. A text that is not what the run wrote is a [*Error].
func Recorded(path string, text []byte) (Config, error) {
	problem := sealed.TOML.Check(text)
	if len(bytes.TrimSpace(text)) == 0 { // would be the defaults, and a run records every setting
		problem = errors.New("it is empty, and no run wrote it so")
	}
	if problem != nil {
		return Config{}, &Error{Where: path, Problem: problem.Error() + "; restore it from a copy: the run's other files follow from it"}
	}
	return Decode(path, string(text))
}

// Difference is a setting in which two configurations differ.
type Difference struct {
	Key          string
	Ours, Theirs string // values as TOML
}

// Differences lists the differing settings that make runs incomparable.
// Settings that only say how this machine runs them, such as the device, are
// left out.
func (c Config) Differences(other Config) []Difference {
	for _, f := range other.Space.Fix { // decisions that are free here
		c.fixing(fixSection + "." + f.Decision)
	}
	var list []Difference
	for _, s := range c.settings() {
		theirs, _ := other.setting(s.key)
		a, b := formatValue(s.value()), formatValue(theirs.value())
		if a != b && !s.local && !c.fixesAlike(s.key, other) {
			list = append(list, Difference{s.key, a, b})
		}
	}
	return list
}

// CheckSame compares the configuration with another, which a run has recorded in
// the file at path. It returns a [*Error] that names the differences, and nil if
// there are none.
func (c Config) CheckSame(path string, other Config) error {
	differences := c.Differences(other)
	if len(differences) == 0 {
		return nil
	}
	var words, with []string
	for _, d := range differences {
		words = append(words, fmt.Sprintf("%s is %s there, %s here", d.Key, d.Theirs, d.Ours))
		if continuable(d.Key) {
			with = append(with, continueFlag+" "+d.Key+"="+d.Ours)
		}
	}
	cure := "use the same settings, or name another folder with --run"
	if len(with) == len(differences) {
		cure += ", or go on: " + strings.Join(with, " ")
	}
	return &Error{Where: path, Problem: fmt.Sprintf("this run has another configuration: %s; %s", strings.Join(words, "; "), cure)}
}

// formatValue writes a value as TOML, on one line.
func formatValue(value any) string {
	line, err := toml.Marshal(map[string]any{"v": value})
	text, ok := strings.CutPrefix(string(line), "v = ")
	if err != nil || !ok { // a table: no setting holds one, but a file may
		return "a table"
	}
	return strings.TrimSuffix(text, "\n")
}
