package report

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"autogan/gan/arch"
	"autogan/gan/dataset"
	"autogan/nas/autogan/config"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/plot"
)

// writeRun makes the folder of a small search; without a result it is one
// that is still going on.
func writeRun(t testing.TB, finished bool) string {
	t.Helper()
	folder := t.TempDir()
	c, err := config.Load("quickstart", "search.iterations=[1,1,1]")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{
		"config.toml": c.Encode(),
		"run.json":    `{"version":"v1","device":"a <device>","driver":"d","seed":7}`,
		"trials.jsonl": `{"phase":"controller","stage":0,"iteration":0,"tokens":[1,0,1,1],"reward":1.5}
{"phase":"controller","stage":0,"iteration":0,"tokens":[1,0,0,1],"reward":2.5}
{"phase":"selection","stage":0,"iteration":0,"tokens":[1,0,0,1],"reward":2.5}
{"phase":"controller","stage":1,"iteration":1,"tokens":[1,0,0,1,0,1,2,0,1],"reward":2}
`,
		"metrics.jsonl": `{"iteration":0,"stage":0,"step":10,"loss_d":2,"loss_g":0.5}
{"iteration":0,"stage":0,"step":20,"loss_d":1.5,"reset":true}
{"iteration":1,"stage":1,"step":10,"loss_d":1,"loss_g":0.7}
`,
	}
	if finished {
		files["result.json"] = `{"top":[{"arch":"1 0 1 1 / 1 0 0 1 1 / 1 0 1 0 3","reward":3.25,"params":4405251,"macs":1765015552}],
"stages":[{"size":8,"picture":"samples/stage1.png"}],"resets":1,"budget":{"hours":48,"iterations":2,"steps":30,"measured":4}}`
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func writePage(t *testing.T, folders ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "page.html")
	if err := Write(path, folders); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestPageOfARun(t *testing.T) {
	page := writePage(t, writeRun(t, true))
	for _, want := range []string{
		"a &lt;device&gt;", "4,405,251", "1,765,015,552", "bilinear 0 → 100 %", "dynamic resets",
		"the budget of 48 h ended the search in iteration 2, after 30 steps of the shared GAN and 4 measurements",
		"channels = 16", "search iteration", "discriminator steps", ">reset<", ">growth<",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if n := strings.Count(page, "<svg"); n != 5 {
		t.Errorf("%d drawings, want 5: an architecture, and rewards and losses for wide pages and for phones", n)
	}
	for _, outside := range []string{"<script", "<link", `src="http`, `href="http`, "url(http"} {
		if strings.Contains(page, outside) {
			t.Errorf("the page needs another file: %s", outside)
		}
	}
}

func TestPageOfARunUnderWay(t *testing.T) {
	page := writePage(t, writeRun(t, false))
	if !strings.Contains(page, "under way, 4 architectures measured") || strings.Contains(page, "Architectures found") {
		t.Error("the page does not say that the run is under way")
	}
}

func TestPageOfSeveralRuns(t *testing.T) {
	page := writePage(t, writeRun(t, true), writeRun(t, false))
	for _, want := range []string{"Comparison", "finished", "under way", "3.250"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

// writeTraining makes the folder of a small training that has ended.
func writeTraining(t *testing.T, folder string, overrides ...string) {
	t.Helper()
	c, err := config.Load("quickstart", append(overrides, `train.arch="top1"`, "train.channels=8")...)
	if err != nil {
		t.Fatal(err)
	}
	best := `{"step":100,"is":2.5,"is_std":0.125,"fid":31.25,"is_name":"IS-200 (builtin)","fid_name":"FID-200/train (builtin)"}`
	for name, text := range map[string]string{
		"config.toml":       c.Encode(),
		"run.json":          `{"version":"v1","device":"a device","driver":"d","seed":7}`,
		"metrics.jsonl":     `{"step":10,"loss_d":2,"loss_g":0.5}` + "\n" + `{"step":20,"loss_d":1.5}` + "\n",
		"evaluations.jsonl": `{"step":50,"is":1.5,"is_std":0.1,"fid":40,"is_name":"IS-200 (builtin)","fid_name":"FID-200/train (builtin)"}` + "\n" + best + "\n",
		"result.json":       `{"arch":"1 0 1 1 / 1 0 0 1 1 / 1 0 1 0 3","seed":7,"params":12345,"macs":67890,"best":` + best + `,"last":` + best + `}`,
	} {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestPageOfATraining(t *testing.T) {
	folder := t.TempDir()
	writeTraining(t, folder)
	page := writePage(t, folder)
	for _, want := range []string{"2.500 ± 0.125", "12,345", "no published figures", "31.25", "IS-200 (builtin), FID-200/train (builtin)", "generator 8"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

func TestPageOfATrainingWithSeveralSeeds(t *testing.T) {
	folder := t.TempDir()
	writeTraining(t, filepath.Join(folder, "seed-1"))
	writeTraining(t, filepath.Join(folder, "seed-2"))
	if page := writePage(t, folder); strings.Count(page, "2.500 ± 0.125") != 2 {
		t.Error("the page does not show both seeds")
	}
}

func TestNoPageOfAnotherFolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "page.html")
	err := Write(path, []string{t.TempDir()})
	var mistake *config.Error
	if !errors.As(err, &mistake) {
		t.Errorf("got %v, want a ConfigError", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a page was written")
	}
}

// Every architecture has a drawing that is well-formed XML and has a curve for
// each skip-in and each shortcut.
func TestDiagram(t *testing.T) {
	for _, named := range arch.AutoGAN.Published {
		a := arch.AutoGAN.Must(named.Text)
		drawn := string(diagram(a))
		for d := xml.NewDecoder(strings.NewReader(drawn)); ; {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", named.Name, err)
			}
		}
		want := 0
		for i := range a.Cells() {
			c := arch.CellOf(i, a.Cell(i))
			want += len(c.SkipSources)
			if c.Shortcut {
				want++
			}
		}
		if got := strings.Count(drawn, `class="skip"`); got != want {
			t.Errorf("%s: %d ways around, want %d", named.Name, got, want)
		}
	}
}

func TestRoundTicks(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		want      string
	}{
		{0, 20, "0 2 4 6 8 10 12 14 16 18 20"},
		{0, 1, "0 0.2 0.4 0.6 0.8 1"},
		{-3, 1330, "0 200 400 600 800 1000 1200"},
		{0.31, 0.33, "0.31 0.312 0.314 0.316 0.318 0.32 0.322 0.324 0.326 0.328 0.33"},
		{4, 4, "4"},
	} {
		if diff := cmp.Diff(c.want, labels(ticksAt(c.low, c.high, 5))); diff != "" {
			t.Errorf("ticks of %g to %g mismatch (-want +got)\n%s", c.low, c.high, diff)
		}
	}
}

func labels(ticks []plot.Tick) string {
	var names []string
	for _, tick := range ticks {
		names = append(names, tick.Label)
	}
	return strings.Join(names, " ")
}

// TestPageShowsTheDerivation looks for the image of a derived search, and says
// nothing of a derivation where there was none.
func TestPageShowsTheDerivation(t *testing.T) {
	folder := writeRun(t, false)
	const title = "Samples after training from scratch"
	if page := writePage(t, folder); strings.Contains(page, title) {
		t.Error("the page of a search without derivation shows one")
	}
	if err := os.Mkdir(filepath.Join(folder, "derive"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := dataset.WriteGrid(filepath.Join(folder, "derive", "samples.png"), make([]byte, 3), 1, 1, 1, 1, 1); err != nil {
		t.Fatal(err)
	}
	page := writePage(t, folder)
	for _, want := range []string{title, "right real images", "data:image/png;base64,"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}
