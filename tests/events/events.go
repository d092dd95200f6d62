package events

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"google.golang.org/protobuf/encoding/protowire"
)

// Event is a decoded event. Its time is in seconds.
type Event struct {
	Time    float64
	Step    int64
	Version string
	Start   bool // of a session, which takes back earlier events from its step on
	Values  []Value
}

// Value is a value of a summary.
type Value struct {
	Tag           string
	Scalar        float32
	Text, Plugin  string
	Width, Height int
	Image         []byte
}

// Folder reads the event files of a folder in the order of their names, and
// leaves out what later sessions have taken back.
func Folder(path string) ([]Event, error) {
	files, err := filepath.Glob(filepath.Join(path, "*tfevents*"))
	if err != nil {
		return nil, err
	}
	slices.Sort(files)
	var all []Event
	started := false
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		list, err := Decode(data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		for _, e := range list {
			if e.Start && started { // the first is no restart
				all = slices.DeleteFunc(all, func(before Event) bool { return before.Step >= e.Step })
			}
			started = started || e.Start
			all = append(all, e)
		}
	}
	return all, nil
}

// Curve lists the steps and values of a scalar.
func Curve(list []Event, tag string) (points [][2]float64) {
	for _, e := range list {
		for _, v := range e.Values {
			if v.Tag == tag {
				points = append(points, [2]float64{float64(e.Step), float64(v.Scalar)})
			}
		}
	}
	return points
}

// Decode reads the records of a file. The error comes with the events before the
// record that is wrong.
func Decode(data []byte) (list []Event, err error) {
	for len(data) > 0 {
		if len(data) < 12 {
			return list, fmt.Errorf("a record breaks off in its length")
		}
		length := binary.LittleEndian.Uint64(data)
		if sum(data[:8]) != binary.LittleEndian.Uint32(data[8:]) {
			return list, fmt.Errorf("the checksum of a length is wrong")
		}
		if uint64(len(data)-12) < length+4 {
			return list, fmt.Errorf("a record of %d bytes breaks off", length)
		}
		body := data[12 : 12+length]
		if sum(body) != binary.LittleEndian.Uint32(data[12+length:]) {
			return list, fmt.Errorf("the checksum of a record is wrong")
		}
		e, err := decodeEvent(body)
		if err != nil {
			return list, err
		}
		list, data = append(list, e), data[16+length:]
	}
	return list, nil
}

// sum is the masked CRC-32C of record_writer.h.
func sum(data []byte) uint32 {
	crc := crc32.Checksum(data, crc32.MakeTable(crc32.Castagnoli))
	return ((crc >> 15) | (crc << 17)) + 0xa282ead8
}

func decodeEvent(data []byte) (e Event, err error) {
	err = fields(data, func(path string, bits uint64, text []byte) error {
		switch path {
		case "1":
			e.Time = math.Float64frombits(bits)
		case "2":
			e.Step = int64(bits)
		case "3":
			e.Version = string(text)
		case "5":
			return fields(text, func(path string, _ uint64, value []byte) error {
				v, err := decodeValue(value)
				e.Values = append(e.Values, v)
				return err
			})
		case "7":
			return fields(text, func(path string, bits uint64, _ []byte) error {
				e.Start = path == "1" && bits == 1
				return nil
			})
		}
		return nil
	})
	return e, err
}

func decodeValue(data []byte) (v Value, err error) {
	err = nested("", data, func(path string, bits uint64, text []byte) error {
		switch path {
		case "1":
			v.Tag = string(text)
		case "2":
			v.Scalar = math.Float32frombits(uint32(bits))
		case "4.1":
			v.Height = int(bits)
		case "4.2":
			v.Width = int(bits)
		case "4.4":
			v.Image = text
		case "8.1":
			if bits != 7 {
				return fmt.Errorf("a tensor of type %d, want that of texts", bits)
			}
		case "8.8":
			v.Text = string(text)
		case "9.1.1":
			v.Plugin = string(text)
		}
		return nil
	})
	return v, err
}

// nested visits the fields of a value and of the messages in it.
func nested(above string, data []byte, visit func(path string, bits uint64, text []byte) error) error {
	return fields(data, func(number string, bits uint64, text []byte) error {
		path := strings.TrimPrefix(above+"."+number, ".")
		if slices.Contains([]string{"4", "8", "9", "9.1"}, path) {
			return nested(path, text, visit)
		}
		return visit(path, bits, text)
	})
}

// fields visits the fields of a message by their numbers.
func fields(data []byte, visit func(number string, bits uint64, text []byte) error) error {
	for len(data) > 0 {
		number, kind, n := protowire.ConsumeTag(data)
		if n < 0 {
			return protowire.ParseError(n)
		}
		data = data[n:]
		var bits uint64
		var text []byte
		switch kind {
		case protowire.VarintType:
			bits, n = protowire.ConsumeVarint(data)
		case protowire.Fixed32Type:
			var word uint32
			word, n = protowire.ConsumeFixed32(data)
			bits = uint64(word)
		case protowire.Fixed64Type:
			bits, n = protowire.ConsumeFixed64(data)
		case protowire.BytesType:
			text, n = protowire.ConsumeBytes(data)
		default:
			return fmt.Errorf("a field of type %d", kind)
		}
		if n < 0 {
			return protowire.ParseError(n)
		}
		data = data[n:]
		if err := visit(fmt.Sprint(number), bits, text); err != nil {
			return err
		}
	}
	return nil
}
