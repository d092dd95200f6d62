package checkpoint

import (
	"fmt"
	"io"
	"os"

	"autogan/vk/durable"
)

// Save replaces the file at path atomically and records this program's
// [Version] and the SHA-256 of the file. After an error the old file is
// unchanged.
func Save(path string, f *File) error {
	if err := durable.Write(path, func(w io.Writer) error { return Encode(w, marked(f)) }); err != nil {
		return fmt.Errorf("checkpoint: save %s: %w", path, err)
	}
	return nil
}

// Load reads the file at path. An error names the path. If the content is
// damaged, it wraps [ErrFormat], names the tensor and says what to do; if the
// file is of a later [Version], it wraps [ErrVersion].
func Load(path string) (*File, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("checkpoint: load: %w", err)
	}
	f, err := Decode(data)
	if err != nil {
		return nil, fmt.Errorf("checkpoint: load %s: %w", path, err)
	}
	if err := checkVersion(f.Metadata); err != nil {
		return nil, fmt.Errorf("checkpoint: load %s: %w", path, err)
	}
	f.path = path
	return f, nil
}
