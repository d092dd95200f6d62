package debian

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// pretend puts programs in place of apt-get, apt-cache and dpkg: they log their
// arguments, apt-cache prints the text of answers, and apt-get downloads.
func pretend(t *testing.T, answers map[string]string) (calls func() []string) {
	t.Helper()
	folder := t.TempDir()
	log := filepath.Join(folder, "log")
	text := "#!/bin/sh\necho \"${0##*/} $*\" >>" + log + "\ncase \"$*\" in\n"
	for words, answer := range answers {
		text += "*'" + words + "'*) " + answer + " ;;\n"
	}
	for _, name := range []string{"apt-get", "apt-cache", "dpkg"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text+"esac\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", folder+":"+os.Getenv("PATH"))
	return func() []string {
		data, err := os.ReadFile(log)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Split(strings.TrimSpace(string(data)), "\n")
	}
}

func TestVersionsAreOfPackages(t *testing.T) {
	pretend(t, map[string]string{"madison": "printf ' a | 2 | http://x y/main amd64 Packages\\n a | 2 | http://z y/main amd64 Packages\\n a | 1 | http://x y/main Sources\\n'"})
	got, err := Machine(t.TempDir()).Versions("a")
	if err != nil || !slices.Equal(got, []string{"2"}) {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestClosureHasNames(t *testing.T) {
	pretend(t, map[string]string{"depends": "printf 'a\\n  Depends: b\\n |Depends: c\\n    d\\n<v>\\nb\\nb:i386\\na\\n'"})
	got, err := Machine(t.TempDir()).Closure([]string{"a"})
	if err != nil || !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("got %q, %v", got, err)
	}
}

// TestUnpackWhole: the packages come from the one source, resolved as if nothing
// were installed, and nothing stays in the cache.
func TestUnpackWhole(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "apt")
	calls := pretend(t, map[string]string{"install": "touch " + filepath.Join(dir, "cache/archives/a.deb")})
	apt, err := Of(dir, "deb http://mirror suite main")
	if err != nil {
		t.Fatal(err)
	}
	if err := apt.UnpackWhole("/root-folder", "a", "b"); err != nil {
		t.Fatal(err)
	}
	got := calls()
	if len(got) != 3 || !strings.HasSuffix(got[0], " update") || !strings.HasSuffix(got[1], " --download-only install a b") || !strings.HasPrefix(got[2], "dpkg -x "+dir) {
		t.Fatalf("called\n%s", strings.Join(got, "\n"))
	}
	for _, option := range []string{"Dir::State::Status=" + dir, "Dir::Etc::SourceList=" + dir, "Dir::Cache=" + dir, "Install-Recommends=false"} {
		if !strings.Contains(got[1], option) {
			t.Errorf("%s is not in %s", option, got[1])
		}
	}
	if text, err := os.ReadFile(filepath.Join(dir, "sources.list")); err != nil || string(text) != "deb http://mirror suite main\n" {
		t.Errorf("the source is %q, %v", text, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "cache")); !os.IsNotExist(err) {
		t.Errorf("the cache is still there: %v", err)
	}
}

func TestFailuresAreTheirLastLine(t *testing.T) {
	pretend(t, map[string]string{"update": "printf 'one\\ntwo\\n' >&2; exit 100"})
	err := Machine(t.TempDir()).Update()
	if err == nil || !strings.HasSuffix(err.Error(), "apt-get: exit status 100: two") {
		t.Errorf("got %v", err)
	}
}
