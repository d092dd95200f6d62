package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestOlder(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"2.9", "2.34", true}, {"2.34", "2.9", false}, {"2.34", "2.34", false}, {"2.2", "2.2.5", true}, {"2.2.5", "2.2", false}, {"2.38", "3.0", true},
	} {
		if got := older(c.a, c.b); got != c.want {
			t.Errorf("older(%s, %s) is %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

// TestArchives packs this test's own program, as one of Linux and as one of
// Windows: each archive holds the program, what to read, and a licence of every
// module that is linked in. The same program gives the same bytes.
func TestArchives(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir("../..")
	p, err := readProgram(self)
	if err != nil {
		t.Fatal(err)
	}
	if p.goos != "linux" {
		t.Skip("archives are made on Linux")
	}
	if len(p.modules) == 0 || !strings.HasPrefix(p.glibc, "2.") {
		t.Fatalf("%d modules and glibc %q, want some and 2.something", len(p.modules), p.glibc)
	}
	for _, c := range []struct {
		goos, name string
		read       func(*testing.T, []byte) map[string]entry
	}{
		{"linux", "autogan", readTar},
		{"windows", "autogan.exe", readZip},
	} {
		t.Run(c.goos, func(t *testing.T) {
			p.goos = c.goos
			replaceMingw(t)
			archive, err := pack(p, "1.2", time.Unix(1e9, 0))
			if err != nil {
				t.Fatal(err)
			}
			again, err := pack(p, "1.2", time.Unix(1e9, 0))
			if err != nil || !bytes.Equal(archive, again) {
				t.Errorf("packed again it has other bytes (%v)", err)
			}
			checkArchive(t, p, c.name, c.read(t, archive))
		})
	}
}

func checkArchive(t *testing.T, p program, name string, files map[string]entry) {
	t.Helper()
	top := "autogan-1.2-" + p.goos + "-" + p.goarch + "/"
	if e := files[top+name]; e.mode&0o111 == 0 || !bytes.Equal(e.content, p.content) {
		t.Errorf("%s is not the program, or not executable (%v)", name, e.mode)
	}
	for _, want := range []string{"INSTALL.txt", "CHANGELOG.md", "LICENSE", "LICENSES/go/LICENSE"} {
		if len(files[top+want].content) == 0 {
			t.Errorf("%s is missing", want)
		}
	}
	if install := string(files[top+"INSTALL.txt"].content); p.goos == "linux" && !strings.Contains(install, "glibc "+p.glibc+" or newer") {
		t.Errorf("INSTALL.txt does not name the glibc:\n%s", install)
	}
	for _, m := range p.modules {
		found := false
		for path := range files {
			found = found || strings.HasPrefix(path, top+"LICENSES/"+m.Path+"/")
		}
		if !found {
			t.Errorf("no licence of %s", m.Path)
		}
	}
	if runtime := files[top+"LICENSES/mingw-w64/copyright"].content; (len(runtime) > 0) != (p.goos == "windows") {
		t.Errorf("%d bytes of mingw's licence", len(runtime))
	}
}

// TestModuleWithoutLicence: nothing is handed out whose terms are not known.
func TestModuleWithoutLicence(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(folder+"/README", []byte("free"), 0o644); err != nil {
		t.Fatal(err)
	}
	if list, err := licencesBelow(folder, "x"); err == nil {
		t.Errorf("licences %v, want an error", list)
	}
}

// replaceMingw makes the licences of mingw known on a machine without it.
func replaceMingw(t *testing.T) {
	t.Helper()
	former := mingw
	t.Cleanup(func() { mingw = former })
	mingw = map[string]string{"mingw-w64": "LICENSE", "libgcc": "LICENSE"}
}

func readTar(t *testing.T, archive []byte) map[string]entry {
	t.Helper()
	plain, err := gzip.NewReader(bytes.NewReader(archive))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]entry{}
	for r := tar.NewReader(plain); ; {
		header, err := r.Next()
		if errors.Is(err, io.EOF) {
			return files
		}
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[header.Name] = entry{header.Name, header.FileInfo().Mode(), content}
	}
}

func readZip(t *testing.T, archive []byte) map[string]entry {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]entry{}
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = entry{f.Name, f.Mode(), content}
	}
	return files
}

// TestKit packs this test's own program as one of an archive for untested cards,
// and a program without a C library.
func TestKit(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir("../..")
	program, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	for name, text := range map[string]string{"suites/dist/dist.test": string(program), "run.sh": "#!/bin/sh\n", "README.txt": "needs glibc {glibc} or newer"} {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	k, err := readKit(folder)
	if err != nil {
		t.Fatal(err)
	}
	if k.goos != "linux" {
		t.Skip("archives are made on Linux")
	}
	archive, err := k.pack("1.2", time.Unix(1e9, 0))
	if err != nil {
		t.Fatal(err)
	}
	if again, err := k.pack("1.2", time.Unix(1e9, 0)); err != nil || !bytes.Equal(archive, again) {
		t.Errorf("packed again it has other bytes (%v)", err)
	}
	files := readTar(t, archive)
	top := "autogan-gpu-kit-1.2-linux-" + k.goarch + "/"
	for _, name := range []string{"suites/dist/dist.test", "run.sh"} {
		if files[top+name].mode&0o111 == 0 {
			t.Errorf("%s cannot be started (%v)", name, files[top+name].mode)
		}
	}
	if got := string(files[top+"README.txt"].content); !strings.HasPrefix(got, "needs glibc 2.") {
		t.Errorf("README.txt does not name the glibc: %s", got)
	}
	if string(files[top+"VERSION"].content) != "1.2\n" || len(files[top+"LICENSES/go/LICENSE"].content) == 0 || len(k.modules) == 0 {
		t.Errorf("the version is %q; there are licences of %d modules, Go's has %d bytes",
			files[top+"VERSION"].content, len(k.modules), len(files[top+"LICENSES/go/LICENSE"].content))
	}
	if _, err := readKit(t.TempDir()); err == nil {
		t.Error("an empty folder is packed")
	}
}

// TestOldestOfAll: all programs of an archive must start.
func TestOldestOfAll(t *testing.T) {
	k := kit{program: program{glibc: "-"}}
	for _, c := range []struct{ glibc, want string }{{"-", "-"}, {"2.9", "2.9"}, {"2.34", "2.34"}, {"2.17", "2.34"}, {"-", "2.34"}} {
		k.needs(c.glibc)
		if k.glibc != c.want {
			t.Errorf("after %s: %s, want %s", c.glibc, k.glibc, c.want)
		}
	}
}
