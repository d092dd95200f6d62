package durable_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"autogan/vk/durable"
)

// openFile makes a file that says "old" and opens it, until the test ends.
func openFile(t *testing.T) (path string, reader *os.File) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	reader, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { reader.Close() }) // before the folder is removed
	return path, reader
}

// TestWriteWaitsForAReader replaces a file that another program has open for a
// moment, as virus scanners and viewers do: Windows refuses a rename until then.
func TestWriteWaitsForAReader(t *testing.T) {
	path, reader := openFile(t)
	time.AfterFunc(300*time.Millisecond, func() { reader.Close() })
	if err := durable.WriteFile(path, []byte("new")); err != nil {
		t.Fatal(err)
	}
	checkFile(t, path, "new")
}

// TestWriteGivesUpOnAReader keeps the file open: the error comes in time, the
// old content stays, and no temporary file is left.
func TestWriteGivesUpOnAReader(t *testing.T) {
	path, _ := openFile(t)
	begun := time.Now()
	if err := durable.WriteFile(path, []byte("new")); err == nil {
		t.Error("a file that is open was replaced without an error")
	}
	if took := time.Since(begun); took > 10*time.Second {
		t.Errorf("it took %v to give up", took)
	}
	checkFile(t, path, "old")
	checkEntries(t, filepath.Dir(path), "file")
}

// TestNULIsNotTheOutput writes to NUL while the standard output is a pipe, which
// has no identity either.
func TestNULIsNotTheOutput(t *testing.T) {
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	former := os.Stdout
	os.Stdout = write
	err = durable.WriteFile("NUL", []byte("for nobody"))
	os.Stdout = former
	if err := errors.Join(err, write.Close()); err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(read); err != nil || len(text) > 0 {
		t.Errorf("on standard output there is %q, %v", text, err)
	}
}
