package pytorch

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"path"
	"strings"

	"autogan/vk/durable"
	"autogan/vk/filekind"
)

// Read reads the file at path.
func Read(path string) (Value, error) {
	data, err := durable.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("pytorch: read: %w", err)
	}
	v, err := Decode(data)
	if err != nil {
		return nil, fmt.Errorf("pytorch: read %s: %w", path, err)
	}
	return v, nil
}

// Decode reads a file from memory. Its tensors share the memory. Every error
// wraps [ErrFormat].
func Decode(data []byte) (Value, error) {
	switch {
	case bytes.HasPrefix(data, []byte("PK")):
		return decodeZip(data)
	case filekind.IsPickle(data):
		return decodeLegacy(data)
	}
	return nil, wrong("it is %s", filekind.Of(data))
}

// decodeZip reads the form of PyTorch 1.6 and later: a pickle, and a record for
// each storage.
func decodeZip(data []byte) (Value, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, wrong("its zip archive is cut short or damaged (%v)", err)
	}
	records, root := map[string]*zip.File{}, ""
	for _, f := range archive.File {
		records[f.Name] = f
		if strings.Contains(f.Name, "/code/") {
			return nil, wrong("it is a TorchScript program")
		}
		if path.Base(f.Name) == "data.pkl" {
			root = path.Dir(f.Name)
		}
	}
	text, err := record(data, records, root+"/data.pkl")
	if err != nil {
		return nil, err
	}
	if order := records[root+"/byteorder"]; order != nil {
		if word, err := record(data, records, order.Name); err != nil || string(word) != "little" {
			return nil, wrong("its numbers are not little-endian")
		}
	}
	v, storages, _, err := unpickle(text)
	if err != nil {
		return nil, err
	}
	for key, s := range storages {
		if s.data, err = record(data, records, root+"/data/"+key); err != nil {
			return nil, err
		}
		if len(s.data) != s.count*s.size {
			return nil, wrong("its storage %q has %d bytes, want %d", key, len(s.data), s.count*s.size)
		}
	}
	return v, nil
}

// record returns the content of a record: a part of data. A compressed one could
// be of any size when it is expanded, and torch.save compresses none.
func record(data []byte, records map[string]*zip.File, name string) ([]byte, error) {
	f := records[name]
	if f == nil {
		return nil, wrong("its record %q is missing", name)
	}
	offset, err := f.DataOffset()
	size := f.UncompressedSize64
	switch {
	case f.Method != zip.Store:
		return nil, wrong("its record %q is compressed, which torch.save never does", name)
	case err != nil || offset > int64(len(data)) || size > uint64(len(data))-uint64(offset):
		return nil, wrong("its record %q is cut short", name)
	}
	content := data[offset:][:size]
	if crc32.ChecksumIEEE(content) != f.CRC32 {
		return nil, wrong("its record %q is damaged: its checksum is another", name)
	}
	return content, nil
}

// The head of the older form: a number of 80 bits, the version of the format and
// facts about the machine, a pickle each.
const (
	legacyMagic   = wide("\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19")
	legacyVersion = int64(1001)
)

// decodeLegacy reads the form before PyTorch 1.6: after the head a pickle, a
// pickle with the list of storages, and of each its count and its numbers.
func decodeLegacy(data []byte) (Value, error) {
	var head [3]Value
	var err error
	for i := range head {
		if head[i], _, data, err = unpickle(data); err != nil {
			return nil, err
		}
	}
	machine, isDict := head[2].(*Dict)
	if head[0] != legacyMagic || head[1] != legacyVersion || !isDict {
		return nil, wrong("it is a Python pickle of something else")
	}
	if little, _ := machine.Get("little_endian"); little != true {
		return nil, wrong("its numbers are not little-endian")
	}
	v, storages, data, err := unpickle(data)
	if err != nil {
		return nil, err
	}
	keys, _, data, err := unpickle(data)
	if err != nil {
		return nil, err
	}
	return v, fillStorages(storages, keys, data)
}

// fillStorages gives each storage its part of data.
func fillStorages(storages map[string]*storage, keys Value, data []byte) error {
	list, isList := keys.(*List)
	if !isList || len(list.Items) != len(storages) {
		return wrong("its list of storages is not of the %d that its tensors have", len(storages))
	}
	for _, item := range list.Items {
		key, _ := item.(string)
		s := storages[key]
		if s == nil || s.data != nil {
			return wrong("its list of storages has %.20q, which is none or twice", key)
		}
		if len(data) < 8 {
			return wrong("its storages are cut short")
		}
		count, size := binary.LittleEndian.Uint64(data), s.count*s.size
		data = data[8:]
		if count != uint64(s.count) || size > len(data) {
			return wrong("its storage %q has %d elements in %d bytes, want %d: it is cut short or damaged", key, count, len(data), s.count)
		}
		s.data, data = data[:size:size], data[size:]
	}
	return nil
}
