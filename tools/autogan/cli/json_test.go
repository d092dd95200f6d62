package cli

import (
	"strings"
	"testing"
)

// withoutTable are the commands that print no table, with what they print.
var withoutTable = map[string]string{
	"data cifar10": "a path", "data stl10": "a path", "data inception": "a path", "data preview": "a path", "data export": "a path",
	"data verify": "a line for each finding", "data fid-stats": "one line", "report": "paths", "init": "a path", "man": "one line",
	"completion bash": "a script", "completion fish": "a script", "completion powershell": "a script", "completion zsh": "a script",
	"export": "three lines", "watch": "an address",
}

// TestEveryTableHasJSON, and every JSON has its fields in the topic of help.
func TestEveryTableHasJSON(t *testing.T) {
	documented := map[string]bool{}
	for _, o := range outputsJSON {
		for name := range strings.SplitSeq(o.command, ", ") {
			name, _, _ = strings.Cut(name, " --")
			documented[name] = true
		}
	}
	for _, cmd := range leaves(newRoot(func(string) {})) {
		name := strings.TrimPrefix(cmd.CommandPath(), "autogan ")
		has := cmd.Flags().Lookup("json") != nil
		if has == (withoutTable[name] != "") {
			t.Errorf("%s: it has --json: %v, it prints no table: %q", name, has, withoutTable[name])
		}
		if has != documented[name] {
			t.Errorf("%s: it has --json: %v, help json has its fields: %v", name, has, documented[name])
		}
	}
}

// TestJSONFields: names, kinds, and what is inside a type of this program.
func TestJSONFields(t *testing.T) {
	text := newJSONFields().Long
	for _, want := range []string{
		"\narch: an object\n  architecture           a text: as integers, or supernet\n",
		"\n    kernel               an integer: height and width of a convolution's; may be left out\n",
		"\nruns: a list, each an object\n",
		"\n  last_written           a time, as RFC 3339 writes it\n",
		"\n  caps                   an object, `go doc autogan/vk.Caps`\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
}
