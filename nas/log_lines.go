package nas

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
)

// ErrChanged is wrapped by the error about a log whose lines are not those that
// were there when a [Mark] was set.
var ErrChanged = errors.New("these are not the lines that were written there: the file is damaged or was edited")

// ErrLine is wrapped by the error about a line that is none of the log's.
var ErrLine = errors.New("not a line of this log: the file is damaged or was edited, restore it from a copy")

// Mark is a place in a log: what the file was when it had so many lines.
type Mark struct {
	Lines int    `json:"lines"`
	Hash  string `json:"sha256"` // of these lines, as `head -n LINES FILE | sha256sum` prints it
}

// lines are those of a log, without their text.
type lines struct {
	ends   []int64     // offset after each line
	hashes []hash.Hash // of the file up to there
}

// add appends a line, which ends in a newline.
func (l *lines) add(line []byte) {
	h := sha256.New()
	if n := len(l.hashes); n > 0 {
		h = clone(l.hashes[n-1])
	}
	h.Write(line)
	l.hashes = append(l.hashes, h)
	l.ends = append(l.ends, l.size()+int64(len(line)))
}

// clone returns a hash that goes on from another. Every hash of the standard
// library can be cloned.
func clone(h hash.Hash) hash.Hash {
	c, err := h.(hash.Cloner).Clone()
	if err != nil {
		panic("nas: log: clone hash: " + err.Error())
	}
	return c
}

// size is the offset after the last line.
func (l *lines) size() int64 {
	if len(l.ends) == 0 {
		return 0
	}
	return l.ends[len(l.ends)-1]
}

// keep forgets all but the first n lines.
func (l *lines) keep(n int) { l.ends, l.hashes = l.ends[:n], l.hashes[:n] }

// mark is the place after the first n lines.
func (l *lines) mark(n int) Mark {
	if n == 0 {
		return Mark{Hash: hex.EncodeToString(sha256.New().Sum(nil))}
	}
	return Mark{Lines: n, Hash: hex.EncodeToString(l.hashes[n-1].Sum(nil))}
}

// check returns an error that names the file and wraps [ErrChanged] unless the
// lines before a mark are those that were there.
func (l *lines) check(path string, m Mark) error {
	if m.Lines == 0 {
		return nil
	}
	if has := len(l.ends); has < m.Lines {
		return fmt.Errorf("nas: the number of lines of %s is %d, it was %d: %w", path, has, m.Lines, ErrChanged)
	}
	if m.Lines < 0 || l.mark(m.Lines) != m {
		return fmt.Errorf("nas: %s, lines 1 to %d: %w", path, m.Lines, ErrChanged)
	}
	return nil
}
