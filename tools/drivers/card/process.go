package card

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"autogan/tools/newest"
	"autogan/vk/durable"
)

// place is a card and the drivers that reach it.
type place struct {
	card   newest.Card
	folder newest.Folder
}

// command is a program's command line on the card, with the newest validation
// layer and without what a user's machine has cached.
func (p place) command(cache, program string, args ...string) (*exec.Cmd, error) {
	runner, env, err := p.folder.Reach(p.card)
	if err != nil {
		return nil, err
	}
	line := slices.Concat(runner, []string{program}, args)
	cmd := exec.Command(line[0], line[1:]...)
	cmd.Env = slices.Concat(os.Environ(), env, []string{
		"VK_LAYER_PATH=" + filepath.Join(p.folder.Root, "usr/share/vulkan/explicit_layer.d"),
		"XDG_CACHE_HOME=" + cache, "MESA_SHADER_CACHE_DIR=" + cache,
	})
	return cmd, nil
}

// ask runs a question of this program on the card and decodes its answer. The
// driver may print to the standard output, so the answer goes through a file.
func (p place) ask(dir, question string, answer any) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	path := filepath.Join(dir, question+".json")
	cmd, err := p.command(filepath.Join(dir, "cache"), self, question, path)
	if err != nil {
		return err
	}
	if text, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", question, err, lastLines(string(text)))
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, answer)
}

// questions are what this program can be asked on a card, by the words of its
// command line.
var questions = map[string]func() (any, error){
	"card-compile": func() (any, error) { return compileHere() },
	"card-host":    func() (any, error) { return timeHere() },
}

// Answer does what a command line asks of a program that runs on a card. It
// reports whether it was such a one.
func Answer(args []string) (asked bool, err error) {
	if len(args) != 2 || questions[args[0]] == nil {
		return false, nil
	}
	answer, err := questions[args[0]]()
	if err != nil {
		return true, err
	}
	text, err := json.Marshal(answer)
	if err != nil {
		return true, err
	}
	return true, durable.WriteFile(args[1], text)
}

// lastLines is the end of what a program has printed.
func lastLines(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-5):], "\n")
}

// status is how a program ended.
func status(err error) (int, error) {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0, nil
	case errors.As(err, &exit):
		return exit.ExitCode(), nil
	}
	return 0, err
}
