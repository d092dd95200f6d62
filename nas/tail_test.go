package nas

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type tailLine struct {
	N int `json:"n"`
}

func numbers(lines []tailLine) []int {
	var list []int
	for _, l := range lines {
		list = append(list, l.N)
	}
	return list
}

// TestTail follows a log through what runs do to theirs.
func TestTail(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log.jsonl")
	tail := NewTail[tailLine](path)
	if _, err := tail.Read(); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("without a log: %v", err)
	}
	write := func(text string) func() error {
		return func() error { return os.WriteFile(path, []byte(text), 0o644) }
	}
	replace := func(text string) func() error {
		return func() error {
			if err := os.WriteFile(path+".new", []byte(text), 0o644); err != nil {
				return err
			}
			return os.Rename(path+".new", path)
		}
	}
	for _, step := range []struct {
		name string
		do   func() error
		want []int
	}{
		{"empty", write(""), nil},
		{"a line and a half", write("{\"n\":1}\n{\"n\""), []int{1}},
		{"the rest of it", write("{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n"), []int{1, 2, 3}},
		{"nothing new", func() error { return nil }, []int{1, 2, 3}},
		{"cut", write("{\"n\":1}\n"), []int{1}},
		{"longer", write("{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n"), []int{1, 2, 3}},
		{"cut and written otherwise", write("{\"n\":1}\n{\"n\":2}\n{\"n\":7}\n{\"n\":8}\n"), []int{1, 2, 7, 8}},
		{"replaced", replace("{\"n\":4}\n{\"n\":5}\n{\"n\":7}\n{\"n\":8}\n{\"n\":9}\n"), []int{4, 5, 7, 8, 9}},
	} {
		if err := step.do(); err != nil {
			t.Fatal(err)
		}
		got, err := tail.Read()
		if diff := cmp.Diff(step.want, numbers(got)); diff != "" || err != nil {
			t.Errorf("%s: %v, (-want +got)\n%s", step.name, err, diff)
		}
	}
}

// TestTailOfADamagedLog names the line, and goes on once it is mended.
func TestTailOfADamagedLog(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log.jsonl")
	tail := NewTail[tailLine](path)
	for text, want := range map[string]string{"{\"n\":1}\n{\"n\":2}\nnonsense\n": "log.jsonl:3: "} {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			got, err := tail.Read()
			if !errors.Is(err, ErrLine) || !strings.Contains(err.Error(), want) || len(got) != 2 {
				t.Errorf("got %v, %v", got, err)
			}
		}
	}
	if err := os.WriteFile(path, []byte("{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if got, err := tail.Read(); err != nil || len(got) != 3 {
		t.Errorf("mended: %v, %v", got, err)
	}
}

// TestTailReadsOnlyWhatIsNew: a long log costs what was added to it.
func TestTailReadsOnlyWhatIsNew(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log.jsonl")
	long := strings.Repeat("{\"n\":1}\n", 200_000)
	if err := os.WriteFile(path, []byte(long), 0o644); err != nil {
		t.Fatal(err)
	}
	tail := NewTail[tailLine](path)
	if got, err := tail.Read(); err != nil || len(got) != 200_000 {
		t.Fatalf("%d lines, %v", len(got), err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	allocated := testing.AllocsPerRun(10, func() {
		if _, err := f.WriteString("{\"n\":2}\n"); err != nil {
			t.Fatal(err)
		}
		if _, err := tail.Read(); err != nil {
			t.Fatal(err)
		}
	})
	if allocated > 100 {
		t.Errorf("a new line of a long log costs %g allocations, want a few", allocated)
	}
}
