package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"autogan/tools/newest"
)

// program writes a shell script that others run as a program.
func program(t *testing.T, path, script string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script), 0o755); err != nil {
		t.Fatal(err)
	}
}

// withApt puts programs named like Debian's first on the path. They know a mirror
// besides other sources, packages that depend on each other, and unpack an
// archive by writing a file named like it. What each was asked goes to the
// returned file. broken is a package that cannot be downloaded, the variable
// OFFERED one that the mirror has besides.
func withApt(t *testing.T, broken string) (asked string) {
	dir := t.TempDir()
	asked = filepath.Join(dir, "asked")
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	t.Setenv("ASKED", asked)
	t.Setenv("BROKEN", broken)
	t.Setenv("OFFERED", "nothing")
	program(t, filepath.Join(dir, "apt-get"), `echo "apt-get $*" >> "$ASKED"
case "$*" in
*indextargets*) cat <<'LIST'
Other|main|http://other.example/debian/
Debian|contrib|http://mirror.example/debian/
Debian|main|http://mirror.example/debian-security/
Debian|main|http://mirror.example/debian/
LIST
;;
*" download "*)
	while [ "$1" != download ]; do shift; done
	shift
	for name; do
		[ "$name" != "$BROKEN" ] || { echo "no archive of $name" >&2; exit 1; }
		touch "$name.deb"
	done;;
esac`)
	program(t, filepath.Join(dir, "apt-cache"), `echo "apt-cache $*" >> "$ASKED"
case "$*" in *"madison $OFFERED") echo "$OFFERED | 1 | http://mirror.example/debian sid/main amd64 Packages"; exit;; esac
cat <<'LIST'
mesa-vulkan-drivers
  Depends: libvulkan1
  Depends: <virtual>
<virtual>
libvulkan1
libvulkan1:i386
libc6
libc6
LIST`)
	program(t, filepath.Join(dir, "dpkg"), `touch "$3/$(basename "$2" .deb)"`) // dpkg -x ARCHIVE FOLDER
	return asked
}

func TestNewestIsUnpackedOnce(t *testing.T) {
	asked, cache := withApt(t, ""), t.TempDir()
	n, err := fetchNewest(cache)
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(n.Root)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if got, want := strings.Join(names, " "), "libc6 libvulkan1 mesa-vulkan-drivers"; got != want {
		t.Errorf("unpacked %q, want each package once and no virtual or foreign one: %q", got, want)
	}
	list, err := os.ReadFile(filepath.Join(cache, "apt-sid", "sources.list"))
	if want := "deb http://mirror.example/debian/ sid main\n"; err != nil || string(list) != want {
		t.Errorf("the source is %q (%v), want this machine's mirror: %q", list, err, want)
	}
	before, err := os.ReadFile(asked)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(before), "--important "+strings.Join(newest.Packages, " ")+"\n") {
		t.Errorf("nobody asked for what the newest tools depend on:\n%s", before)
	}
	if again, err := fetchNewest(cache); err != nil || again != n {
		t.Errorf("the second time it is %v (%v), want %v", again, err, n)
	}
	if after, err := os.ReadFile(asked); err != nil || string(after) != string(before) {
		t.Errorf("it was fetched again, though it was there:\n%s", after)
	}
}

func TestNewestIsWholeOrNotThere(t *testing.T) {
	withApt(t, "libvulkan1")
	cache := t.TempDir()
	n, err := fetchNewest(cache)
	if err == nil || !strings.Contains(err.Error(), "no archive of libvulkan1") {
		t.Errorf("got %v, want what apt-get said", err)
	}
	if _, err := os.Stat(n.Root); !os.IsNotExist(err) {
		t.Errorf("%s: %v, want no folder, since the next run would take it for whole", n.Root, err)
	}
}

func TestNewestNeedsASourceOfDebian(t *testing.T) {
	withApt(t, "")
	dir := t.TempDir()
	program(t, filepath.Join(dir, "apt-get"), `echo "Ubuntu|main|http://mirror.example/ubuntu/"`)
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	if _, err := fetchNewest(t.TempDir()); err == nil || !strings.Contains(err.Error(), "no apt source of Debian") {
		t.Errorf("got %v, want that there is no source of Debian", err)
	}
}

// TestNewestHasTheShims where the mirror does.
func TestNewestHasTheShims(t *testing.T) {
	asked := withApt(t, "")
	t.Setenv("OFFERED", newest.Shims)
	if _, err := fetchNewest(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(asked)
	if err != nil || !strings.Contains(string(text), strings.Join(newest.Packages, " ")+" "+newest.Shims+"\n") {
		t.Errorf("nobody asked for the shims (%v):\n%s", err, text)
	}
}

// TestFetchWithoutAMirror is no failure.
func TestFetchWithoutAMirror(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	t.Chdir(t.TempDir())
	if err := os.WriteFile("go.mod", nil, 0o644); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := run([]string{"fetch"}, &out); err != nil || !strings.HasPrefix(out.String(), "skipped: ") || strings.Count(out.String(), "\n") != 1 {
		t.Errorf("got %q, %v, want a line that says what is skipped", out.String(), err)
	}
}

func TestNewestWithoutLavapipe(t *testing.T) {
	n := newest.Folder{Root: t.TempDir()}
	program(t, filepath.Join(n.Root, "usr/lib64/ld-linux-x86-64.so.2"), "")
	if _, err := targetsIn(n); err == nil || !strings.Contains(err.Error(), "no lvp_icd") {
		t.Errorf("got %v, want that it has no lavapipe", err)
	}
}

// TestEveryInvalidModuleIsNamed runs a spirv-val that calls modules invalid
// which say so.
func TestEveryInvalidModuleIsNamed(t *testing.T) {
	n := newest.Folder{Root: t.TempDir()}
	program(t, filepath.Join(n.Root, "usr/lib64/ld-linux-x86-64.so.2"), `shift 2; exec "$@"`) // --library-path FOLDERS PROGRAM…
	program(t, filepath.Join(n.Root, "usr/bin/spirv-val"), `[ "$1" != --version ] || { echo "SPIRV-Tools v9"; echo targets; exit; }
[ "$1 $2" = "--target-env vulkan1.2" ] && ! grep -q invalid "$3" || { echo "error: misaligned" >&2; exit 1; }`)
	var modules []string
	for name, text := range map[string]string{"add.spv": "valid", "mul.spv": "invalid", "sub.spv": "valid", "div.spv": "invalid"} {
		modules = append(modules, filepath.Join(n.Root, name))
		if err := os.WriteFile(modules[len(modules)-1], []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var out strings.Builder
	err := validateModules(&out, n, modules)
	if err == nil {
		t.Fatal("invalid modules pass")
	}
	for name, want := range map[string]bool{"mul.spv": true, "div.spv": true, "misaligned": true, "add.spv": false, "sub.spv": false} {
		if strings.Contains(err.Error(), name) != want {
			t.Errorf("the error names %s: %v, want %v: %v", name, !want, want, err)
		}
	}
	if want := "spirv-val of sid (SPIRV-Tools v9): 4 modules, 2 invalid\n\n"; out.String() != want {
		t.Errorf("printed %q, want %q", out.String(), want)
	}
}
