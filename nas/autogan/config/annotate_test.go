package config

import (
	"strings"
	"testing"

	"autogan/nas/autogan/experiments"
)

// TestAnnotatedSetsNothing, and sets everything as it is without the comment signs
// before the settings.
func TestAnnotatedSetsNothing(t *testing.T) {
	for _, name := range experiments.Names() {
		c, err := Load(name)
		if err != nil {
			t.Fatal(err)
		}
		text := c.Annotated()
		if entries, err := parseExperiment(name, text); len(entries) > 0 || err != nil {
			t.Errorf("%s: it sets %v, %v", name, entries, err)
		}
		again, err := Decode(name+".toml", strings.ReplaceAll(text, "\n# ", "\n")[2:])
		if err != nil || len(again.Differences(c)) > 0 || again.Encode() != c.Encode() {
			t.Errorf("%s: without the signs it differs in %v, %v", name, again.Differences(c), err)
		}
	}
}
