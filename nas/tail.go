package nas

import (
	"bytes"
	"fmt"
	"io"
	"os"

	"autogan/vk/durable"
)

// Tail reads a log that another process is writing: each [Tail.Read] reads only
// what is new since the one before, however long the log is. It checks no hash;
// [ReadMarked] does.
type Tail[T any] struct {
	path    string
	file    os.FileInfo // of the last Read; nil before the first
	entries []T
	end     int64  // offset after the last entry
	last    []byte // its line
}

// NewTail returns a tail of the log at path, which need not be there yet.
func NewTail[T any](path string) *Tail[T] { return &Tail[T]{path: path} }

// Read returns all entries, which the caller must not change. A last line that is
// only half written is left for the next Read. A log that was replaced, or cut
// and written anew, as by a run that goes on from its checkpoint, is read from
// its beginning. After an error the entries are those before it.
func (t *Tail[T]) Read() ([]T, error) {
	f, err := durable.Open(t.path)
	if err != nil {
		t.forget()
		return nil, fmt.Errorf("nas: read log: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return t.entries, fmt.Errorf("nas: read log: %w", err)
	}
	if !t.continues(f, info) {
		t.forget()
	}
	t.file = info
	data, err := io.ReadAll(io.NewSectionReader(f, t.end, info.Size()-t.end))
	if err != nil {
		return t.entries, fmt.Errorf("nas: read log: %w", err)
	}
	return t.entries, t.add(data)
}

// continues reports whether the file still begins with what was read of it.
func (t *Tail[T]) continues(f *os.File, info os.FileInfo) bool {
	if t.file == nil || !os.SameFile(t.file, info) || info.Size() < t.end {
		return false
	}
	last := make([]byte, len(t.last))
	_, err := f.ReadAt(last, t.end-int64(len(last)))
	return err == nil && bytes.Equal(last, t.last)
}

func (t *Tail[T]) forget() { *t = Tail[T]{path: t.path} }

// add decodes the complete lines of data, which comes after what was read.
func (t *Tail[T]) add(data []byte) error {
	for line := range bytes.Lines(data) {
		if !bytes.HasSuffix(line, []byte("\n")) {
			return nil
		}
		e, err := decodeLine[T](t.path, len(t.entries)+1, line)
		if err != nil {
			return err
		}
		t.entries = append(t.entries, e)
		t.end, t.last = t.end+int64(len(line)), append(t.last[:0], line...) // not a part of data, which would stay
	}
	return nil
}
