package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"autogan/nas/autogan/experiments"

	"github.com/google/go-cmp/cmp"
)

func TestFidelities(t *testing.T) {
	paper, reference := Default(Paper), Default(Reference)
	var keys []string
	for _, d := range paper.Differences(reference) {
		keys = append(keys, d.Key+" "+d.Ours+" "+d.Theirs)
	}
	want := []string{ // where the published code differs from the paper
		`fidelity "paper" "reference"`,
		`gan.skip_tap "before-skips" "after-skips"`,
		"gan.unused_decays_moments false true",
		"search.iterations [25, 30, 35] [15, 20, 30]",
		"search.losses_every 10 1",
		"controller.entropy 0.0001 0.001",
		"controller.baseline_reset false true",
		"controller.baseline_first false true",
		"controller.advantage_per_choice false true",
		`train.statistics "recomputed" "raw"`,
		`derive.select "is" "fid"`,
	}
	if diff := cmp.Diff(want, keys); diff != "" {
		t.Errorf("differences mismatch (-want +got)\n%s", diff)
	}
	if paper.TotalIterations() != 90 || reference.TotalIterations() != 65 {
		t.Errorf("%d and %d iterations, want 90 and 65", paper.TotalIterations(), reference.TotalIterations())
	}
}

func TestStages(t *testing.T) {
	c := Default(Reference) // grows at 15 and 35
	for iteration, want := range map[int]int{0: 0, 14: 0, 15: 1, 34: 1, 35: 2, 64: 2} {
		if got := c.StageOf(iteration); got != want {
			t.Errorf("StageOf(%d) = %d, want %d", iteration, got, want)
		}
	}
	c.GAN.BottomWidth = 6
	for stage, want := range []int{12, 24, 48} {
		if got := c.ImageSize(stage); got != want {
			t.Errorf("ImageSize(%d) = %d, want %d", stage, got, want)
		}
	}
}

func TestEmbeddedExperiments(t *testing.T) {
	for _, name := range experiments.Names() {
		c, err := Load(name)
		if err != nil {
			t.Error(err)
			continue
		}
		if c.Name != name || c.RunFolder() != filepath.Join("runs", name) {
			t.Errorf("experiment %s is named %q, runs in %s", name, c.Name, c.RunFolder())
		}
	}
	c, err := Load("cifar10")
	if err != nil {
		t.Fatal(err)
	}
	want := Default(Paper)
	want.Name = "cifar10"
	want.Data = Data{Name: "cifar10", Path: "data/cifar10"}
	want.Controller.DecisionOrder, want.Controller.Skips, want.Controller.FirstInput = SkipsFirst, BinarySkips, LastToken
	want.Reward.Scorer = "inception"
	want.Eval.Scorer = "inception"
	if diff := cmp.Diff(want, c); diff != "" {
		t.Errorf("cifar10 mismatch (-want +got)\n%s", diff)
	}
}

// TestSmallTwins compares what each experiment changes of cifar10 with what its
// twin changes of cifar10-small: the same settings, apart from sizes.
func TestSmallTwins(t *testing.T) {
	sizes := []string{"name", "data.name", "data.path", "data.images", "reward.scorer", "search.iterations", "search.correlate",
		"search.scratch_steps", "search.asha_max_steps", "search.hours", "search.num_candidates", "controller.steps", "controller.batch", "train.generator_steps"}
	changes := func(name, base string) []string {
		c, err := Load(name)
		if err != nil {
			t.Fatal(err)
		}
		other, err := Load(base)
		if err != nil {
			t.Fatal(err)
		}
		var list []string
		for _, d := range c.Differences(other) {
			if !slices.Contains(sizes, d.Key) {
				list = append(list, d.Key+" "+d.Ours)
			}
		}
		return list
	}
	for _, name := range experiments.Names() {
		if name == "quickstart" || strings.HasSuffix(name, smallSuffix) || strings.HasSuffix(name, "-cheap-reward") {
			continue // what is small has a cheap reward anyway
		}
		large, small := changes(name, "cifar10"), changes(name+smallSuffix, "cifar10-small")
		if diff := cmp.Diff(large, small); diff != "" {
			t.Errorf("%s and its twin change other settings (-large +small)\n%s", name, diff)
		}
		if name != "cifar10" && name != "proxy-correlation" && len(large) == 0 {
			t.Errorf("%s changes nothing", name)
		}
	}
}

func TestBaseOfAnExperiment(t *testing.T) {
	c, err := Decode("x.toml", "base = \"cifar10-small\"\n[gan]\nchannels = 3", "gan.disc_channels=5")
	if err != nil || c.GAN.Channels != 3 || c.GAN.DiscChannels != 5 || c.GAN.LatentDim != 32 || c.Name != "x" {
		t.Errorf("got %+v, %v", c, err)
	}
	_, err = Decode("x.toml", "seed = 1\nbase = \"nothing\"")
	if err == nil || !strings.HasPrefix(err.Error(), `x.toml:2: base: got "nothing", want the name of a built-in experiment: cifar10, cifar10-asha, cifar10-cheap-reward`) {
		t.Errorf("an unknown base: %v", err)
	}
}

func TestDecodeErrors(t *testing.T) {
	for _, c := range []struct {
		name, text, want string
	}{
		{"unknown key", "seed = 1\n[gan]\nchanels = 3", "x.toml:3: gan.chanels: no such setting; did you mean gan.channels?"},
		{"key of another section", "[gan]\ntop_k = 3", "x.toml:2: gan.top_k: no such setting; did you mean search.top_k?"},
		{"unknown section", "[final]\nsteps = 3", "x.toml:1: final: no such setting"},
		{"string for integer", "[gan]\n\nchannels = \"many\"", `x.toml:3: gan.channels: got "many", want an integer`},
		{"fraction for integer", "[gan]\nchannels = 1.5", "x.toml:2: gan.channels: got 1.5, want an integer"},
		{"integer for string", "[data]\nname = 3", "x.toml:2: data.name: got 3, want a string in quotes"},
		{"integer for bool", "[reset]\nenabled = 1", "x.toml:2: reset.enabled: got 1, want true or false"},
		{"number for list", "[search]\niterations = 3", "x.toml:2: search.iterations: got 3, want a list of integers, such as [25, 30, 35]"},
		{"list of strings", "[search]\niterations = [\"a\"]", `x.toml:2: search.iterations: got ["a"], want a list of integers, such as [25, 30, 35]`},
		{"three betas", "[gan]\nbetas = [0, 1, 2]", "x.toml:2: gan.betas: got [0, 1, 2], want a list of two numbers, such as [0.0, 0.9]"},
		{"not a number", "[gan]\nlr_g = nan", "x.toml:2: gan.lr_g: got nan, want a number"},
		{"table for a setting", "[gan.channels]\nx = 1", "x.toml:1: gan.channels: got a table, want an integer"},
		{"setting for a section", "gan = 5", "x.toml:1: gan: got 5, want a section: a line [gan], its settings below"},
		{"array of tables", "[[gan]]\nchannels = 5", "x.toml:1: gan: got a table, want a section: a line [gan], its settings below"},
		{"negative", "[gan]\nchannels = -4", "x.toml:2: gan.channels: got -4, want 1 to 4,096"},
		{"epochs without end", "[search]\nshared_epochs = 9223372036854775807", "x.toml:2: search.shared_epochs: got 9223372036854775807, want 1 to 100,000"},
		{"more images than memory", "[data]\nimages = 9223372036854775807", "x.toml:2: data.images: got 9223372036854775807, want 0 to 100,000,000"},
		{"one image", "[data]\nimages = 1", "x.toml:2: data.images: got 1, want 0 for all, or at least 2"},
		{"one pixel", "[gan]\nbottom_width = 1", "x.toml:2: gan.bottom_width: got 1, want 2 to 64"},
		{"more candidates than memory", "[search]\nnum_candidates = 2147483648", "x.toml:2: search.num_candidates: got 2147483648, want 1 to 100,000"},
		{"more architectures than memory", "[controller]\nbatch = 2147483648", "x.toml:2: controller.batch: got 2147483648, want 1 to 10,000"},
		{"a rate that is 0 in float32", "[gan]\nlr_g = 1e-300", "x.toml:2: gan.lr_g: got 1e-300, want 1e-09 to 1"},
		{"a decay that is 1 in float32", "[train]\nema = 0.9999999999", "x.toml:2: train.ema: got 0.9999999999, want 0 to 0.999999"},
		{"minutes without end", "[search]\nsave_minutes = 1e300", "x.toml:2: search.save_minutes: got 1e+300, want 0 to 100,000"},
		{"one iteration without end", "[search]\niterations = [1, 9223372036854775807]", "x.toml:2: search.iterations: got [1, 9223372036854775807], want a list of numbers, each 1 to 100,000"},
		{"a number beyond 64 bits", "seed = 9223372036854775808", "x.toml:1: 9223372036854775808 is out of range for int64"},
		{"a name that no folder can have", "name = \"" + strings.Repeat("a", 201) + "\"", "x.toml:1: name: got \"" + strings.Repeat("a", 201) + "\", want a name of up to 200 letters, digits, '-', '_' and '.'"},
		{"negative seed", "seed = -4", "x.toml:1: seed: got -4, want an integer, 0 or more"},
		{"beta of one", "[gan]\nbetas = [0.0, 1.0]", "x.toml:2: gan.betas: got [0.0, 1.0], want two decays, each 0 to 0.999999"},
		{"too many stages", "[search]\niterations = [1, 1, 1, 1]", "x.toml:2: search.iterations: got [1, 1, 1, 1], want 1 to 3 numbers, one per stage"},
		{"no stages", "[search]\niterations = []", "x.toml:2: search.iterations: got [], want 1 to 3 numbers, one per stage"},
		{"K above M", "[search]\ntop_k = 11", "x.toml:2: search.top_k: got 11, want 1 to search.num_candidates (10)"},
		{"splits above images", "[reward]\nimages = 5", "x.toml: reward.splits: got 10, want 1 to reward.images (5)"},
		{"no folder", "[data]\nname = \"cifar10\"", `x.toml: data.path: got "", want the folder that holds the data set (data.name is "cifar10")`},
		{"unknown data", "[data]\nname = \"mnist\"", `x.toml:2: data.name: got "mnist", want "procedural" or "cifar10" or "stl10" or "folder"`},
		{"scratch on several levels", "[search]\nweights = \"scratch\"", `x.toml:2: search.weights: got "scratch", want "shared" with search.levels = "multi" or search.correlate`},
		{"single level in stages", "[search]\nlevels = \"single\"", `x.toml: search.iterations: got [25, 30, 35], want one number with search.levels = "single"`},
		{"unknown strategy", "[search]\nstrategy = \"bandit\"", `x.toml:2: search.strategy: got "bandit", want "controller" or "random" or "asha"`},
		{"halving of shared weights", "[search]\nstrategy = \"asha\"", `x.toml:2: search.strategy: got "asha", want "controller" or "random" with search.weights = "shared"`},
		{"a budget for levels", "[search]\nhours = 1", `x.toml:2: search.hours: got 1.0, want 0 with search.levels = "multi"`},
		{"a negative budget", "[search]\nhours = -1\nlevels = \"single\"\niterations = [1]", "x.toml:2: search.hours: got -1.0, want 0 to 100,000"},
		{"reduction by one", "[search]\nasha_eta = 1", "x.toml:2: search.asha_eta: got 1, want 2 to 1,000"},
		{"no rung", "[search]\nstrategy = \"asha\"\nweights = \"scratch\"\nlevels = \"single\"\niterations = [1]\nasha_max_steps = 4699", "x.toml:6: search.asha_max_steps: got 4699, want at least search.scratch_steps (4700)"},
		{"correlation of two", "[search]\ncorrelate = 2", "x.toml:2: search.correlate: got 2, want 0 for none, or at least 3 architectures"},
		{"unknown architecture", "[train]\narch = \"1 0 1\"", `x.toml:2: train.arch: got "1 0 1", want an architecture (arch: got 3 integers, want 4 (1 cell), 9 (2 cells) or 14 (3 cells))`},
		{"unknown space", "[space]\nname = \"darts\"", `x.toml:2: space.name: got "darts", want "autogan"`},
		{"too many cells", "[space]\ncells = 4", "x.toml:2: space.cells: got 4, want 0 to 3"},
		{"more stages than cells", "[space]\ncells = 2", "x.toml: search.iterations: got [25, 30, 35], want 1 to 2 numbers, one per stage"},
		{"architecture of too many cells", "[space]\ncells = 1\n[search]\niterations = [1]\n[train]\narch = \"top1\"", `x.toml:6: train.arch: got "top1", want an architecture (arch: "top1" has 3 cells, want at most 1 (space.cells))`},
		{"decision in two spellings", "[space]\nfix = { conv-order = \"pre\", conv_order = \"post\" }", `x.toml:2: space.fix.conv-order: is set twice; delete one of the lines`},
		{"unknown decision", "[space]\nfix = { nrom = \"none\" }", `x.toml:2: space.fix.nrom: got "none", want a decision that there is: conv order, norm, upsampling, shortcut or skip-ins`},
		{"unknown option", "[space.fix]\nshortcut = \"on\"\nnorm = \"layer\"", `x.toml:3: space.fix.norm: got "layer", want none, batch or instance`},
		{"option of one cell", "[space]\nfix = { skip_ins = \"skip from cell 2\" }", `x.toml:2: space.fix.skip-ins: got "skip from cell 2", want none or all`},
		{"number for an option", "[space]\nfix = { norm = 0 }", `x.toml:2: space.fix.norm: got 0, want a string in quotes`},
		{"number for the decisions", "[space]\nfix = 3", `x.toml:2: space.fix: got 3, want a section: a line [space.fix], its settings below`},
		{"all decided", "[space]\nfix = { conv-order = \"pre\", norm = \"none\", upsampling = \"nearest\", shortcut = \"on\" }", `x.toml:2: space.fix.upsampling: got "nearest", want at least one decision left to search in cell 1`},
		{"seed twice", "[train]\nseeds = [1, 1]", "x.toml:2: train.seeds: got [1, 1], want different seeds, such as [1, 2, 3]"},
		{"unknown fidelity", "fidelity = \"code\"", `x.toml:1: fidelity: got "code", want "paper" or "reference"`},
		{"unknown precision", "precision = \"f16\"", `x.toml:1: precision: got "f16", want "f32" or "mixed" or "bfloat16": activations as float32, float16 (with a scaled loss) or bfloat16`},
		{"name with a slash", "name = \"a/b\"", `x.toml:1: name: got "a/b", want a name of up to 200 letters, digits, '-', '_' and '.'`},
		{"twice", "seed = 1\nseed = 2", "x.toml:2: Key 'seed' has already been defined."},
		{"syntax", "[gan]\nchannels = = 2", "x.toml:2: expected value but found '=' instead"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Decode("x.toml", c.text)
			var mistake *Error
			if !errors.As(err, &mistake) || err.Error() != c.want {
				t.Errorf("error\n%v, want\n%s", err, c.want)
			}
		})
	}
}

// TestFixForms fixes decisions in every form that TOML has; what is encoded
// decodes to the same.
func TestFixForms(t *testing.T) {
	want := []Fix{{"conv-order", "pre"}, {"norm", "none"}}
	for _, text := range []string{
		"[space]\nfix = { norm = \"none\", conv_order = \"pre\" }",
		"[space]\nfix.norm = \"none\"\nfix.\"conv order\" = \"pre\"",
		"[space.fix]\nconv-order = \"pre\"\nnorm = \"none\"",
	} {
		c, err := Decode("x.toml", text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if diff := cmp.Diff(want, c.Space.Fix); diff != "" {
			t.Errorf("%s: mismatch (-want +got)\n%s", text, diff)
		}
		again, err := Decode("x.toml", c.Encode())
		if diff := cmp.Diff(c, again); err != nil || diff != "" {
			t.Errorf("round trip: %v, mismatch (-want +got)\n%s", err, diff)
		}
		if got := c.Choices(0, 3); got != 6*12*24 {
			t.Errorf("%s leaves %d architectures, want %d", text, got, 6*12*24)
		}
	}
	fixed, err := Load("cifar10-small", "space.fix.norm=none", "space.fix.shortcut=on", "space.fix.shortcut=")
	if err != nil {
		t.Fatal(err)
	}
	free, err := Load("cifar10-small")
	if err != nil {
		t.Fatal(err)
	}
	want2 := []Difference{{"space.fix.norm", `"none"`, `""`}}
	if diff := cmp.Diff(want2, fixed.Differences(free)); diff != "" {
		t.Errorf("Differences mismatch (-want +got)\n%s", diff)
	}
	long, err := Load("cifar10-small", "space.fix.norm=no norm")
	if err != nil {
		t.Fatal(err)
	}
	if different := fixed.Differences(long); len(different) > 0 {
		t.Errorf("an option by its long name differs: %v", different)
	}
	want2[0].Ours, want2[0].Theirs = want2[0].Theirs, want2[0].Ours
	if diff := cmp.Diff(want2, free.Differences(fixed)); diff != "" {
		t.Errorf("Differences the other way mismatch (-want +got)\n%s", diff)
	}
	if len(free.Space.Fix) != 0 || fixed.Choices(0, 3) != 13_824 || free.Choices(0, 3) != 373_248 {
		t.Errorf("%d and %d architectures, want 13824 and 373248", fixed.Choices(0, 3), free.Choices(0, 3))
	}
}

func TestOverrides(t *testing.T) {
	c, err := Load("quickstart", "gan.channels=16", "fidelity=reference", "data.path = \"a b\"", "search.iterations=[1, 2]",
		"device=0", "reset.enabled=false", "gan.channels=24", "gan.lr_g=1")
	if err != nil {
		t.Fatal(err)
	}
	if c.GAN.Channels != 24 || c.Data.Path != "a b" || c.Stages() != 2 || c.Device != "0" || c.Reset.Enabled || c.GAN.LRG != 1 {
		t.Errorf("overrides not taken: %+v", c)
	}
	if c.GAN.SkipTap != TapAfterSkips {
		t.Error("an overridden fidelity must change the defaults")
	}
	for _, o := range []struct{ set, want string }{
		{"gan.channels", "--set gan.channels: want section.key=value, such as gan.channels=32"},
		{"gan.chanels=3", "--set gan.chanels=3: gan.chanels: no such setting; did you mean gan.channels?"},
		{"gan=3", "--set gan=3: gan: no such setting"},
		{"gan.channels=many", "--set gan.channels=many: gan.channels: got many, want an integer"},
		{"gan.channels=0", "--set gan.channels=0: gan.channels: got 0, want 1 to 4,096"},
		{"gan.channels=3\nseed=4", "--set gan.channels=3 seed=4: gan.channels: got 3 seed=4, want an integer"},
		{"data.name=mnist", `--set data.name=mnist: data.name: got "mnist", want "procedural" or "cifar10" or "stl10" or "folder"`},
		{"search.top_k=99", "--set search.top_k=99: search.top_k: got 99, want 1 to search.num_candidates (10)"},
	} {
		if _, err := Load("quickstart", o.set); err == nil || err.Error() != o.want {
			t.Errorf("Load with %q: error\n%v, want\n%s", o.set, err, o.want)
		}
	}
}

func TestLoadFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "mine.toml")
	if err := os.WriteFile(file, []byte("[gan]\nchannels = 8\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	c, err := Load(file)
	if err != nil || c.Name != "mine" || c.GAN.Channels != 8 {
		t.Errorf("Load = %+v, %v", c, err)
	}
	_, err = Load("nothing")
	want := "nothing: no experiment and no file of this name; experiments are cifar10, cifar10-asha, cifar10-cheap-reward, cifar10-fid-reward, cifar10-no-reset, cifar10-random-scratch, cifar10-random-shared, cifar10-random-ws, cifar10-single-level, cifar10-sngan, cifar10-top1, cifar10-top2, cifar10-top3, proxy-correlation, quickstart, stl10, stl10-cheap-reward, stl10-top1, all but quickstart and the cheap rewards also as NAME-small"
	if err == nil || err.Error() != want {
		t.Errorf("Load of nothing: %v, want %s", err, want)
	}
}

// TestFilesThatAreNoExperiments: what has no setting is not taken for the paper's
// search, and what never ends is not read to its end.
func TestFilesThatAreNoExperiments(t *testing.T) {
	dir := t.TempDir()
	for name, c := range map[string]struct{ text, want string }{
		"empty.toml":    {"", "it sets nothing, want settings or a line such as base = "},
		"comments.toml": {"# nothing yet\n[gan]\n", "it sets nothing, want settings or a line such as base = "},
		"long.toml":     {strings.Repeat("#\n", 1<<19) + "#", "it is longer than 1 MiB, want an experiment in TOML"},
		"zero.toml":     {strings.Repeat("\x00", 2<<20), "it is longer than 1 MiB, want an experiment in TOML"},
	} {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(c.text), 0o644); err != nil {
			t.Fatal(err)
		}
		var mistake *Error
		if _, err := Load(file, "seed=2"); !errors.As(err, &mistake) || !strings.HasPrefix(err.Error(), file+": "+c.want) {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
	longest := filepath.Join(dir, "longest.toml")
	if err := os.WriteFile(longest, []byte("seed = 2\n"+strings.Repeat("#", 1<<20-9)), 0o644); err != nil {
		t.Fatal(err)
	}
	if c, err := Load(longest); err != nil || c.Seed != 2 {
		t.Errorf("the longest file: %v", err)
	}
}

func TestEncodeRoundTrip(t *testing.T) {
	for _, f := range []Fidelity{Paper, Reference} {
		c := Default(f)
		c.Name, c.Data.Path, c.GAN.LRG = "x", "a \"quoted\" path", 1.0/3
		got, err := Decode("other.toml", c.Encode())
		if err != nil {
			t.Fatalf("%v in\n%s", err, c.Encode())
		}
		if diff := cmp.Diff(c, got); diff != "" {
			t.Errorf("round trip mismatch (-want +got)\n%s", diff)
		}
	}
}

func TestCheckSame(t *testing.T) {
	file := filepath.Join(t.TempDir(), "config.toml")
	c, err := Load("quickstart", "seed=1")
	if err != nil {
		t.Fatal(err)
	}
	began := c
	elsewhere := c
	elsewhere.Device, elsewhere.RunDir = "1", "there"
	if err := elsewhere.CheckSame(file, began); err != nil {
		t.Errorf("another device: %v", err)
	}
	c.GAN.Channels, c.Seed = 48, 2
	err = c.CheckSame(file, began)
	want := file + ": this run has another configuration: seed is 1 there, 2 here; gan.channels is 16 there, 48 here; use the same settings, or name another folder with --run"
	if err == nil || err.Error() != want {
		t.Errorf("CheckSame = %v, want %s", err, want)
	}
	longer := began
	longer.Train.GeneratorSteps++
	err = longer.CheckSame(file, began)
	if cure := fmt.Sprint(", or go on: --continue-with train.generator_steps=", longer.Train.GeneratorSteps); err == nil || !strings.HasSuffix(err.Error(), cure) {
		t.Errorf("CheckSame = %v, want %q at its end", err, cure)
	}
}

// TestRecordedIsNeverEmpty: no settings at all would be the defaults.
func TestRecordedIsNeverEmpty(t *testing.T) {
	for _, text := range []string{"", "\n", " \n\t"} {
		const file = "run/config.toml"
		if _, err := Recorded(file, []byte(text)); err == nil || !strings.Contains(err.Error(), file+": it is empty") {
			t.Errorf("%q: got %v, want an error that says so", text, err)
		}
	}
}

func FuzzConfig(f *testing.F) {
	for _, name := range experiments.Names() {
		f.Add(experiments.Text(name), "gan.channels=16")
	}
	f.Add("[[gan]]\n[gan.x]\ny = {z = 1}", "device=0")
	f.Add("gan.betas = [0, 0.5]\nsearch = {top_k = 2}", "search.iterations=[1,2,")
	f.Fuzz(func(t *testing.T, text, override string) {
		c, err := Decode("fuzz.toml", text, override)
		if err != nil {
			var mistake *Error
			if !errors.As(err, &mistake) || strings.TrimSpace(mistake.Problem) == "" {
				t.Fatalf("error %#v is not an Error that says something", err)
			}
			return
		}
		again, err := Decode("fuzz.toml", c.Encode())
		if err != nil {
			t.Fatalf("the encoded configuration does not decode: %v\n%s", err, c.Encode())
		}
		if diff := cmp.Diff(c, again); diff != "" {
			t.Fatalf("round trip mismatch (-want +got)\n%s", diff)
		}
	})
}
