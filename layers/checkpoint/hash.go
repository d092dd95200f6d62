package checkpoint

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"strconv"
	"strings"
)

// The keys of a file's metadata that [Save] adds and [Decode] checks and takes
// out. The hash has two, its name and its digits: if a fault hits one of the
// keys, the other still says that there was a hash.
const (
	versionKey  = "autogan.version"
	hashNameKey = "autogan.hash"
	hashKey     = "autogan." + hashName
	hashName    = "sha256"
)

// blank stands for the hash's digits while the hash is computed.
var blank = strings.Repeat("0", hex.EncodedLen(sha256.Size))

// marked returns the file with the version of this program and a place for its
// hash.
func marked(f *File) *File {
	metadata := maps.Clone(f.Metadata)
	if metadata == nil {
		metadata = map[string]string{}
	}
	metadata[versionKey] = strconv.Itoa(Version)
	metadata[hashNameKey], metadata[hashKey] = hashName, blank
	return &File{Metadata: metadata, Arrays: f.Arrays}
}

// writeHash puts the hash of a whole file, which is given in parts, into the
// place that [marked] has left in its header, if there is one.
func writeHash(header []byte, parts [][]byte) {
	place := []byte(`"` + hashKey + `":"` + blank)
	at := bytes.Index(header, place)
	if at < 0 {
		return
	}
	copy(header[at+len(place)-len(blank):], hashOf(parts...))
}

// checkHash takes the hash out of a file's metadata and returns an error unless
// it is that of the file. Files of earlier and of other programs have none.
func checkHash(data []byte, metadata map[string]string) error {
	name, named := metadata[hashNameKey]
	digits, found := metadata[hashKey]
	delete(metadata, hashNameKey)
	delete(metadata, hashKey)
	if !named && !found {
		return nil
	}
	at := bytes.Index(data, []byte(digits))
	if name != hashName || len(digits) != len(blank) || at < 0 {
		return damaged("the hash in its header is not whole")
	}
	if hashOf(data[:at], []byte(blank), data[at+len(digits):]) != digits {
		return damaged("it does not have the hash that its header says")
	}
	return nil
}

func hashOf(parts ...[]byte) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write(p)
	}
	return hex.EncodeToString(h.Sum(nil))
}
