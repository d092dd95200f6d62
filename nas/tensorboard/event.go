package tensorboard

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image/png"
	"math/bits"
	"time"

	"autogan/vk/protobuf"
)

// Numbers of the fields of TensorFlow's messages (event.proto, summary.proto,
// tensor.proto, tensor_shape.proto) and values of their enumerations.
const (
	eventTime, eventStep, eventVersion, eventSummary, eventSession = 1, 2, 3, 5, 7

	sessionStatus, sessionStart = 1, 1

	summaryValue = 1

	valueTag, valueScalar, valueImage, valueTensor, valueMetadata = 1, 2, 4, 8, 9

	imageHeight, imageWidth, imageColours, imageData = 1, 2, 3, 4

	tensorType, tensorShape, tensorText, typeText = 1, 2, 8, 7

	shapeDim, dimSize = 2, 1

	metadataPlugin, pluginName = 1, 1
)

// version is that of the format; since it TensorBoard minds SessionLog START.
const version = "brain.Event:2"

// Point is a value at a step, with its name.
type Point struct{ value protobuf.Message }

// Scalar is a point of a curve.
func Scalar(tag string, value float64) Point {
	var p Point
	p.value.String(valueTag, tag)
	p.value.Float(valueScalar, float32(value))
	return p
}

// rgb is the number of colours of an image.
const rgb = 3

// Image is an image, given as the bytes of a PNG file. The error says that they
// are none.
func Image(tag string, data []byte) (Point, error) {
	size, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return Point{}, fmt.Errorf("tensorboard: image %s: %w", tag, err)
	}
	var frame protobuf.Message
	frame.Int(imageHeight, int64(size.Height))
	frame.Int(imageWidth, int64(size.Width))
	frame.Int(imageColours, rgb)
	frame.Bytes(imageData, data)
	var p Point
	p.value.String(valueTag, tag)
	p.value.Message(valueImage, frame)
	return p, nil
}

// Text is a text in Markdown.
func Text(tag, markdown string) Point {
	var dim, shape, tensor, plugin, metadata protobuf.Message
	dim.Int(dimSize, 1)
	shape.Message(shapeDim, dim)
	tensor.Int(tensorType, typeText)
	tensor.Message(tensorShape, shape)
	tensor.String(tensorText, markdown)
	plugin.String(pluginName, "text")
	metadata.Message(metadataPlugin, plugin)
	var p Point
	p.value.String(valueTag, tag+"/text_summary") // the plugin's own name for it
	p.value.Message(valueTensor, tensor)
	p.value.Message(valueMetadata, metadata)
	return p
}

// event is an Event at a time, still without content.
func event(now time.Time, step int64) protobuf.Message {
	var e protobuf.Message
	e.Double(eventTime, float64(now.UnixMicro())/1e6)
	e.Int(eventStep, step)
	return e
}

// castagnoli is the polynomial of CRC-32C.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// masked is the checksum of data as records hold it: a checksum of data that
// contain their own checksum would be weak.
func masked(data []byte) uint32 {
	const delta = 0xa282ead8
	return bits.RotateLeft32(crc32.Checksum(data, castagnoli), -15) + delta
}

// record appends the record of an event.
func record(to *bytes.Buffer, e protobuf.Message) {
	var data bytes.Buffer
	_, _ = e.WriteTo(&data) // a buffer takes all
	length := binary.LittleEndian.AppendUint64(nil, uint64(data.Len()))
	to.Write(binary.LittleEndian.AppendUint32(length, masked(length)))
	to.Write(data.Bytes())
	to.Write(binary.LittleEndian.AppendUint32(nil, masked(data.Bytes())))
}
