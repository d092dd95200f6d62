package nas

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// Log is a file of JSON lines that only grows, and survives an interruption at
// any moment: a line is on disk when Append returns.
type Log[T any] struct {
	file *os.File
	ends []int64 // offset after each line
}

// OpenLog opens or creates a log and returns its entries. An interrupted Append
// leaves a last line without a newline; OpenLog cuts it off. Any other line
// that does not decode is an error that names it.
func OpenLog[T any](path string) (*Log[T], []T, error) {
	data, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, fmt.Errorf("nas: open log: %w", err)
	}
	entries, ends, err := decodeLines[T](path, data)
	if err != nil {
		return nil, nil, err
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o666)
	if err != nil {
		return nil, nil, fmt.Errorf("nas: open log: %w", err)
	}
	l := &Log[T]{file: file, ends: ends}
	if err := l.Truncate(len(ends)); err != nil {
		file.Close()
		return nil, nil, err
	}
	return l, entries, nil
}

// ReadLog returns the entries of a log without changing the file, so another
// process may be writing it.
func ReadLog[T any](path string) ([]T, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("nas: read log: %w", err)
	}
	entries, _, err := decodeLines[T](path, data)
	return entries, err
}

// Append writes entries, a line each, and waits until they are on disk.
func (l *Log[T]) Append(entries ...T) error {
	var lines []byte
	ends, end := l.ends, l.end()
	for _, e := range entries {
		line, err := json.Marshal(e)
		if err != nil {
			return fmt.Errorf("nas: append to log %s: %w", l.file.Name(), err)
		}
		lines = append(append(lines, line...), '\n')
		ends = append(ends, end+int64(len(lines)))
	}
	if _, err := l.file.Write(lines); err != nil {
		return fmt.Errorf("nas: append to log: %w", err)
	}
	l.ends = ends
	return l.sync()
}

// Len returns the number of lines.
func (l *Log[T]) Len() int { return len(l.ends) }

// Truncate keeps the first n lines: a search that resumes from a checkpoint
// drops the lines that it will write again. It panics if n is not in 0 to Len.
func (l *Log[T]) Truncate(n int) error {
	if n < 0 || n > len(l.ends) {
		panic(fmt.Sprintf("nas: truncate log: got %d lines, want 0 to %d", n, len(l.ends)))
	}
	l.ends = l.ends[:n]
	if err := l.file.Truncate(l.end()); err != nil {
		return fmt.Errorf("nas: truncate log: %w", err)
	}
	return l.sync()
}

// Close closes the file.
func (l *Log[T]) Close() error { return l.file.Close() }

func (l *Log[T]) end() int64 {
	if len(l.ends) == 0 {
		return 0
	}
	return l.ends[len(l.ends)-1]
}

func (l *Log[T]) sync() error {
	if err := l.file.Sync(); err != nil {
		return fmt.Errorf("nas: write log to disk: %w", err)
	}
	return nil
}

// decodeLines decodes the complete lines of data and returns them with the
// offset after each.
func decodeLines[T any](path string, data []byte) (entries []T, ends []int64, err error) {
	for start := 0; ; {
		n := bytes.IndexByte(data[start:], '\n')
		if n < 0 {
			return entries, ends, nil
		}
		var e T
		if err := json.Unmarshal(data[start:start+n], &e); err != nil {
			return nil, nil, fmt.Errorf("nas: %s:%d: not a line of this log: %w", path, len(entries)+1, err)
		}
		start += n + 1
		entries, ends = append(entries, e), append(ends, int64(start))
	}
}
