package nas

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"testing"
)

// TestMarkIsTheHashOfTheLines compares a mark with the hash of the file's
// beginning, in a log that grew, was cut and opened again.
func TestMarkIsTheHashOfTheLines(t *testing.T) {
	path := writeLog(t, 4)
	l, _, err := OpenLog[Record](path)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if err := errors.Join(l.Truncate(2), l.Append(record(7), record(8))); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var begin []byte
	for n, line := range bytes.SplitAfter(data, []byte("\n")) {
		sum := sha256.Sum256(begin)
		if want := (Mark{n, hex.EncodeToString(sum[:])}); l.Mark(n) != want {
			t.Errorf("after %d lines the mark is %v, want %v", n, l.Mark(n), want)
		}
		begin = append(begin, line...)
	}
}

// TestChangedLinesAreNoticed flips every bit of a log. One before the mark is
// noticed; one after it is not, as long as the line decodes.
func TestChangedLinesAreNoticed(t *testing.T) {
	path := writeLog(t, 3)
	l, _, err := OpenLog[Record](path)
	if err != nil {
		t.Fatal(err)
	}
	mark := l.Mark(2)
	l.Close()
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ReadMarked[Record](path, mark); err != nil {
		t.Errorf("unchanged: %v", err)
	}
	end := bytes.LastIndexByte(whole[:len(whole)-1], '\n') + 1
	passed := 0
	for i := range 8 * len(whole) {
		changed := bytes.Clone(whole)
		changed[i/8] ^= 1 << (i % 8)
		_, lines, err := decodeLines[Record](path, changed)
		if err == nil {
			err = lines.check(path, mark)
		}
		if err == nil && i/8 < end {
			t.Errorf("bit %d is not noticed in\n%s", i, changed)
		}
		if errors.Is(err, ErrChanged) && i/8 >= end {
			t.Errorf("bit %d, after the mark, is taken for one before it: %v", i, err)
		}
		if err == nil {
			passed++
		}
	}
	if passed == 0 {
		t.Error("no change after the mark passes")
	}
	if err := os.WriteFile(path, whole[:end/2], 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadMarked[Record](path, mark); !errors.Is(err, ErrChanged) {
		t.Errorf("of a log that was cut: %v, want %v", err, ErrChanged)
	}
}
