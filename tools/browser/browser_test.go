package browser

import (
	"os"
	"path/filepath"
	"testing"
)

func put(t *testing.T, path string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, nil, 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestAnInstalledBrowserIsTaken before one that was fetched.
func TestAnInstalledBrowserIsTaken(t *testing.T) {
	want := put(t, filepath.Join(t.TempDir(), "chromium"))
	t.Setenv("PATH", filepath.Dir(want))
	if got, err := Find(); err != nil || got.Program != want || len(got.Env) > 0 {
		t.Errorf("got %+v, %v; want %s", got, err, want)
	}
}

// TestLibraries lists every folder with libraries but the browser's own, whose
// loader of Vulkan is for itself.
func TestLibraries(t *testing.T) {
	root := t.TempDir()
	for _, name := range []string{"usr/lib/chromium/libvulkan.so.1", "usr/lib/x/liba.so.0", "usr/lib/x/libb.so", "usr/lib/x/inner/libc.so.1", "usr/share/doc/a"} {
		put(t, filepath.Join(root, filepath.FromSlash(name)))
	}
	x := filepath.Join(root, "usr", "lib", "x")
	if got, want := libraries(root), filepath.Join(x, "inner")+string(filepath.ListSeparator)+x; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
