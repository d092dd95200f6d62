package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
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
