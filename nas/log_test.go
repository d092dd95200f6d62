package nas

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func record(id int) Record {
	return Record{
		Trial:       Trial{ID: id, Stage: 1, Iteration: 2, Parent: -1, Tokens: Tokens{1, 0, id}},
		Measurement: Measurement{Reward: 1.25 * float64(id)},
	}
}

func writeLog(t *testing.T, n int) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "trials.jsonl")
	l, _, err := OpenLog[Record](path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		if err := l.Append(record(i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLogLineIsFlat(t *testing.T) {
	data, err := os.ReadFile(writeLog(t, 2))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"id":0,"stage":1,"iteration":2,"parent":-1,"tokens":[1,0,0],"reward":0}
{"id":1,"stage":1,"iteration":2,"parent":-1,"tokens":[1,0,1],"reward":1.25}
`
	if diff := cmp.Diff(want, string(data)); diff != "" {
		t.Errorf("log mismatch (-want +got)\n%s", diff)
	}
}

func TestLogCutAnywhereResumes(t *testing.T) {
	whole, err := os.ReadFile(writeLog(t, 3))
	if err != nil {
		t.Fatal(err)
	}
	for n := range len(whole) + 1 {
		path := filepath.Join(t.TempDir(), "cut.jsonl")
		if err := os.WriteFile(path, whole[:n], 0o644); err != nil {
			t.Fatal(err)
		}
		l, got, err := OpenLog[Record](path)
		if err != nil {
			t.Fatalf("cut after %d bytes: %v", n, err)
		}
		if want := strings.Count(string(whole[:n]), "\n"); len(got) != want || l.Len() != want {
			t.Fatalf("cut after %d bytes: %d records, want %d", n, len(got), want)
		}
		for i := l.Len(); i < 3; i++ {
			if err := l.Append(record(i)); err != nil {
				t.Fatal(err)
			}
		}
		l.Close()
		if again, _ := os.ReadFile(path); string(again) != string(whole) {
			t.Fatalf("cut after %d bytes: resumed log differs:\n%s", n, again)
		}
	}
}

func TestLogTruncate(t *testing.T) {
	path := writeLog(t, 5)
	l, _, err := OpenLog[Record](path)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if err := l.Truncate(2); err != nil {
		t.Fatal(err)
	}
	if err := l.Append(record(7)); err != nil {
		t.Fatal(err)
	}
	got, err := ReadLog[Record](path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Record{record(0), record(1), record(7)}, got); diff != "" {
		t.Errorf("log mismatch (-want +got)\n%s", diff)
	}
}

func TestLogRefusesABrokenLine(t *testing.T) {
	path := writeLog(t, 2)
	data, _ := os.ReadFile(path)
	broken := strings.Replace(string(data), `"reward":0}`, `"reward":`, 1)
	if err := os.WriteFile(path, []byte(broken), 0o644); err != nil {
		t.Fatal(err)
	}
	_, _, err := OpenLog[Record](path)
	if !errors.Is(err, ErrLine) || !strings.Contains(err.Error(), "trials.jsonl:1: not a line of this log") {
		t.Errorf("OpenLog error %v, want one that names line 1", err)
	}
	if again, _ := os.ReadFile(path); string(again) != broken {
		t.Error("OpenLog changed a file it refused")
	}
}

func TestLogRefusesNaN(t *testing.T) {
	path := writeLog(t, 1)
	l, _, err := OpenLog[Record](path)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	bad := record(1)
	bad.Reward = math.NaN()
	if err := l.Append(record(2), bad); err == nil || l.Len() != 1 {
		t.Errorf("Append with a NaN: error %v, %d lines, want an error and 1 line", err, l.Len())
	}
}

// FuzzLog opens any bytes as a log. An error leaves the file unchanged.
// Otherwise the log has the lines before an unfinished one, can be appended to,
// and reads back what was written.
func FuzzLog(f *testing.F) {
	f.Add([]byte(nil))
	f.Add([]byte(`{"id":0,"tokens":[1,0,0],"reward":0}` + "\n" + `{"id":1,"rew`))
	f.Add([]byte("{}\n\n"))
	f.Add([]byte("[1]\n"))
	f.Add([]byte(`{"id":1e99}` + "\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "log.jsonl")
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		read, readErr := ReadLog[Record](path)
		l, entries, err := OpenLog[Record](path)
		if (err == nil) != (readErr == nil) {
			t.Fatalf("opening gives error %v, reading %v", err, readErr)
		}
		if err != nil {
			if got, _ := os.ReadFile(path); string(got) != string(data) {
				t.Fatalf("a refused log was changed from %q to %q", data, got)
			}
			return
		}
		defer l.Close()
		if l.Len() != len(entries) || !cmp.Equal(read, entries) {
			t.Fatalf("%d lines, opened %v, read %v", l.Len(), entries, read)
		}
		if err := l.Append(record(7)); err != nil {
			t.Fatal(err)
		}
		again, err := ReadLog[Record](path)
		if err != nil || !cmp.Equal(again, append(entries, record(7)), cmpopts.EquateEmpty()) {
			t.Fatalf("after an append: %v, error %v", again, err)
		}
	})
}
