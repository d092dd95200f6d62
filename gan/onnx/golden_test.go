package onnx

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"autogan/gan"
	"autogan/gan/arch"
	"autogan/layers"
	"autogan/layers/checkpoint"

	"google.golang.org/protobuf/encoding/protowire"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// generator is one whose numbers count upwards.
func generator(t *testing.T, text string) gan.GeneratorFile {
	t.Helper()
	a, err := arch.AutoGAN.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	f := gan.GeneratorFile{Arch: a, Geometry: arch.Geometry{Channels: 2, LatentDim: 3, BottomWidth: 1}, Content: &checkpoint.File{}}
	for _, l := range a.Plan(f.Geometry) {
		weight, names := []int{l.Out}, []string{".bias"}
		switch l.Op {
		case arch.OpLinear:
			weight = []int{l.In, l.Out}
		case arch.OpConv:
			weight = []int{l.Kernel, l.Kernel, l.In, l.Out}
		case arch.OpConvTranspose:
			weight = []int{l.Kernel, l.Kernel, l.Out, l.In}
		case arch.OpBatchNorm:
			names = append(names, ".running_mean", ".running_var")
		}
		f.Content.Add(counting(l.Name+".weight", weight...))
		for _, name := range names {
			f.Content.Add(counting(l.Name+name, l.Out))
		}
	}
	return f
}

func counting(name string, shape ...int) checkpoint.Array {
	n := 1
	for _, extent := range shape {
		n *= extent
	}
	values := make([]float32, n)
	for i := range values {
		values[i] = float32(i)
	}
	return checkpoint.Floats(name, values, shape...)
}

func encode(t *testing.T, f gan.GeneratorFile, mode layers.Mode) []byte {
	t.Helper()
	var model bytes.Buffer
	if err := Encode(&model, f, mode, "v1", map[string]string{"autogan.seed": "7"}); err != nil {
		t.Fatal(err)
	}
	return model.Bytes()
}

// TestModelsAreGolden shows the graphs of choices that differ, as text: a graph
// is a contract with other programs.
func TestModelsAreGolden(t *testing.T) {
	for name, c := range map[string]struct {
		arch string
		tap  arch.SkipTap
		mode layers.Mode
	}{
		"nearest":  {"1 1 1 1 / 0 0 0 0 1", arch.TapBeforeSkips, layers.Eval},
		"deconv":   {"0 2 2 1 / 1 0 2 0 1 / 0 0 2 0 3", arch.TapAfterSkips, layers.Eval},
		"batch":    {"1 1 0 0", arch.TapBeforeSkips, layers.EvalBatch},
		"fourfold": {"1 0 1 0 / 1 0 1 0 0 / 1 0 0 0 1", arch.TapBeforeSkips, layers.Eval},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join("testdata", name+".golden")
			f := generator(t, c.arch)
			f.Tap = c.tap
			got := modelText(t, encode(t, f, c.mode))
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("the model is\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// TestOtherTensorsAreRefused: a file whose tensors are not the generator's.
func TestOtherTensorsAreRefused(t *testing.T) {
	whole := generator(t, "1 1 1 1").Content.Arrays
	for i, a := range whole {
		f := generator(t, "1 1 1 1")
		f.Content.Arrays = append(append([]checkpoint.Array{}, whole[:i]...), whole[i+1:]...)
		missing := Encode(&bytes.Buffer{}, f, layers.Eval, "v1", nil)
		f.Content.Add(counting(a.Name, 9, 9))
		other := Encode(&bytes.Buffer{}, f, layers.EvalBatch, "v1", nil)
		if strings.Contains(a.Name, "running") && other == nil { // the batch has statistics of its own
			other = checkpoint.ErrMismatch
		}
		for _, err := range []error{missing, other} {
			if !errors.Is(err, checkpoint.ErrMismatch) {
				t.Errorf("%s: got %v", a.Name, err)
			}
		}
	}
}

// TestTooLargeIsRefused with a tensor that is not written anywhere.
func TestTooLargeIsRefused(t *testing.T) {
	f := generator(t, "1 0 1 1")
	f.Content.Arrays[0].Data = make([]byte, 1<<31)
	if err := Encode(&bytes.Buffer{}, f, layers.Eval, "v1", nil); !errors.Is(err, ErrTooLarge) {
		t.Errorf("got %v", err)
	}
}

// TestFailedWrite: the error of the writer is returned.
func TestFailedWrite(t *testing.T) {
	closed, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	if err := Encode(closed, generator(t, "1 0 1 1"), layers.Eval, "v1", nil); !errors.Is(err, os.ErrClosed) {
		t.Errorf("got %v", err)
	}
}

// field is a field of a message.
type field struct {
	number protowire.Number
	data   []byte // of texts and messages
	bits   uint64 // of numbers
}

func fieldsOf(t *testing.T, message []byte) []field {
	t.Helper()
	var list []field
	for len(message) > 0 {
		number, kind, n := protowire.ConsumeTag(message)
		f, rest := field{number: number}, message[max(n, 0):]
		switch kind {
		case protowire.BytesType:
			f.data, n = protowire.ConsumeBytes(rest)
		case protowire.VarintType:
			f.bits, n = protowire.ConsumeVarint(rest)
		case protowire.Fixed32Type:
			var word uint32
			word, n = protowire.ConsumeFixed32(rest)
			f.bits = uint64(word)
		}
		if n < 0 {
			t.Fatalf("a message breaks off: %v", protowire.ParseError(n))
		}
		list, message = append(list, f), rest[n:]
	}
	return list
}

// modelText is a model as lines. The numbers of fields are those of onnx.proto,
// written here a second time.
func modelText(t *testing.T, model []byte) string {
	var b strings.Builder
	for _, f := range fieldsOf(t, model) {
		switch f.number {
		case 1:
			fmt.Fprintf(&b, "ir %d\n", f.bits)
		case 8:
			fmt.Fprintf(&b, "opset %d\n", fieldsOf(t, f.data)[0].bits)
		case 14:
			pair := fieldsOf(t, f.data)
			fmt.Fprintf(&b, "property %s = %s\n", pair[0].data, pair[1].data)
		case 7:
			graphText(t, &b, f.data)
		default:
			fmt.Fprintf(&b, "field %d: %s\n", f.number, f.data)
		}
	}
	return b.String()
}

func graphText(t *testing.T, b *strings.Builder, graph []byte) {
	for _, f := range fieldsOf(t, graph) {
		switch f.number {
		case 1:
			b.WriteString(nodeText(t, f.data))
		case 5:
			b.WriteString(constantText(t, f.data))
		case 11, 12:
			fmt.Fprintf(b, "%s %q\n", map[protowire.Number]string{11: "input", 12: "output"}[f.number], f.data)
		default:
			fmt.Fprintf(b, "field %d: %s\n", f.number, f.data)
		}
	}
}

func nodeText(t *testing.T, node []byte) string {
	var inputs, attributes []string
	var output, op string
	for _, f := range fieldsOf(t, node) {
		switch f.number {
		case 1:
			inputs = append(inputs, string(f.data))
		case 2:
			output = string(f.data)
		case 4:
			op = string(f.data)
		case 5:
			attributes = append(attributes, attributeText(t, f.data))
		}
	}
	return fmt.Sprintf("%s = %s(%s) %s\n", output, op, strings.Join(inputs, ", "), strings.Join(attributes, " "))
}

func attributeText(t *testing.T, attribute []byte) string {
	text := ""
	for _, f := range fieldsOf(t, attribute) {
		switch f.number {
		case 1:
			text += string(f.data) + "="
		case 2:
			text += fmt.Sprint(math.Float32frombits(uint32(f.bits)))
		case 4:
			text += string(f.data)
		case 20:
			text += fmt.Sprintf(":%d", f.bits)
		default:
			text += fmt.Sprintf("%d,", f.bits)
		}
	}
	return text
}

func constantText(t *testing.T, tensor []byte) string {
	var shape []uint64
	var kind uint64
	var name, values string
	for _, f := range fieldsOf(t, tensor) {
		switch f.number {
		case 1:
			shape = append(shape, f.bits)
		case 2:
			kind = f.bits
		case 8:
			name = string(f.data)
		case 9:
			values = valuesText(kind, f.data)
		}
	}
	return fmt.Sprintf("constant %s %v:%d %s\n", name, shape, kind, values)
}

func valuesText(kind uint64, data []byte) string {
	if len(data) > 64 {
		return fmt.Sprintf("sha256 %.4x", sha256.Sum256(data))
	}
	var words []string
	for len(data) > 0 && kind == 1 {
		words = append(words, fmt.Sprint(math.Float32frombits(binary.LittleEndian.Uint32(data))))
		data = data[4:]
	}
	for len(data) > 0 {
		words = append(words, fmt.Sprint(binary.LittleEndian.Uint64(data)))
		data = data[8:]
	}
	return strings.Join(words, " ")
}
