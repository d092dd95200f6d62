package lock

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gofrs/flock"
)

// holdsEnv makes the test binary another process, which holds the lock at the
// path until its standard input ends.
const holdsEnv = "AUTOGAN_TEST_HOLDS"

func TestMain(m *testing.M) {
	path := os.Getenv(holdsEnv)
	if path == "" {
		os.Exit(m.Run())
	}
	l, err := Take(path, func(string) {})
	fmt.Println("took", err)
	_, _ = os.Stdin.Read(make([]byte, 1)) // ends when the test closes the pipe
	l.Release()
}

// other is another process with the lock at path. End lets it release the lock.
func other(t *testing.T, path string) (cmd *exec.Cmd, end func()) {
	t.Helper()
	cmd = exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), holdsEnv+"="+path)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() }) // fails where it has ended by itself
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "took <nil>\n" {
		t.Fatalf("the other process says %q, %v", line, err)
	}
	return cmd, func() {
		in.Close()
		if err := cmd.Wait(); err != nil {
			t.Errorf("the other process: %v", err)
		}
	}
}

// unexpected fails the test at a warning.
func unexpected(t *testing.T) func(text string) {
	return func(text string) { t.Errorf("it warns: %s", text) }
}

func take(t *testing.T, path string) *Lock {
	t.Helper()
	l, err := Take(path, unexpected(t))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestSecondProcessIsRefused also by another name of the same folder. The error
// names the process, its host and its command.
func TestSecondProcessIsRefused(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "run", "lock")
	first, end := other(t, path)
	link := filepath.Join(dir, "link")
	if err := os.Symlink(filepath.Join(dir, "run"), link); err != nil {
		t.Fatal(err)
	}
	if said := Said(path); said == nil || said.PID != first.Process.Pid || said.Gone() {
		t.Errorf("it says %v, want a process that is there", said)
	}
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{path, filepath.Join(link, "lock")} {
		_, err := Take(name, unexpected(t))
		var held *HeldError
		if !errors.As(err, &held) || held.Owner == nil {
			t.Fatalf("%s: got %v, want a HeldError with its owner", name, err)
		}
		for _, want := range []string{fmt.Sprintf("process %d ", first.Process.Pid), "host " + host, filepath.Base(os.Args[0])} {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%q is not in %q", want, err)
			}
		}
	}
	end()
	take(t, path).Release()
}

// TestKilledProcessFreesItsLock, and the files that it left lock nothing.
func TestKilledProcessFreesItsLock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	killed, _ := other(t, path)
	if err := killed.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = killed.Wait() // it was killed
	if _, err := os.Stat(path + ".json"); err != nil {
		t.Errorf("it left nothing: %v", err)
	}
	if said := Said(path); said == nil || !said.Gone() {
		t.Errorf("what it left says %v, want a process that is gone", said)
	}
	l := take(t, path)
	defer l.Release()
	if o := readOwner(path); o == nil || o.PID != os.Getpid() {
		t.Errorf("the owner is %v, want this process", o)
	}
}

// TestReleaseLeavesNothing that was not there before.
func TestReleaseLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct {
		name string
		left string // made while the lock is held
	}{{"nothing else", ""}, {"a run", "config.toml"}} {
		t.Run(c.name, func(t *testing.T) {
			run := filepath.Join(dir, "runs", c.name)
			outer, inner := take(t, filepath.Join(run, "lock")), take(t, filepath.Join(run, "lock"))
			if c.left != "" {
				if err := os.WriteFile(filepath.Join(run, c.left), nil, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			inner.Release()
			if _, err := os.Stat(filepath.Join(run, "lock")); err != nil {
				t.Errorf("released once of two times it is gone: %v", err)
			}
			outer.Release()
			entries, _ := os.ReadDir(run)
			if len(entries) > 1 || len(entries) == 1 && entries[0].Name() != c.left {
				t.Errorf("left: %v", entries)
			}
			if _, err := os.Stat(run); (err == nil) != (c.left != "") {
				t.Errorf("the folder: %v", err)
			}
		})
	}
}

// TestWaiting for another process ends when it releases the lock, or when the
// patience does.
func TestWaiting(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	_, end := other(t, path)
	var held *HeldError
	if _, err := TakeWithin(path, 50*time.Millisecond, unexpected(t)); !errors.As(err, &held) {
		t.Errorf("got %v, want a HeldError", err)
	}
	ended := make(chan struct{})
	time.AfterFunc(50*time.Millisecond, func() {
		defer close(ended)
		end()
	})
	l, err := TakeWithin(path, time.Minute, unexpected(t))
	<-ended // the process lives on for a moment after it has released the lock
	if err != nil {
		t.Fatal(err)
	}
	l.Release()
}

// TestFolderMovesUnderItsLock: afterwards neither place is locked, and the files
// of the lock have gone.
func TestFolderMovesUnderItsLock(t *testing.T) {
	dir := t.TempDir()
	from, to := filepath.Join(dir, "run"), filepath.Join(dir, "run.1")
	l := take(t, filepath.Join(from, "lock"))
	if err := os.WriteFile(filepath.Join(from, "config.toml"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := l.MoveFolder(to); err != nil {
		t.Fatal(err)
	}
	if entries, _ := os.ReadDir(to); len(entries) != 1 {
		t.Errorf("in the moved folder: %v, want config.toml", entries)
	}
	take(t, filepath.Join(from, "lock")).Release()
	take(t, filepath.Join(to, "lock")).Release()
}

// TestReplacedLockIsNoLock: a lock whose file was moved away between opening and
// locking says nothing about the path.
func TestReplacedLockIsNoLock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	moves := 0
	replaceTryLock(t, func(f *flock.Flock) (bool, error) {
		locked, err := f.TryLock()
		if moves++; moves == 1 {
			if err := os.Rename(path, path+".old"); err != nil {
				t.Fatal(err)
			}
		}
		return locked, err
	})
	l := take(t, path)
	defer l.Release()
	if !l.inPlace() || moves != 2 {
		t.Errorf("after %d tries the lock is in place: %v", moves, l.inPlace())
	}
}

// TestFileSystemWithoutLocks gives a lock, and a warning.
func TestFileSystemWithoutLocks(t *testing.T) {
	replaceTryLock(t, func(*flock.Flock) (bool, error) { return false, errors.ErrUnsupported })
	path := filepath.Join(t.TempDir(), "lock")
	var said string
	l, err := Take(path, func(text string) { said += text })
	if err != nil {
		t.Fatal(err)
	}
	defer l.Release()
	if !strings.HasPrefix(said, "warning: ") || !strings.Contains(said, path) {
		t.Errorf("it says %q, want why %s is not locked", said, path)
	}
}

func replaceTryLock(t *testing.T, by func(*flock.Flock) (bool, error)) {
	t.Helper()
	before := tryLock
	tryLock = by
	t.Cleanup(func() { tryLock = before })
}

// TestPlacesThatCannotBeLocked give an error, and nothing is made.
func TestPlacesThatCannotBeLocked(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{filepath.Join(file, "below", "lock"), filepath.Join(dir, "a", strings.Repeat("n", 300), "lock")} {
		if _, err := Take(path, unexpected(t)); err == nil {
			t.Errorf("took %s", path)
		}
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("it made %v", entries)
	}
}

// TestHeldChangesNothing: whoever only asks leaves what a killed process left,
// and names the process that has the lock.
func TestHeldChangesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	first, _ := other(t, path)
	if held, err := Held(path); err != nil || held == nil || held.Owner == nil || held.Owner.PID != first.Process.Pid {
		t.Errorf("got %v, %v, want process %d", held, err, first.Process.Pid)
	}
	if err := first.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = first.Wait() // it was killed
	before, err := os.ReadFile(path + ".json")
	if err != nil {
		t.Fatal(err)
	}
	if held, err := Held(path); held != nil || err != nil {
		t.Errorf("nobody has the lock, got %v, %v", held, err)
	}
	if after, err := os.ReadFile(path + ".json"); err != nil || string(after) != string(before) {
		t.Errorf("the owner's file was %q and is %q, %v", before, after, err)
	}
	l := take(t, path)
	defer l.Release()
	if held, err := Held(path); held != nil || err != nil {
		t.Errorf("this process has the lock, got %v, %v", held, err)
	}
}
