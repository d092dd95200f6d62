package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"autogan/gan/dataset"
	"autogan/gan/metric"
	"autogan/layers/checkpoint"
	"autogan/nas/autogan"
	"autogan/nas/autogan/config"
	"autogan/vk"

	"github.com/dustin/go-humanize"
	"github.com/google/go-cmp/cmp"
)

func TestExitStatus(t *testing.T) {
	cases := []struct {
		err  error
		want int
	}{
		{nil, 0},
		{errors.New("disk full"), 1},
		{vk.ErrNoVulkan, 1},
		{vk.ErrOutOfMemory, 1},
		{badInput(vk.ErrDeviceLost), 1},
		{badInputf("arch: impossible"), 2},
		{&config.Error{Where: "a.toml:1", Problem: "no such setting"}, 2},
		{&dataset.FormatError{Path: "data_batch_1.bin", Reason: "cut"}, 2},
		{dataset.ErrNoRoom, 2},
		{fs.ErrNotExist, 2},
		{fs.ErrPermission, 2},
		{checkpoint.ErrFormat, 2},
		{checkpoint.ErrVersion, 2},
		{checkpoint.ErrMismatch, 2},
		{metric.ErrFormat, 2},
		{autogan.ErrInterrupted, 130},
		{context.Canceled, 130},
	}
	for _, c := range cases {
		wrapped := c.err
		if c.err != nil {
			wrapped = fmt.Errorf("while searching: %w", c.err)
		}
		if got := exitStatus(wrapped); got != c.want {
			t.Errorf("%v: status %d, want %d", wrapped, got, c.want)
		}
	}
}

func TestRunPrintsOneLineForAnError(t *testing.T) {
	var stdout, stderr bytes.Buffer
	if status := run([]string{"arch", "1 0\n9 1"}, &stdout, &stderr); status != 2 {
		t.Errorf("status %d, want 2", status)
	}
	if want := "autogan: arch: cell 1, upsampling (position 3): got 9, want 0 (bilinear), 1 (nearest) or 2 (deconvolution)\n"; stderr.String() != want {
		t.Errorf("got  %qwant %q", stderr.String(), want)
	}
}

// TestErrorLineSaysNamesOnce: the program and one of its packages are both
// called autogan.
func TestErrorLineSaysNamesOnce(t *testing.T) {
	ended, end := context.WithCancel(t.Context())
	end()
	for want, err := range map[string]error{
		"autogan: interrupted; the state is saved in runs/a; the same command continues": interrupted(autogan.ErrInterrupted, "runs/a"),
		"autogan: report: draw loss: no values":                                          fmt.Errorf("report: %w", errors.New("report: draw loss: no values")),
		"autogan: search: autogan: measure 1 0 1 1: lost":                                fmt.Errorf("search: %w", errors.New("autogan: measure 1 0 1 1: lost")),
		"autogan: a.toml:1: gan: no such setting":                                        &config.Error{Where: "a.toml:1", Key: "gan", Problem: "no such setting"},
		"autogan: interrupted":                                                           stopped(ended, errors.New("the device said something else")),
		"autogan: data cifar10: interrupted":                                             fmt.Errorf("data cifar10: %w", context.Canceled),
		"autogan: first; second":                                                         errors.Join(errors.New("first"), errors.New("second")),
	} {
		if got := errorLine(err); got != want {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	}
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "config.toml"), 0o755); err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	if status := run([]string{"derive", dir}, io.Discard, &stderr); status != 2 || !strings.HasPrefix(stderr.String(), "autogan: read the run's configuration: ") {
		t.Errorf("status %d, got %q, want 2 and what reading the run said", status, stderr.String())
	}
}

// TestDocListsTheCommands compares doc.go with what the program can do.
func TestDocListsTheCommands(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "../doc.go", nil, parser.PackageClauseOnly|parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var want, got []string
	for _, cmd := range newRoot(func(string) {}).Commands() {
		if cmd.IsAdditionalHelpTopicCommand() {
			continue
		}
		want = append(want, cmd.Name())
		for _, sub := range cmd.Commands() {
			want = append(want, cmd.Name()+" "+sub.Name())
		}
	}
	for line := range strings.Lines(file.Doc.Text()) {
		words := strings.Fields(line)
		if len(words) < 2 || words[0] != "autogan" || !strings.HasPrefix(line, "\t") {
			continue
		}
		got = append(got, words[1])
		if strings.Contains(words[2], "|") && strings.ToLower(words[2]) == words[2] {
			for _, sub := range strings.Split(words[2], "|") {
				got = append(got, words[1]+" "+sub)
			}
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("commands mismatch (-the program's +doc.go's)\n%s", diff)
	}
}

func TestGrouped(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1765015552: "1,765,015,552"} {
		if got := humanize.Comma(int64(n)); got != want {
			t.Errorf("Comma(%d) = %s, want %s", n, got, want)
		}
	}
}

func TestProgressFigures(t *testing.T) {
	begun := time.Unix(0, 0)
	for _, c := range []struct {
		p     progress
		after time.Duration
		want  string
	}{
		{progress{total: 400, before: 20, done: 120}, 8 * time.Second, "120 of 400, 12.5/s, 22s left"}, // 100 in 8 s; 280 are left
		{progress{total: -1, before: 20, done: 120}, 8 * time.Second, "120, 12.5/s"},
		{progress{total: 400, before: 120, done: 120}, 8 * time.Second, "120 of 400"},
		{progress{total: 20_000, before: 5346, done: 5347}, time.Millisecond, "5,347 of 20,000"},
		{progress{total: 100, done: 1}, 4 * time.Second, "1 of 100, 15.0/min, 6m36s left"},
		{progress{total: 2, done: 1}, 2 * time.Minute, "1 of 2, 30.0/h, 2m0s left"},
		{progress{total: 170_000_000, done: 20_000_000, bytes: true}, 10 * time.Second, "20 MB of 170 MB, 2.0 MB/s, 1m15s left"},
	} {
		c.p.begun = begun
		if got := c.p.figures(begun.Add(c.after)); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestProgressInALogIsQuiet(t *testing.T) {
	var log bytes.Buffer
	p := newProgress(&log)
	p.Phase("shared GAN", 1000, 0)
	for range 1000 {
		p.Advance(1)
	}
	p.Message("stage 1 is done")
	p.Close()
	if got := log.String(); got != "stage 1 is done\n" {
		t.Errorf("got %q, want the message alone", got)
	}
}

func TestSelectorTakesTheFlagFirst(t *testing.T) {
	t.Setenv("AUTOGAN_DEVICE", "environment")
	for _, c := range []struct{ flag, configured, want string }{
		{"flag", "file", "flag"}, {"", "file", "file"}, {"", "", "environment"},
	} {
		if got := (&target{device: c.flag}).selector(c.configured); got != c.want {
			t.Errorf("flag %q, configuration %q: got %q, want %q", c.flag, c.configured, got, c.want)
		}
	}
}

func TestHomeInFlags(t *testing.T) {
	t.Setenv("HOME", "/home/me")
	t.Setenv("USERPROFILE", "/home/me")
	got, err := withHome([]string{"search", "--run=~/a", "-o=~/b.png", "~/c", "--set", "data.path=~/d", "--seeds=1,2"})
	if err != nil {
		t.Fatal(err)
	}
	home := filepath.FromSlash("/home/me/")
	if diff := cmp.Diff([]string{"search", "--run=" + home + "a", "-o=" + home + "b.png", home + "c", "--set", "data.path=~/d", "--seeds=1,2"}, got); diff != "" {
		t.Errorf("arguments (-want +got)\n%s", diff)
	}
}

// TestFlagsWithoutAHomeFolder must make no folder of the name ~.
func TestFlagsWithoutAHomeFolder(t *testing.T) {
	t.Setenv("HOME", "")
	t.Setenv("USERPROFILE", "")
	var stderr bytes.Buffer
	status := run([]string{"report", "../../../tests/e2e/testdata/format1/trained", "--out=~/page.html"}, io.Discard, &stderr)
	if status != statusBadInput || strings.Count(stderr.String(), "\n") != 1 || !strings.HasPrefix(stderr.String(), "autogan: --out: got ~/page.html: ~ cannot be expanded: ") {
		t.Errorf("status %d, %q, want 2 and one line that says why", status, stderr.String())
	}
	if _, err := os.Stat("~"); err == nil {
		t.Error("it made a folder of the name ~")
		os.RemoveAll("./~")
	}
}

// TestEmptyArgumentsAreRefused: they come from variables of the shell that are not
// set, and name nothing that a message could say.
func TestEmptyArgumentsAreRefused(t *testing.T) {
	for _, cmd := range leaves(newRoot(func(string) {})) {
		if cmd.Args(cmd, []string{"a"}) != nil {
			continue // it takes no argument, or two
		}
		var stderr bytes.Buffer
		path := strings.Fields(cmd.CommandPath())[1:]
		status := run(append(path, ""), io.Discard, &stderr)
		if want := fmt.Sprintf("autogan: %s: argument 1 is empty; use: autogan ", cmd.Name()); status != statusBadInput || !strings.HasPrefix(stderr.String(), want) {
			t.Errorf("%q: status %d, %q, want 2 and %q", path, status, stderr.String(), want)
		}
	}
}
