package nas

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"autogan/vk/durable"
)

// Log is a file of JSON lines that only grows, and survives an interruption at
// any moment: a line is on disk when Append returns.
type Log[T any] struct {
	file  *os.File
	lines lines
}

// OpenLog opens or creates a log and returns its entries. An interrupted Append
// leaves a last line without a newline; OpenLog cuts it off. Any other line
// that does not decode is an error that names it.
func OpenLog[T any](path string) (*Log[T], []T, error) {
	data, err := durable.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, fmt.Errorf("nas: open log: %w", err)
	}
	entries, lines, err := decodeLines[T](path, data)
	if err != nil {
		return nil, nil, err
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o666)
	if err != nil {
		return nil, nil, fmt.Errorf("nas: open log: %w", err)
	}
	l := &Log[T]{file: file, lines: lines}
	if err := l.Truncate(len(entries)); err != nil {
		file.Close()
		return nil, nil, err
	}
	return l, entries, nil
}

// ReadLog returns the entries of a log without changing the file, so another
// process may be writing it.
func ReadLog[T any](path string) ([]T, error) { return ReadMarked[T](path, Mark{}) }

// ReadMarked is [ReadLog] for a log of which a mark is known. If the lines before
// it are not those that were written, the error wraps [ErrChanged].
func ReadMarked[T any](path string, m Mark) ([]T, error) {
	data, err := durable.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("nas: read log: %w", err)
	}
	entries, lines, err := decodeLines[T](path, data)
	if err != nil {
		return nil, err
	}
	return entries, lines.check(path, m)
}

// Append writes entries, a line each, and waits until they are on disk.
func (l *Log[T]) Append(entries ...T) error {
	var text bytes.Buffer
	for _, e := range entries {
		if err := json.NewEncoder(&text).Encode(e); err != nil {
			return fmt.Errorf("nas: append to log %s: %w", l.file.Name(), err)
		}
	}
	if _, err := l.file.Write(text.Bytes()); err != nil {
		return fmt.Errorf("nas: append to log: %w", err)
	}
	for line := range bytes.Lines(text.Bytes()) {
		l.lines.add(line)
	}
	return l.sync()
}

// Len returns the number of lines.
func (l *Log[T]) Len() int { return len(l.lines.ends) }

// Mark is the place after the first n lines. It panics if there are fewer.
func (l *Log[T]) Mark(n int) Mark { return l.lines.mark(n) }

// Check returns an error that wraps [ErrChanged] unless the lines before a mark
// are those that were there when it was set.
func (l *Log[T]) Check(m Mark) error { return l.lines.check(l.file.Name(), m) }

// Truncate keeps the first n lines: a search that resumes from a checkpoint
// drops the lines that it will write again. It panics if n is not in 0 to Len.
func (l *Log[T]) Truncate(n int) error {
	if n < 0 || n > l.Len() {
		panic(fmt.Sprintf("nas: truncate log: got %d lines, want 0 to %d", n, l.Len()))
	}
	l.lines.keep(n)
	if err := l.file.Truncate(l.lines.size()); err != nil {
		return fmt.Errorf("nas: truncate log: %w", err)
	}
	return l.sync()
}

// Close closes the file.
func (l *Log[T]) Close() error { return l.file.Close() }

func (l *Log[T]) sync() error {
	if err := l.file.Sync(); err != nil {
		return fmt.Errorf("nas: write log to disk: %w", err)
	}
	return nil
}

// decodeLines decodes the complete lines of data.
func decodeLines[T any](path string, data []byte) (entries []T, read lines, err error) {
	for line := range bytes.Lines(data) {
		if !bytes.HasSuffix(line, []byte("\n")) {
			break
		}
		e, err := decodeLine[T](path, len(entries)+1, line)
		if err != nil {
			return nil, lines{}, err
		}
		entries = append(entries, e)
		read.add(line)
	}
	return entries, read, nil
}

// decodeLine decodes the line with a number, counted from 1.
func decodeLine[T any](path string, number int, line []byte) (e T, err error) {
	if err := json.Unmarshal(line, &e); err != nil {
		return e, fmt.Errorf("nas: %s:%d: %w (%w)", path, number, ErrLine, err)
	}
	return e, nil
}
