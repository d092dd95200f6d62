package checkpoint

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"

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

// ReadMetadata reads the metadata of the file at path and nothing else. So it is
// quick, and does not notice damage of the tensors, which [Load] does.
func ReadMetadata(path string) (map[string]string, error) {
	file, err := durable.Open(path)
	if err != nil {
		return nil, fmt.Errorf("checkpoint: load: %w", err)
	}
	defer file.Close()
	var length [8]byte
	if _, err := io.ReadFull(file, length[:]); err != nil {
		return nil, fmt.Errorf("checkpoint: load %s: %w", path, foreign("it is too short for a header"))
	}
	size := binary.LittleEndian.Uint64(length[:])
	if size > maxHeader {
		return nil, fmt.Errorf("checkpoint: load %s: %w", path, foreign("the file does not begin with a header"))
	}
	header, err := io.ReadAll(io.LimitReader(file, int64(size)))
	if err != nil {
		return nil, fmt.Errorf("checkpoint: load %s: %w", path, err)
	}
	var members struct {
		Metadata map[string]string `json:"__metadata__"`
	}
	if err := json.Unmarshal(header, &members); err != nil {
		return nil, fmt.Errorf("checkpoint: load %s: %w", path, damaged("the header is not a JSON object with metadata"))
	}
	return members.Metadata, nil
}

// Load reads the file at path. An error names the path. If the content is
// damaged, it wraps [ErrFormat], names the tensor and says what to do; if the
// file is of a later [Version], it wraps [ErrVersion].
func Load(path string) (*File, error) { return load(path, Decode) }

func load(path string, decode func([]byte) (*File, error)) (*File, error) {
	data, err := durable.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("checkpoint: load: %w", err)
	}
	f, err := decode(data)
	if err != nil {
		return nil, fmt.Errorf("checkpoint: load %s: %w", path, err)
	}
	if err := checkVersion(f.Metadata); err != nil {
		return nil, fmt.Errorf("checkpoint: load %s: %w", path, err)
	}
	f.path = path
	return f, nil
}
