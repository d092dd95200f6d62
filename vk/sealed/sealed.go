package sealed

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
)

// ErrDamaged is wrapped by the errors about a text that is not what was sealed.
var ErrDamaged = errors.New("it is not what was written there: the file is damaged or was edited")

// Seal is the place of the hash in one kind of text.
type Seal struct {
	before, after string // the words around the digits
	first         bool   // the seal opens the text; otherwise it ends it
	ends          string // what the text ends with where the seal is inserted before it
}

// The kinds of text.
var (
	// JSON seals an object that is indented by two spaces and ends in a newline.
	JSON = Seal{before: ",\n  \"sha256\": \"", after: "\"\n}\n", ends: "\n}\n"}
	// TOML seals any text in which # begins a comment. The seal comes first, so
	// a text that was cut is noticed.
	TOML = Seal{before: "# sha256 of the lines below: ", after: "\n", first: true}
	// Zip seals an archive whose comment is [ZipComment].
	Zip = Seal{before: "sha256 ", ends: ZipComment}
)

// ZipComment keeps the place of the seal in an archive.
const ZipComment = "sha256 0000000000000000000000000000000000000000000000000000000000000000"

// Add returns the text with its seal. It panics if the text does not end as its
// kind does.
func (s Seal) Add(text []byte) []byte {
	body, ok := bytes.CutSuffix(text, []byte(s.ends))
	if !ok {
		panic(fmt.Sprintf("sealed: add: got a text that does not end in %q", s.ends))
	}
	seal := s.before + hash(body) + s.after
	if s.first {
		return append([]byte(seal), body...)
	}
	return append(bytes.Clone(body), seal...)
}

// Check returns an error that wraps [ErrDamaged] if the text has a seal and is
// not what was sealed.
func (s Seal) Check(text []byte) error {
	body, seal := s.split(text)
	if seal == nil {
		return nil // too short for one
	}
	digits, worded := seal[len(s.before):len(seal)-len(s.after)], s.In(text)
	if !worded && !isHash(digits) {
		return nil
	}
	if !worded || string(digits) != hash(body) {
		return ErrDamaged
	}
	return nil
}

// In reports whether the text has the words of a seal: whoever knows that it was
// sealed tells so whether the seal is gone.
func (s Seal) In(text []byte) bool {
	_, seal := s.split(text)
	return seal != nil && bytes.HasPrefix(seal, []byte(s.before)) && bytes.HasSuffix(seal, []byte(s.after))
}

// split separates the body from the place of the seal; that is nil if the text
// is too short.
func (s Seal) split(text []byte) (body, seal []byte) {
	n := len(s.before) + hex.EncodedLen(sha256.Size) + len(s.after)
	if len(text) < n {
		return text, nil
	}
	if s.first {
		return text[n:], text[:n]
	}
	return text[:len(text)-n], text[len(text)-n:]
}

func hash(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

func isHash(digits []byte) bool {
	_, err := hex.DecodeString(string(digits))
	return err == nil
}
