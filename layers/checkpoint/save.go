package checkpoint

import (
	"fmt"
	"io"
	"os"

	"autogan/vk/durable"
)

// Save writes f to path as a whole, with this program's [Version]: after an error the former file is as it was.
func Save(path string, f *File) error {
	if err := durable.Write(path, func(w io.Writer) error { return Encode(w, versioned(f)) }); err != nil {
		return fmt.Errorf("checkpoint: save %s: %w", path, err)
	}
	return nil
}

// Load reads the file at path. An error names the path; if the content is at
// fault it wraps [ErrFormat], names the tensor and says what to do; if it is of
// a later [Version], [ErrVersion].
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
