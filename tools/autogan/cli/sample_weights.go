package cli

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"autogan/layers"
	"autogan/nas/autogan"
	"autogan/vk"
)

// openKept opens the generator of a run that weights name; "" is the one that
// [openDrawer] opens.
func openKept(s *vk.Stream, path, archText string, weights autogan.Weights) (drawer, error) {
	if weights == "" {
		return openDrawer(s, path, archText)
	}
	if info, err := os.Stat(path); err == nil && !info.IsDir() {
		return drawer{}, badInputf("--weights %s: want the folder of a run, and %s is a file", weights, path)
	}
	run, err := autogan.ReadRun(path)
	if err != nil {
		return drawer{}, err
	}
	if run.Config.Trains() && archText != "" {
		return drawer{}, badInputf("%s draws one architecture; --arch is for the shared weights of a search", path)
	}
	g, err := run.KeptGenerator(s, weights)
	if err != nil {
		return drawer{}, err
	}
	if !run.Config.Trains() {
		g.Release()
		return openDrawer(s, path, archText)
	}
	return drawer{Generator: g, arch: g.Arch(), mode: layers.Eval}, nil
}

// choice is the value of an option that holds one of a list of words.
type choice struct {
	at   *string
	from []string
}

// Set implements pflag.Value.
func (c choice) Set(text string) error {
	if !slices.Contains(c.from, text) {
		return fmt.Errorf("want %s", strings.Join(c.from, ", "))
	}
	*c.at = text
	return nil
}

// String implements pflag.Value.
func (c choice) String() string {
	if c.at == nil { // pflag asks the zero value
		return ""
	}
	return *c.at
}

// Type implements pflag.Value.
func (choice) Type() string { return "name" }
