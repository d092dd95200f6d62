package e2e

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"autogan/tests/testgpu"
)

// scratch is the folder of the built command, removed when all tests have ended.
var scratch string

func TestMain(m *testing.M) {
	if signal.Ignored(syscall.SIGHUP) { // under nohup; the commands that tests start would ignore it too
		signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP)
	}
	var err error
	if scratch, err = os.MkdirTemp("", "autogan-e2e-"); err != nil {
		panic(err)
	}
	status := m.Run()
	os.RemoveAll(scratch)
	os.Exit(status)
}

// binary builds the command once, for the first test that asks.
var binary = sync.OnceValues(func() (string, error) {
	path := filepath.Join(scratch, "autogan")
	out, err := exec.Command("go", "build", "-o", path, "autogan/tools/autogan").CombinedOutput()
	if err != nil {
		err = errors.New(string(out))
	}
	return path, err
})

// command is `autogan args`, to be run in an empty folder.
func command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, args...)
	cmd.Dir = t.TempDir()
	return cmd
}

// result is what a command line came to.
type result struct {
	status         int
	stdout, stderr string
}

func run(t *testing.T, cmd *exec.Cmd) result {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return result{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

// write makes a file of the test and returns its path.
func write(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestBadInputIsOneClearLine gives the command what users get wrong. Each must
// end with status 2, one line that names the culprit, and nothing written.
func TestBadInputIsOneClearLine(t *testing.T) {
	truncated := write(t, "data_batch_1.bin", strings.Repeat("\x00", 3073*2+100))
	otherRun := filepath.Dir(write(t, "config.toml", "seed = 99\n"))
	img := write(t, "scorer.safetensors", "\x89PNG\r\n\x1a\n and so on")
	foreign := filepath.Dir(write(t, "letters.txt", "a home or a root folder, with anything in it"))
	file := write(t, "stats.npy", "")
	unnamed := write(t, "weights.safetensors", "\x02\x00\x00\x00\x00\x00\x00\x00{}")
	array := write(t, "stats.npy", "\x93NUMPY\x01\x00")
	trained, err := filepath.Abs("testdata/format1/trained")
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name   string
		args   []string
		device bool // it must open one before it can see the mistake
		want   []string
	}{
		{"unknown command", []string{"serach"}, false, []string{`"serach"`, "search"}},
		{"unknown flag", []string{"search", "quickstart", "--sett", "a=b"}, false, []string{"--sett"}},
		{"one set of images", []string{"eval", "--fake", "b"}, false, []string{"--real and --fake go together"}},
		{"sets and a generator", []string{"eval", "run", "--real", "a", "--fake", "b"}, false, []string{"got run and two sets"}},
		{"sets and a seed", []string{"eval", "--real", "a", "--fake", "b", "--seed", "2"}, false, []string{"--seed is about a generator"}},
		{"unknown metric", []string{"eval", "run", "--metrics", "fid,lpips"}, false, []string{`no metric "lpips"`, "is,fid,kid,pr,dc"}},
		{"no experiment", []string{"search"}, false, []string{"search"}},
		{"unknown experiment", []string{"search", "quickstrat"}, false, []string{"quickstrat", "quickstart"}},
		{"unknown key", []string{"search", write(t, "a.toml", "[gan]\nchanels = 3\n")}, false, []string{"a.toml:2", "gan.chanels", "gan.channels"}},
		{"wrong type", []string{"search", write(t, "b.toml", "[gan]\nchannels = \"wide\"\n")}, false, []string{"b.toml:2", "gan.channels", "integer"}},
		{"broken TOML", []string{"search", write(t, "c.toml", "seed == 3\n")}, false, []string{"c.toml:1"}},
		{"impossible value", []string{"search", "quickstart", "--set", "search.top_k=99"}, false, []string{"search.top_k", "99"}},
		{"unknown device", []string{"search", "quickstart", "--device", "abacus"}, true, []string{"abacus"}},
		{"device index", []string{"search", "quickstart", "--device", "77"}, true, []string{"77"}},
		{"missing data folder", []string{"search", "cifar10", "--set", "data.path=nowhere/cifar"}, true, []string{"data.path", "nowhere/cifar", "autogan data cifar10"}},
		{"truncated batch file", []string{"search", "cifar10", "--set", "data.batches=1", "--set", "data.path=" + filepath.Dir(truncated)}, true,
			[]string{"data_batch_1.bin"}},
		{"foreign scorer", []string{"search", "quickstart", "--set", "reward.scorer=" + img}, true, []string{"reward.scorer", "scorer.safetensors"}},
		{"built-in scorer of other images", []string{"search", "cifar10", "--set", "reward.scorer=builtin"}, true,
			[]string{"cifar10: reward.scorer", `"builtin" knows images of procedural`, `data.name is "cifar10"`, `"inception"`, "autogan scorer train"}},
		{"built-in scorer of a folder", []string{"search", write(t, "g.toml", "[data]\nname = \"folder\"\npath = \"x\"\n"), "--set", "reward.scorer=builtin"}, true,
			[]string{"g: reward.scorer", "builtin", "folder"}},
		{"built-in evaluation of other images", []string{"train", "cifar10-top1", "--set", "eval.scorer=builtin"}, true,
			[]string{"eval.scorer", "builtin", "cifar10", "inception"}},
		{"unknown selection", []string{"search", "quickstart", "--set", "derive.select=best"}, false, []string{"derive.select", `"is" or "fid"`}},
		{"scorer of another size", []string{"search", "quickstart", "--set", "gan.bottom_width=5"}, true, []string{"reward.scorer", "10×10"}},
		{"other run", []string{"search", "quickstart", "--run", otherRun}, true, []string{"config.toml", "seed is 99 there"}},
		{"train without architecture", []string{"train", "quickstart"}, false, []string{"quickstart", "--arch"}},
		{"architecture of too many cells", []string{"train", "quickstart", "--arch", "top1", "--set", "space.cells=2", "--set", "search.iterations=[1, 1]"}, false, []string{"--arch", "3 cells", "space.cells"}},
		{"more images than memory", []string{"search", "quickstart", "--set", "data.images=100000000"}, true, []string{"quickstart: data.images", "358 GiB of memory, this machine has"}},
		{"more images than memory, timed", []string{"search", "quickstart", "--forecast", "--set", "data.images=100000000"}, true, []string{"quickstart: data.images", "this machine has"}},
		{"a step beyond all kernels", []string{"train", "quickstart", "--arch", "top1", "--set", "gan.batch_g=65536", "--set", "train.channels=1024"}, true, []string{"gan.batch_g, train.channels", "want at most 2,147,483,647"}},
		{"search of a training", []string{"search", "cifar10-top1"}, false, []string{"cifar10-top1", "autogan train"}},
		{"derive of no run", []string{"derive", "nowhere"}, false, []string{"nowhere", "no run folder"}},
		{"derive of an unfinished search", []string{"derive", otherRun}, true, []string{"has not ended", "autogan search"}},
		{"compare different data", []string{"compare", "quickstart", "cifar10-small"}, false, []string{"cifar10-small", "data.images", "do not compare"}},
		{"compare one seed twice", []string{"compare", "quickstart", "--seeds", "1,1"}, false, []string{"--seeds", "different numbers"}},
		{"inception missing", []string{"train", "quickstart", "--arch", "top1", "--set", "eval.scorer=inception"}, true, []string{"eval.scorer", "autogan data inception"}},
		{"unknown space", []string{"search", write(t, "d.toml", "[space]\nname = \"darts\"\n")}, false, []string{"d.toml:2", "space.name", "darts", "autogan"}},
		{"unknown decision", []string{"arch", "--space", write(t, "e.toml", "[space]\nfix = { nrom = \"none\" }\n")}, false, []string{"e.toml:2", "space.fix.nrom", "conv order, norm"}},
		{"unknown option", []string{"search", write(t, "f.toml", "[space]\n\nfix = { norm = \"layer\" }\n")}, false, []string{"f.toml:3", "space.fix.norm", "none, batch or instance"}},
		{"impossible architecture", []string{"arch", "1 0 1 1 / 1 0 0 1 1 / 1 0 1 0 4"}, false, []string{"cell 3", "skip-ins", "got 4"}},
		{"short architecture", []string{"arch", "1 0 1"}, false, []string{"3 integers"}},
		{"unknown architecture", []string{"arch", "top9"}, false, []string{"top9", "top1"}},
		{"supernet and space", []string{"arch", "--supernet", "--space"}, false, []string{"--supernet", "--space"}},
		{"impossible latent vector", []string{"arch", "--supernet", "--latent", "0"}, false, []string{`invalid argument "0" for "--latent" flag`, "want 1 to 4,096"}},
		{"impossible size", []string{"arch", "top1", "--size", "20"}, false, []string{"--size 20", "multiple of 8"}},
		{"bench of no case", []string{"bench", "--only", "nosuch"}, true, []string{"--only", "nosuch"}},
		{"no run folder", []string{"sample", "nowhere"}, true, []string{"nowhere", "config.toml"}},
		{"run in a foreign folder", []string{"search", "quickstart", "--run", foreign}, true, []string{foreign, "holds no run", "letters.txt", "--run"}},
		{"restart in a foreign folder", []string{"search", "quickstart", "--run", foreign, "--restart"}, true, []string{foreign, "holds no run", "letters.txt"}},
		{"training in a foreign folder", []string{"train", "quickstart", "--arch", "top1", "--run", foreign}, true, []string{foreign, "holds no run"}},
		{"comparison in a foreign folder", []string{"compare", "quickstart", "--run", foreign}, true, []string{foreign, "holds no run"}},
		{"run below a file", []string{"search", "quickstart", "--run", file + "/run"}, true, []string{"stats.npy/run"}},
		{"restart below a file", []string{"search", "quickstart", "--run", file + "/run", "--restart"}, true, []string{"stats.npy/run"}},
		{"restart in the current folder", []string{"search", "quickstart", "--run", ".", "--restart"}, true, []string{"current folder"}},
		{"a file as a data set", []string{"data", "preview", file}, false, []string{"stats.npy", "this is a file"}},
		{"a data set below a file", []string{"data", "preview", file + "/x"}, false, []string{"stats.npy/x"}},
		{"going on with another width", []string{"search", "quickstart", "--run", foreign, "--continue-with", "gan.channels=4"}, false, []string{"gan.channels=4", "gan.lr_g", "train.generator_steps"}},
		{"going on with an impossible rate", []string{"search", "quickstart", "--run", foreign, "--continue-with", "gan.lr_g=fast"}, false, []string{"--continue-with gan.lr_g=fast", "number"}},
		{"going on with nothing", []string{"train", "quickstart", "--arch", "top1", "--continue-with", "gan.lr_g=1e-5"}, false, []string{"nothing has begun", "runs/quickstart-train"}},
		{"no network of scores", []string{"eval", trained}, true, []string{"--features inception", "autogan data inception", "--features builtin"}},
		{"unknown network", []string{"eval", trained, "--features", "nope"}, true, []string{"--features nope", "no such file", "inception"}},
		{"no generator", []string{"sample", unnamed}, true, []string{unnamed, "does not say which generator it holds"}},
		{"one array", []string{"eval", trained, "--features", "builtin", "--reference", array}, true, []string{array, "one NumPy array", "mu and sigma"}},
		{"no data set", []string{"data", "preview", "nowhere"}, false, []string{"nowhere", "procedural"}},
		{"no network", []string{"data", "inception", "--from", "nowhere.pb"}, false, []string{"nowhere.pb"}},
		{"foreign network", []string{"data", "inception", "--from", img}, false, []string{"scorer.safetensors", "TensorFlow", "PyTorch"}},
		{"import of nothing", []string{"import", "nowhere.pth"}, false, []string{"nowhere.pth"}},
		{"import of a page", []string{"import", write(t, "page.pth", "<!DOCTYPE html><html>404</html>")}, false, []string{"page.pth", "web page"}},
		{"import of a pickle that runs a command", []string{"import", write(t, "evil.pth", "\x80\x02cposix\nsystem\nX\x04\x00\x00\x00true\x85R.")}, false,
			[]string{"evil.pth", `"posix.system"`, "nothing of it was run"}},
		{"export to nobody", []string{"export", trained}, false, []string{"--to", "pytorch"}},
		{"export to another tool", []string{"export", trained, "--to", "caffe"}, false, []string{`"caffe"`, "pytorch"}},
		{"export of no run", []string{"export", "nowhere", "--to", "pytorch"}, false, []string{"nowhere", "config.toml"}},
		{"export of no generator", []string{"export", unnamed, "--to", "pytorch"}, false, []string{unnamed, "does not say which generator it holds"}},
		{"whole export without a checkpoint", []string{"export", trained, "--to", "pytorch", "--whole"}, false, []string{"no checkpoint yet"}},
		{"scorer without labels", []string{"scorer", "train", "nowhere"}, false, []string{"nowhere"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if c.device {
				testgpu.Stream(t) // skips where there is none
			}
			cmd := command(t, c.args...)
			got := run(t, cmd)
			if got.status != 2 {
				t.Errorf("status %d, want 2", got.status)
			}
			if strings.Count(got.stderr, "\n") != 1 || !strings.HasPrefix(got.stderr, "autogan: ") || got.stdout != "" {
				t.Errorf("want one line on stderr and nothing else, got\n%s%s", got.stderr, got.stdout)
			}
			for _, want := range c.want {
				if !strings.Contains(got.stderr, want) {
					t.Errorf("%q is not in %q", want, got.stderr)
				}
			}
			if entries, _ := os.ReadDir(cmd.Dir); len(entries) > 0 {
				t.Errorf("it wrote %v", entries)
			}
		})
	}
}

// TestArchPrintsThePublishedNumbers: the paper's top-1 to top-3 at 32×32 and
// 48×48, the supernet of the search and of the final training, and the space.
func TestArchPrintsThePublishedNumbers(t *testing.T) {
	cases := []struct {
		args []string
		want []string
	}{
		{[]string{"top1"}, []string{"4,405,251", "1,765,015,552", "1 0 1 1 / 1 0 0 1 1 / 1 0 1 0 3"}},
		{[]string{"1 0 1 1 / 1 0 0 1 1 / 1 0 1 0 3"}, []string{"4,405,251", "1,765,015,552"}},
		{[]string{"top2"}, []string{"4,471,043"}},
		{[]string{"top3"}, []string{"4,406,275"}},
		{[]string{"top1", "--size", "48"}, []string{"5,065,731", "48x48"}},
		{[]string{"--supernet", "--channels", "128"}, []string{"3,716,995"}},
		{[]string{"--supernet"}, []string{"14,315,267"}},
		// The latent vector counts in the first layer alone: 128 or 64 numbers
		// to 4·4·256 or 4·4·128.
		{[]string{"top1", "--latent", "64"}, []string{"4,143,107", "1,764,753,408", "latent vector of 64"}},           // less 64·4096
		{[]string{"--supernet", "--channels", "128", "--latent", "64"}, []string{"3,585,923", "latent vector of 64"}}, // less 64·2048
		{[]string{"--space"}, []string{"373,248"}},
		{[]string{"top1", "--table"}, []string{"cell3.skip.conv2", "67108864"}},
	}
	for _, c := range cases {
		t.Run(strings.Join(c.args, " "), func(t *testing.T) {
			got := run(t, command(t, append([]string{"arch"}, c.args...)...))
			if got.status != 0 || got.stderr != "" {
				t.Fatalf("status %d, %s", got.status, got.stderr)
			}
			for _, want := range c.want {
				if !strings.Contains(got.stdout, want) {
					t.Errorf("%q is not in\n%s", want, got.stdout)
				}
			}
		})
	}
}

// TestArchDiagram shows all that a diagram can hold.
func TestArchDiagram(t *testing.T) {
	const want = `z 128
│  linear
├─ 4x4x8 ─── cell 1 ───
│  deconvolution x2 → conv 3x3 → batch norm → relu   = a1
│  conv 3x3 → batch norm → relu
│  + cell input → deconvolution x2 → conv 1x1
├─ 8x8x8 ─── cell 2 ───
│  instance norm → relu → bilinear x2 → conv 3x3
│  + a1 → bilinear x2 → conv 1x1
│  instance norm → relu → conv 3x3
├─ 16x16x8 ───
│  batch norm → relu → conv 3x3 → tanh
image 16x16x3
`
	got := run(t, command(t, "arch", "0 1 2 1 / 1 2 0 0 1", "--channels", "8"))
	if !strings.HasSuffix(got.stdout, want) {
		t.Errorf("got\n%s\nwant at its end\n%s", got.stdout, want)
	}
}

func TestDevicesListsTheDeviceUnderTest(t *testing.T) {
	dev, _ := testgpu.Stream(t)
	for _, args := range [][]string{{"devices"}, {"devices", "--json"}} {
		if got := run(t, command(t, args...)); got.status != 0 || !strings.Contains(got.stdout, dev.Name()) {
			t.Errorf("%v: status %d, %q is not in\n%s%s", args, got.status, dev.Name(), got.stdout, got.stderr)
		}
	}
	want := dev.Info().Index
	var listed []struct {
		Index  int
		Chosen bool
	}
	got := run(t, command(t, "devices", "--json", "--device", strconv.Itoa(want)))
	if err := json.Unmarshal([]byte(got.stdout), &listed); err != nil || len(listed) == 0 {
		t.Fatalf("%v in %s", err, got.stdout)
	}
	for _, d := range listed {
		if d.Chosen != (d.Index == want) {
			t.Errorf("device %d: chosen is %t, device %d was named", d.Index, d.Chosen, want)
		}
	}
}

func TestDataPreviewAndExport(t *testing.T) {
	cmd := command(t, "data", "preview", "procedural", "-n", "20", "--size", "8", "-o", "grid.png")
	if got := run(t, cmd); got.status != 0 || got.stdout != "grid.png\n" {
		t.Errorf("status %d, %s%s", got.status, got.stdout, got.stderr)
	}
	img, err := os.ReadFile(filepath.Join(cmd.Dir, "grid.png"))
	if err != nil || !bytes.HasPrefix(img, []byte("\x89PNG")) {
		t.Errorf("grid.png is no PNG file: %v", err)
	}
}
