package dataset

import (
	"errors"
	"fmt"
	"io"
	"io/fs"

	"autogan/vk/durable"
)

// Split names a part of a published set.
type Split int

// The parts. CIFAR-10 has Train and Test; STL-10 has all four.
const (
	Train          Split = iota // labelled images to train on
	Test                        // labelled images held back
	Unlabeled                   // STL-10's images without labels
	TrainUnlabeled              // Train, then Unlabeled, without labels: what AutoGAN trains on
)

// String returns the name used in messages and configurations.
func (s Split) String() string {
	names := [...]string{"train", "test", "unlabeled", "train+unlabeled"}
	if s < 0 || int(s) >= len(names) {
		return fmt.Sprintf("Split(%d)", int(s))
	}
	return names[s]
}

// FormatError reports a file whose content is not what its format demands.
type FormatError struct {
	Path   string // the file
	Offset int64  // the byte at which it goes wrong
	Reason string // what is there and what should be
}

// Error names the file, the offset and the reason.
func (e *FormatError) Error() string {
	return fmt.Sprintf("dataset: %s: byte %d: %s", e.Path, e.Offset, e.Reason)
}

// MissingFileError reports a file of a published set that is not there.
type MissingFileError struct {
	Set, Dir, Name string
	// Before is how many of CIFAR-10's training files, those before it, are there.
	Before int
	// Instead says which other set is in the folder, if it is a known one.
	Instead string
}

// Error names the file and the command that downloads the set.
func (e *MissingFileError) Error() string {
	if e.Instead != "" {
		return fmt.Sprintf("dataset: %s: %s is missing; %s", e.Set, e.Name, e.Instead)
	}
	return fmt.Sprintf("dataset: %s: %s is missing in folder %s; `autogan data %s` downloads the set", e.Set, e.Name, e.Dir, e.Set)
}

// Unwrap is fs.ErrNotExist.
func (e *MissingFileError) Unwrap() error { return fs.ErrNotExist }

// recordsPerRead is how many records are in memory at once while reading.
const recordsPerRead = 256

// readRecords reads the file at path, which must be exactly n records of size
// bytes, and hands them in order to take: some records at a time, of which first
// is the index of the first. A shorter or longer file is a FormatError.
func readRecords(path string, n, size int, take func(first int, records []byte) error) error {
	f, err := durable.Open(path)
	if err != nil {
		return fmt.Errorf("dataset: %w", err)
	}
	defer f.Close()
	return decodeRecords(f, path, n, size, take)
}

// readFirstRecords is readRecords for the first n of count records.
func readFirstRecords(path string, n, count, size int, take func(first int, records []byte) error) error {
	if n == count {
		return readRecords(path, n, size, take)
	}
	f, err := durable.Open(path)
	if err != nil {
		return fmt.Errorf("dataset: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("dataset: %w", err)
	}
	if info.Size() != int64(count)*int64(size) {
		return &FormatError{path, info.Size(), fmt.Sprintf("the file ends here; want %d bytes, %d records of %d", count*size, count, size)}
	}
	return decodeRecords(io.LimitReader(f, int64(n)*int64(size)), path, n, size, take)
}

func decodeRecords(r io.Reader, path string, n, size int, take func(first int, records []byte) error) error {
	expected := fmt.Sprintf("want %d bytes, %d records of %d", n*size, n, size)
	buffer := make([]byte, min(n, recordsPerRead)*size)
	for first := 0; first < n; first += recordsPerRead {
		records := buffer[:min(recordsPerRead, n-first)*size]
		got, err := io.ReadFull(r, records)
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			end := first*size + got
			return &FormatError{path, int64(end), fmt.Sprintf("the file ends in record %d; %s", end/size, expected)}
		}
		if err != nil {
			return fmt.Errorf("dataset: read %s: %w", path, err)
		}
		if err := take(first, records); err != nil {
			return err
		}
	}
	switch _, err := io.ReadFull(r, make([]byte, 1)); {
	case err == nil:
		return &FormatError{path, int64(n * size), "the file goes on; " + expected}
	case err != io.EOF:
		return fmt.Errorf("dataset: read %s: %w", path, err)
	}
	return nil
}
