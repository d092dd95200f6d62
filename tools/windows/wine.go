package main

import (
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"autogan/vk/durable"
)

//go:embed inside.sh
var inside string

// wine is a Wine in a root folder of its own.
type wine struct {
	root   string   // its root folder
	shared []string // folders of the machine that are visible in it
}

// wanted are the packages of Wine, of lavapipe, of the locale C.UTF-8 (without it
// file names are ASCII only), and of the links from /lib to /usr/lib that all
// programs need.
var wanted = []string{"wine64", "libvulkan1", "mesa-vulkan-drivers", "libc-bin", "base-files"}

const (
	loader    = "/usr/lib/wine/wine64"
	server    = "/usr/lib/wine/wineserver64"
	prefix    = "/wine" // in the root folder: Windows' drive C: and registry
	modules   = "usr/lib/x86_64-linux-gnu/wine/x86_64-windows"
	signature = 64 // where a Windows program may say that Wine made it
)

// openWine returns the Wine in a cache folder, fetching it the first time.
func openWine(cache string, shared ...string) (wine, error) {
	w := wine{root: filepath.Join(cache, "wine-"+release), shared: shared}
	there, err := durable.Exists(w.root)
	if err != nil || there {
		return w, err
	}
	fmt.Fprintln(os.Stderr, "windows: fetching Wine of Debian", release)
	draft := w
	draft.root = w.root + ".draft"
	if err := os.RemoveAll(draft.root); err != nil {
		return w, err
	}
	if err := unpack(filepath.Join(cache, "apt"), draft.root, wanted...); err != nil {
		return w, err
	}
	if err := draft.configure(); err != nil {
		return w, err
	}
	return w, durable.Rename(draft.root, w.root)
}

// configure does what the packages' installation scripts would do, and has
// Wine make its drive C:.
func (w wine) configure() error {
	for _, folder := range []string{"proc", "dev", "sys", "tmp", prefix} {
		if err := os.MkdirAll(filepath.Join(w.root, folder), 0o755); err != nil {
			return err
		}
	}
	if err := w.takeZlib(); err != nil {
		return err
	}
	if output, err := w.command("/", "wineboot", "--init").CombinedOutput(); err != nil {
		return fmt.Errorf("wineboot: %w: %s", err, output)
	}
	return nil
}

// takeZlib puts the zlib of another package among Wine's own modules. Wine
// loads only those that carry its signature.
func (w wine) takeZlib() error {
	zlib, err := os.ReadFile(filepath.Join(w.root, "usr/x86_64-w64-mingw32/lib/zlib1.dll"))
	if err != nil {
		return err
	}
	copy(zlib[signature:], "Wine builtin DLL\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00")
	return durable.WriteFile(filepath.Join(w.root, modules, "zlib1.dll"), zlib)
}

// command is a Windows program with its arguments, run in a folder.
func (w wine) command(folder string, args ...string) *exec.Cmd {
	namespace := []string{"--mount", "--pid", "--fork", "--kill-child"}
	if os.Getuid() != 0 {
		namespace = append(namespace, "--map-root-user")
	}
	script := []string{"sh", "-c", inside, "sh", w.root, folder, strings.Join(w.shared, "\n"), loader}
	cmd := exec.Command("unshare", append(append(namespace, script...), args...)...)
	cmd.Env = append(os.Environ(), "WINEPREFIX="+prefix, "WINESERVER="+server, "WINEDEBUG=-all", "HOME="+prefix,
		"XDG_RUNTIME_DIR=/tmp", "LC_ALL=C.UTF-8")
	return cmd
}
