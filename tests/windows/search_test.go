//go:build windows

package windows

import (
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/windows"
)

// TestSearch kills a search, interrupts it by the console's Ctrl-C, lets it end,
// and compares it with an undisturbed one.
func TestSearch(t *testing.T) {
	undisturbed, disturbed := workFolder(t), workFolder(t)
	args := []string{"search", experiment, "--run", "run"}
	out := succeed(t, undisturbed, args...)
	t.Log("\n" + out)

	killed := command(t, disturbed, args...)
	started(t, disturbed, killed)
	if err := killed.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = killed.Wait() // it was killed

	t.Run("console event", func(t *testing.T) { interrupt(t, disturbed, args) })

	succeed(t, disturbed, args...)
	sameRun(t, filepath.Join(undisturbed, "run"), filepath.Join(disturbed, "run"))

	t.Run("report", func(t *testing.T) { report(t, undisturbed) })
	t.Run("drive letter", func(t *testing.T) {
		other := filepath.Join(t.TempDir(), "another run") // C:\...
		succeed(t, undisturbed, "search", filepath.Join(undisturbed, experiment), "--run", other)
		sameRun(t, filepath.Join(undisturbed, "run"), other)
	})
}

// interrupt starts a search, sends Ctrl-C and wants it to save, say so and stop
// with the status of Ctrl-C.
func interrupt(t *testing.T, folder string, args []string) {
	ownConsole(t)
	cmd := command(t, folder, args...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	started(t, folder, cmd)
	if err := windows.GenerateConsoleCtrlEvent(windows.CTRL_C_EVENT, 0); err != nil {
		t.Fatalf("send Ctrl-C: %v", err)
	}
	sent := time.Now()
	err := cmd.Wait()
	exit, ok := err.(*exec.ExitError)
	if !ok || exit.ExitCode() != 130 || !strings.Contains(stderr.String(), "interrupted") {
		t.Fatalf("ended with %v, want status 130 and a line that says so, got\n%s", err, stderr.String())
	}
	if took := time.Since(sent); took > 10*time.Second {
		t.Errorf("it took %v to stop", took)
	}
	if _, err := os.Stat(filepath.Join(folder, "run", "checkpoint.safetensors")); err != nil {
		t.Errorf("nothing was saved: %v", err)
	}
}

// ownConsole gives the test a console that only the programs it starts share:
// Windows sends Ctrl-C to all programs of a console. The test itself takes no
// notice of it.
func ownConsole(t *testing.T) {
	t.Helper()
	kernel := windows.NewLazySystemDLL("kernel32.dll")
	_, _, _ = kernel.NewProc("FreeConsole").Call() // fails where there is none
	if done, _, err := kernel.NewProc("AllocConsole").Call(); done == 0 {
		t.Fatalf("make a console: %v", err)
	}
	events := make(chan os.Signal, 1)
	signal.Notify(events, os.Interrupt)
	t.Cleanup(func() { signal.Stop(events) })
}

// report writes the page again and wants links that a browser follows.
func report(t *testing.T, folder string) {
	succeed(t, folder, "report", "run")
	page, err := os.ReadFile(filepath.Join(folder, "run", "report.html"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(page), "<html") || strings.Contains(string(page), `samples\`) {
		t.Error("the report is no page, or its links have backslashes")
	}
}
