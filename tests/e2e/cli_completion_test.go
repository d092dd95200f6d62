package e2e

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestCompletionInBash presses Tab in bash, with the script that the program prints.
// The function that bash-completion would bring takes the words as they are.
func TestCompletionInBash(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("there is no bash")
	}
	program, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	for typed, want := range map[string]string{
		"autogan sear":         "search",
		"autogan search quick": "quickstart",
		"autogan search quickstart --set reset.enabled=fa": "false", // bash takes = for the end of a word
	} {
		script := `_get_comp_words_by_ref() { words=("${COMP_WORDS[@]}"); cword=$COMP_CWORD; cur=${words[cword]}; prev=${words[cword-1]}; }
compopt() { :; }
source <(autogan completion bash)
COMP_WORDS=(` + typed + `); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMP_LINE="` + typed + `"; COMP_POINT=${#COMP_LINE}; COMP_TYPE=9
__start_autogan
printf '%s\n' "${COMPREPLY[@]}"`
		cmd := exec.Command(bash, "-c", script)
		cmd.Dir = t.TempDir()
		cmd.Env = append(cmd.Environ(), "PATH="+filepath.Dir(program)+":/usr/bin:/bin")
		out, err := cmd.CombinedOutput()
		if got := strings.TrimSpace(string(out)); err != nil || got != want {
			t.Errorf("%q becomes %q, %v, want %q", typed, got, err, want)
		}
	}
}

// TestCompletionScripts: one for each shell, and a mistake is one line.
func TestCompletionScripts(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		if got := run(t, command(t, "completion", shell)); got.status != 0 || got.stderr != "" || !strings.Contains(got.stdout, "__complete") {
			t.Errorf("%s: status %d, %s%.100s", shell, got.status, got.stderr, got.stdout)
		}
	}
	for _, args := range [][]string{{"completion", "tcsh"}, {"completion", "bash", "x"}} {
		if got := run(t, command(t, args...)); got.status != 2 || strings.Count(got.stderr, "\n") != 1 {
			t.Errorf("%q: status %d, %s", args, got.status, got.stderr)
		}
	}
}
