package autogan

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"autogan/nas/autogan/config"
)

// fill makes files in a new folder; a name that ends in / is a folder.
func fill(t *testing.T, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range names {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "/") {
			if err := os.MkdirAll(path, 0o755); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestForeignFoldersAreRefused, and the folder stays as it was. What a run or
// several may have left, also after a kill, is no foreign folder.
func TestForeignFoldersAreRefused(t *testing.T) {
	for _, c := range []struct {
		name  string
		files []string
		want  string // part of the error; "" is none
	}{
		{"empty", nil, ""},
		{"search", []string{"config.toml", "run.json", "notes.txt", "samples/"}, ""},
		{"killed at its beginning", []string{"lock", "lock.json", ".unfinished-0123", "samples/", "run.json"}, ""},
		{"seeds", []string{"seed-1/config.toml", "seed-1/run.json", "reference-32.npz", "summary.json", "notes.txt"}, ""},
		{"comparison", []string{"a-seed-1/config.toml", "a-seed-1/metrics.jsonl", "comparison.json", "plot.py"}, ""},
		{"derivation", []string{"1/config.toml", "2/", "result.json", "shared.json", "samples.png", "generator-best.safetensors"}, ""},
		{"home", []string{".bashrc", "Documents/"}, `".bashrc"`},
		{"root", []string{"bin/", "etc/", "run/"}, `"bin"`},
		{"images", []string{"cat/1.png", "dog/2.png"}, `"cat"`},
		{"images by year", []string{"2025/1.png", "2026/2.png"}, `"2025"`},
		{"another program's configuration", []string{"config.toml", "main.c"}, `"main.c"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := fill(t, c.files...)
			l, err := hold(dir, silent{})
			defer l.Release()
			if c.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			var mistake *config.Error
			if !errors.As(err, &mistake) || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), dir) {
				t.Errorf("got %v, want a config.Error with %s", err, c.want)
			}
			if old, err := SetAside(dir); err == nil {
				t.Errorf("it was moved to %q", old)
			}
			if entries, _ := os.ReadDir(dir); len(entries) != len(c.files) {
				t.Errorf("now there is %v", entries)
			}
		})
	}
}

// TestFoldersInsideARunAreRefused, also those that are not there yet. Folders in
// which a run has runs of its own are not.
func TestFoldersInsideARunAreRefused(t *testing.T) {
	dir := fill(t, "config.toml", "run.json", "samples/")
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(filepath.Join(dir, "samples"), link); err != nil {
		t.Fatal(err)
	}
	for path, refused := range map[string]bool{
		filepath.Join(dir, "samples"): true, filepath.Join(dir, "new"): true, link: true,
		filepath.Join(dir, "derive"): false, filepath.Join(dir, "derive", "1"): false, filepath.Join(dir, "scratch", "trial-7"): false,
		filepath.Join(dir, "seed-2"): false,
	} {
		l, err := hold(path, silent{})
		l.Release()
		var mistake *config.Error
		if refused && (!errors.As(err, &mistake) || !strings.Contains(err.Error(), "lies in the run "+dir)) || !refused && err != nil {
			t.Errorf("%s: got %v, refused: %t", path, err, refused)
		}
	}
	if entries, _ := os.ReadDir(filepath.Join(dir, "samples")); len(entries) > 0 {
		t.Errorf("now samples has %v", entries)
	}
}

// TestSetAside finds the first free name, follows links and refuses what cannot
// be moved, each in one line and at once.
func TestSetAside(t *testing.T) {
	run := func(t *testing.T, dir string) string {
		t.Helper()
		if err := os.CopyFS(dir, os.DirFS(fill(t, "config.toml", "run.json"))); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	t.Run("twice", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "run")
		for _, want := range []string{dir + ".1", dir + ".2"} {
			if old, err := SetAside(run(t, dir)); err != nil || old != want {
				t.Errorf("got %q, %v, want %q", old, err, want)
			}
			if entries, _ := os.ReadDir(want); len(entries) != 2 {
				t.Errorf("%s has %v", want, entries)
			}
		}
		if old, err := SetAside(dir); err != nil || old != "" {
			t.Errorf("there is none: got %q, %v", old, err)
		}
	})
	t.Run("a link", func(t *testing.T) {
		dir := run(t, filepath.Join(t.TempDir(), "run"))
		link := filepath.Join(t.TempDir(), "link")
		if err := os.Symlink(dir, link); err != nil {
			t.Fatal(err)
		}
		if old, err := SetAside(link); err != nil || old != dir+".1" {
			t.Errorf("got %q, %v, want %q", old, err, dir+".1")
		}
		if entries, err := os.ReadDir(link); err != nil || len(entries) > 0 {
			t.Errorf("the link leads to %v, %v, want an empty folder", entries, err)
		}
	})
	t.Run("the current folder", func(t *testing.T) {
		dir := run(t, filepath.Join(t.TempDir(), "run"))
		if err := os.Mkdir(filepath.Join(dir, "samples"), 0o755); err != nil {
			t.Fatal(err)
		}
		t.Chdir(filepath.Join(dir, "samples"))
		refuses(t, "..", "the current folder lies in it")
	})
	t.Run("below a file", func(t *testing.T) {
		refuses(t, filepath.Join(fill(t, "f"), "f", "x"), "not a directory")
	})
	t.Run("a long name", func(t *testing.T) {
		refuses(t, run(t, filepath.Join(t.TempDir(), strings.Repeat("n", 254))), "too long")
	})
	t.Run("a file", func(t *testing.T) {
		refuses(t, filepath.Join(fill(t, "f"), "f"), "cannot be a run's folder")
	})
}

func refuses(t *testing.T, dir, want string) {
	t.Helper()
	_, err := SetAside(dir)
	var mistake *config.Error
	if !errors.As(err, &mistake) || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want a config.Error with %q", err, want)
	}
}

// TestDamagedInfoIsWrittenAnew: nothing of a run depends on run.json.
func TestDamagedInfoIsWrittenAnew(t *testing.T) {
	for name, text := range map[string]string{"empty": "", "cut": `{"format":`, "an empty object": "{}", "missing": ""} {
		t.Run(name, func(t *testing.T) {
			f := &folder{t.TempDir()}
			if err := f.write(configFile, []byte("seed = 3\n")); err != nil {
				t.Fatal(err)
			}
			if name != "missing" {
				if err := os.WriteFile(f.join(infoFile), []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if got, err := (Run{Folder: f.path}).ReadInfo(); text == "" && (!reflect.DeepEqual(got, RunInfo{}) || err != nil) {
				t.Errorf("it reads %+v, %v", got, err)
			}
			now := RunInfo{Format: folderFormat, Device: "abacus", Seed: 3}
			if err := f.compareInfo(now, silent{}); err != nil {
				t.Fatal(err)
			}
			now.Config, now.Files = hashOf([]byte("seed = 3\n")), []string{configFile}
			if got, err := (Run{Folder: f.path}).ReadInfo(); !reflect.DeepEqual(got, now) || err != nil {
				t.Errorf("now it reads %+v, %v, want %+v", got, err, now)
			}
		})
	}
}

// TestOneRunAndSeveralKeepApart: a run does not begin in the folder of several,
// nor several in that of one. One that is there goes on, whatever else lies there.
func TestOneRunAndSeveralKeepApart(t *testing.T) {
	one := []string{"config.toml", "run.json"}
	seeds := []string{"seed-1/config.toml", "seed-1/run.json"}
	compared := []string{"a-seed-1/config.toml", "a-seed-1/metrics.jsonl", "comparison.json"}
	several := func(dir string) error {
		l, err := holdMany(dir, silent{})
		defer l.Release()
		return err
	}
	for _, c := range []struct {
		name  string
		files []string
		begin func(dir string) error
		want  string // part of the error; "" is none
	}{
		{"one where nothing is", nil, refuseSeveral, ""},
		{"one goes on", one, refuseSeveral, ""},
		{"one among seeds", seeds, refuseSeveral, "seed-1"},
		{"one in a comparison", compared, refuseSeveral, "a-seed-1"},
		{"one goes on among others", append(one, compared...), refuseSeveral, ""},
		{"one among seeds that have not begun", []string{"seed-1/"}, refuseSeveral, ""},
		{"several where nothing is", nil, several, ""},
		{"several go on", seeds, several, ""},
		{"several in one", one, several, "a run has begun in this folder"},
	} {
		dir := fill(t, c.files...)
		err := c.begin(dir)
		var mistake *config.Error
		if c.want == "" && err != nil || c.want != "" && (!errors.As(err, &mistake) || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), dir)) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
		if l, err := hold(dir, silent{}); err != nil {
			t.Errorf("%s: the folder stays locked: %v", c.name, err)
		} else {
			l.Release()
		}
	}
}
