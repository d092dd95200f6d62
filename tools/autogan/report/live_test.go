package report

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"autogan/vk/lock"
)

// shown is the text of all blocks.
func shown(v View) string {
	var text strings.Builder
	for _, b := range v.Blocks {
		text.WriteString(string(b.HTML))
	}
	return text.String()
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// work writes who says to work in a folder.
func work(t *testing.T, folder string, pid int) {
	t.Helper()
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(lock.Owner{PID: pid, Host: host, Command: "autogan search", Since: time.Unix(0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(folder, "lock.json"), string(text))
}

func lineOf(err error) string { return "autogan: " + err.Error() }

// noProcess is a number that no process has.
const noProcess = 1<<30 - 1

// TestLiveSearch follows a search from before it begins to its end.
func TestLiveSearch(t *testing.T) {
	from := writeRun(t, false)
	folder := filepath.Join(t.TempDir(), "run")
	live := Follow(folder, lineOf)
	expect := func(what string, state State, detail string, texts ...string) View {
		t.Helper()
		v := live.Look()
		if v.Status.State != state || !strings.Contains(v.Status.Detail, detail) {
			t.Errorf("%s: it is %q, %q; want %q, %q", what, v.Status.State, v.Status.Detail, state, detail)
		}
		for _, text := range texts {
			if !strings.Contains(shown(v)+v.Status.At+v.Status.Score, text) {
				t.Errorf("%s: the page lacks %q", what, text)
			}
		}
		return v
	}
	expect("before", Missing, "The folder is gone")
	if err := os.CopyFS(folder, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	work(t, folder, os.Getpid())
	before := expect("in work", Working, fmt.Sprintf("Process %d", os.Getpid()), ">growth<", ">reset<", "iteration 2 of 3, step 10; 4 architectures", "reward 2.000 in stage 2")
	if again := live.Look(); &again.Blocks[0] != &before.Blocks[0] {
		t.Error("it draws again where nothing has changed")
	}
	metrics, err := os.ReadFile(filepath.Join(folder, "metrics.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	more := string(metrics) + `{"iteration":1,"stage":1,"step":20,"loss_d":1.25}` + "\n" + `{"iteration":1,"stage":1,"step":30`
	write(t, filepath.Join(folder, "metrics.jsonl"), more)
	after := expect("half a line", Working, "", "iteration 2 of 3, step 20")
	changed := 0
	for i, b := range after.Blocks {
		if b != before.Blocks[i] {
			changed++
		}
	}
	if changed != 1 {
		t.Errorf("a line of losses changes %d blocks, want 1", changed)
	}
	work(t, folder, noProcess)
	expect("killed", Stopped, "ended without a result; the same command")
	if err := os.Remove(filepath.Join(folder, "lock.json")); err != nil {
		t.Fatal(err)
	}
	expect("interrupted", Stopped, "No process works here")
	write(t, filepath.Join(folder, "metrics.jsonl"), more+"nonsense}\n")
	expect("damaged", Failed, "metrics.jsonl:5: ", ">growth<")
	write(t, filepath.Join(folder, "metrics.jsonl"), more)
	write(t, filepath.Join(folder, "result.json"), `{"top":[{"arch":"1 0 1 1 / 1 0 0 1 1 / 1 0 1 0 3","reward":3.25,"params":4405251,"macs":1765015552}],"stages":[],"resets":1}`)
	expect("ended", Finished, "", "4,405,251", "reward 3.250")
	if err := os.Rename(folder, folder+".1"); err != nil {
		t.Fatal(err)
	}
	expect("moved aside", Missing, "gone")
	if err := os.CopyFS(folder, os.DirFS(writeRun(t, false))); err != nil {
		t.Fatal(err)
	}
	v := expect("begun anew", Stopped, "", "step 10")
	if strings.Contains(shown(v), "4,405,251") {
		t.Error("a run that began anew shows the result of the one before")
	}
}

// TestLiveTraining shows the best evaluation so far, replaced samples and a
// divergence.
func TestLiveTraining(t *testing.T) {
	folder := t.TempDir()
	writeTraining(t, folder)
	for _, name := range []string{"result.json", "evaluations.jsonl", "metrics.jsonl"} {
		if err := os.Remove(filepath.Join(folder, name)); err != nil {
			t.Fatal(err)
		}
	}
	live := Follow(folder, lineOf)
	if v := live.Look(); v.Status.State != Stopped || v.Status.Done != 0 {
		t.Errorf("a training that has logged nothing yet: %+v", v.Status)
	}
	line := func(step int, fid float64) string {
		return fmt.Sprintf(`{"step":%d,"is":2,"fid":%g,"picture":"samples/step%d.png"}`+"\n", step, fid, step)
	}
	if err := os.Mkdir(filepath.Join(folder, "samples"), 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(folder, "evaluations.jsonl"), line(10, 40)+line(20, 30)+line(30, 31))
	write(t, filepath.Join(folder, "metrics.jsonl"), `{"step":30,"loss_d":1}`+"\n")
	write(t, filepath.Join(folder, "samples/step20.png"), "first")
	v := live.Look()
	if !strings.Contains(v.Status.Score, "30.00") || v.Status.Done != 30 || !strings.Contains(shown(v), "Zmlyc3Q=") {
		t.Errorf("it shows %+v", v.Status)
	}
	write(t, filepath.Join(folder, "samples/step20.png"), "other one")
	if v := live.Look(); !strings.Contains(shown(v), "b3RoZXIgb25l") {
		t.Error("replaced samples do not show")
	}
	write(t, filepath.Join(folder, "diverged.json"), `{"step":30,"problem":"a loss is not finite"}`)
	if v := live.Look(); v.Status.State != Failed || !strings.Contains(v.Status.Detail, "a loss is not finite") {
		t.Errorf("after a divergence: %+v", v.Status)
	}
	ids := map[string]bool{}
	for _, b := range v.Blocks {
		ids[b.ID] = true
		if !strings.Contains(string(b.HTML), fmt.Sprintf(`id="%s"`, b.ID)) || strings.Count(string(b.HTML), "<h2") > 1 {
			t.Errorf("block %s is not one element of that id", b.ID)
		}
	}
	if len(ids) != len(v.Blocks) || !slices.ContainsFunc(v.Blocks, func(b Block) bool { return b.ID == "section-losses" }) {
		t.Errorf("the ids are %v", ids)
	}
}

// BenchmarkLook is a look at a search that has logged 200,000 lines of losses, and
// one more since the last look.
func BenchmarkLook(b *testing.B) {
	folder := writeRun(b, false)
	f, err := os.Create(filepath.Join(folder, "metrics.jsonl"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	w := bufio.NewWriter(f)
	for i := range 200_000 {
		fmt.Fprintf(w, `{"iteration":%d,"stage":%[1]d,"step":%d,"loss_d":%.4f,"loss_g":%.4f}`+"\n", i/70_000, 10*(i%70_000+1), 1+float64(i*7919%1000)/1000, float64(i*7907%1000)/1000)
	}
	live := Follow(folder, lineOf)
	for name, look := range map[string]func(){"status": func() { live.Status() }, "page": func() { live.Look() }} {
		look()
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				fmt.Fprintln(w, `{"iteration":2,"stage":2,"step":700000,"loss_d":1}`)
				if err := w.Flush(); err != nil {
					b.Fatal(err)
				}
				look()
			}
		})
	}
}
