package tune

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"autogan/shaders"
	"autogan/vk"
	"autogan/vk/durable"
	"autogan/vk/lock"
	"autogan/vk/tensor"
	"autogan/vk/tensor/convplan"
)

// Key is what choices depend on besides the shape.
type Key struct {
	Device  string `json:"device"`
	Driver  string `json:"driver"`
	Shaders string `json:"shaders"`
}

// KeyOf is the key of choices made on the device with this program's shaders.
func KeyOf(d *vk.Device) Key {
	return Key{d.Name(), d.Info().Driver, shaders.Fingerprint()}
}

// ErrOtherKey reports choices that were made on another device, with another
// driver or for other shaders.
var ErrOtherKey = errors.New("tune: these kernels were chosen for another device, driver or version")

// content is the content of a file.
type content struct {
	Key
	Kernels map[string]string `json:"kernels"`               // by shape
	Times   map[string]int64  `json:"nanoseconds,omitempty"` // that those take which were timed, by shape
	Sum     string            `json:"sha256"`                // of the same without it
}

func (c content) sum() string {
	c.Sum = ""
	text, err := json.Marshal(c)
	if err != nil {
		panic("tune: encode: " + err.Error()) // strings and maps of strings always encode
	}
	return fmt.Sprintf("%x", sha256.Sum256(text))
}

// Encode returns a file's text.
func Encode(key Key, choices tensor.ConvChoices) []byte {
	c := content{Key: key, Kernels: map[string]string{}, Times: map[string]int64{}}
	for shape, choice := range choices {
		c.Kernels[shape.String()] = choice.Kernel.String()
		if choice.Time > 0 {
			c.Times[shape.String()] = int64(choice.Time)
		}
	}
	return c.encode()
}

// encode returns the text of a file, with its hash.
func (c content) encode() []byte {
	c.Sum = c.sum()
	text, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		panic("tune: encode: " + err.Error()) // as in sum
	}
	return append(text, '\n')
}

// Decode reads a file's text. The error is ErrOtherKey, or says what is wrong.
func Decode(key Key, text []byte) (tensor.ConvChoices, error) {
	var c content
	if err := json.Unmarshal(text, &c); err != nil {
		return nil, fmt.Errorf("tune: this is no file of kernels: %w", err)
	}
	if !bytes.Equal(c.encode(), text) { // stricter than the hash alone: encoding/json takes "Kernels" for "kernels"
		return nil, errors.New("tune: the file of kernels is damaged")
	}
	if c.Key != key {
		return nil, ErrOtherKey
	}
	choices := tensor.ConvChoices{}
	for name, kernel := range c.Kernels {
		shape, err := convplan.ParseShape(name)
		if err != nil {
			return nil, err
		}
		chosen, err := convplan.ParseKernel(kernel)
		if err != nil {
			return nil, err
		}
		choices[shape] = tensor.ConvChoice{Kernel: chosen, Time: time.Duration(c.Times[name])}
	}
	return choices, nil
}

// load returns the choices of the file, if there are any for the key. It
// reports a damaged file, but not choices of another key, which are replaced.
func (o Options) load(key Key) tensor.ConvChoices {
	choices, err := read(o.Path, key)
	if err == nil {
		return choices
	}
	if !errors.Is(err, ErrOtherKey) {
		o.Observer.Message(fmt.Sprintf("%s: %v; choosing anew", o.Path, err))
	}
	return tensor.ConvChoices{}
}

// read returns the choices of a file; none if there is no file.
func read(path string, key Key) (tensor.ConvChoices, error) {
	if path == "" {
		return tensor.ConvChoices{}, nil
	}
	text, err := durable.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return tensor.ConvChoices{}, nil
	}
	if err != nil {
		return nil, err
	}
	return Decode(key, text)
}

// patience is how long storing waits for another process that stores.
const patience = 2 * time.Second

// store replaces the file as a whole. It keeps what another process has added
// since the file was loaded, and adds that to the choices. A failure is only
// reported: the next start takes longer.
func (o Options) store(key Key, choices tensor.ConvChoices) {
	if o.Path == "" {
		return
	}
	if err := add(o.Path, key, choices, o.Observer.Message); err != nil {
		o.Observer.Message(fmt.Sprintf("the chosen kernels are not kept: %v", err))
	}
}

func add(path string, key Key, choices tensor.ConvChoices, warn func(text string)) error {
	l, err := lock.TakeWithin(path+".lock", patience, warn)
	if err != nil {
		return err
	}
	defer l.Release()
	others, err := read(path, key)
	if err != nil { // damaged or of another key: load has said so, and it is replaced
		others = nil
	}
	for shape, choice := range others {
		if _, ours := choices[shape]; !ours {
			choices[shape] = choice
		}
	}
	return durable.WriteFile(path, Encode(key, choices))
}
