package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"autogan/tools/newest"
	"autogan/tools/paper"
	"autogan/vk"
	"autogan/vk/durable"
)

// compiled is what a card's driver made of the kernels, as one process tells
// another.
type compiled struct {
	Driver      string
	Executables []vk.Executable
}

// compileHere compiles the kernels for the only device that this process sees,
// and writes what came out to a file. The driver may print to the standard output.
func compileHere(path string) error {
	in, err := vk.Open(vk.Options{Inspect: true})
	if err != nil {
		return err
	}
	defer in.Release()
	d, err := in.OpenDevice("")
	if err != nil {
		return err
	}
	defer d.Release()
	s, err := d.NewStreamWith(vk.StreamOptions{RecordOnly: true})
	if err != nil {
		return err
	}
	defer s.Release()
	if err := paper.LaunchAll(s); err != nil {
		return err
	}
	list, err := d.Executables()
	if err != nil {
		return err
	}
	text, err := json.Marshal(compiled{d.Info().Driver, list})
	if err != nil {
		return err
	}
	return durable.WriteFile(path, text)
}

// printedText is the name of the text of a driver that only prints it.
const printedText = "printed"

// compileFor compiles the kernels for a card, in another process of this program.
func compileFor(card newest.Card, folder newest.Folder) (c compiled, err error) {
	runner, env, err := folder.Reach(card)
	if err != nil {
		return c, err
	}
	self, err := os.Executable()
	if err != nil {
		return c, err
	}
	dir, err := os.MkdirTemp("", "isa")
	if err != nil {
		return c, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "compiled.json")
	line := append(runner, self, compileCommand, path)
	cmd := exec.Command(line[0], line[1:]...)
	// A shader from a cache is not printed, and one of another version is not ours.
	cmd.Env = slices.Concat(os.Environ(), env, []string{"MESA_SHADER_CACHE_DISABLE=true", "AGX_MESA_DEBUG=shaders"})
	var failure strings.Builder
	cmd.Stderr = &failure
	printed, err := cmd.Output()
	if err != nil {
		return c, fmt.Errorf("%w: %s", err, strings.TrimSpace(failure.String()))
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return c, err
	}
	if err := json.Unmarshal(text, &c); err != nil {
		return c, err
	}
	return c, c.addPrinted(string(printed))
}

// addPrinted adds what a driver has printed to the kernels. It prints them in the
// order of their compilation.
func (c compiled) addPrinted(text string) error {
	const begin = "shader: MESA_SHADER_COMPUTE\n"
	parts := strings.Split(text, begin)[1:]
	if len(parts) == 0 {
		return nil
	}
	if len(parts) != len(c.Executables) {
		return fmt.Errorf("the driver printed %d kernels of %d", len(parts), len(c.Executables))
	}
	for i, part := range parts {
		if c.Executables[i].Texts == nil {
			c.Executables[i].Texts = map[string]string{}
		}
		c.Executables[i].Texts[printedText] = part
	}
	return nil
}

var mesa = regexp.MustCompile(`Mesa \d\S*`)

// version is the driver's version of Mesa.
func (c compiled) version() (string, error) {
	if v := mesa.FindString(c.Driver); v != "" {
		return v, nil
	}
	return "", errors.New("no version of Mesa in the driver's name " + c.Driver)
}
