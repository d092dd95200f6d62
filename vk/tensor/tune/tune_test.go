package tune_test

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"autogan/tests/testgpu"
	"autogan/vk/tensor"
	"autogan/vk/tensor/convplan"
	"autogan/vk/tensor/tune"
)

// observer keeps what it is told.
type observer struct {
	phases, steps int
	messages      []string
}

func (o *observer) Phase(string, int, int) { o.phases++ }
func (o *observer) Advance(n int)          { o.steps += n }
func (o *observer) Message(line string)    { o.messages = append(o.messages, line) }

// shapes have every pass, an oblong kernel and a transposed convolution.
var shapes = []convplan.Shape{
	{Pass: convplan.Forward, N: 4, H: 8, W: 8, C: 16, KH: 3, KW: 3, O: 16, Stride: 1, PaddingH: 1, PaddingW: 1},
	{Pass: convplan.Forward, N: 2, H: 8, W: 8, C: 8, KH: 1, KW: 3, O: 16, Stride: 1, PaddingH: 0, PaddingW: 1},
	{Pass: convplan.BackwardInput, N: 4, H: 8, W: 8, C: 16, KH: 2, KW: 2, O: 16, Stride: 2},
	{Pass: convplan.BackwardWeight, N: 4, H: 8, W: 8, C: 16, KH: 3, KW: 3, O: 16, Stride: 1, PaddingH: 1, PaddingW: 1},
}

func TestChoicesAreKept(t *testing.T) {
	dev, s := testgpu.Stream(t)
	if len(convplan.Candidates(dev.Caps(), shapes[0])) < 2 {
		t.Skip("this device has no choice")
	}
	path := filepath.Join(t.TempDir(), "cache", "kernels.json")
	choose := func(shapes ...convplan.Shape) (tensor.ConvChoices, *observer) {
		t.Helper()
		o := &observer{}
		choices, err := tune.Convolutions(t.Context(), s, shapes, tune.Options{Path: path, Budget: time.Minute, Observer: o})
		if err != nil {
			t.Fatal(err)
		}
		return choices, o
	}
	first, o := choose(shapes[:3]...)
	if len(first) != 3 || o.steps != 3 || len(o.messages) > 0 {
		t.Fatalf("%d choices after %d steps: %v", len(first), o.steps, o.messages)
	}
	for shape, choice := range first {
		if choice.Time <= 0 {
			t.Errorf("%v: its time is not known", shape)
		}
		if choice.Kernel == convplan.Scalar {
			t.Errorf("%v runs on the plain kernel: every other one was found wrong", shape)
		}
	}
	again, o := choose(shapes[1:]...)
	if len(again) != 3 || o.steps != 1 {
		t.Errorf("%d choices after %d steps, want 3 after 1: two are in the file", len(again), o.steps)
	}
	for _, shape := range shapes[1:3] {
		if again[shape] != first[shape] {
			t.Errorf("%v: the file says %v, it was %v", shape, again[shape], first[shape])
		}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	damaged := strings.Replace(string(text), "K3x3", "K1x1", 1)
	if err := os.WriteFile(path, []byte(damaged), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, o := choose(shapes...); o.steps != 4 || len(o.messages) != 1 || !strings.Contains(o.messages[0], path) {
		t.Errorf("%d steps after the file was damaged, want all 4; said %q", o.steps, o.messages)
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("next to the file there are %v, %v", entries, err)
	}
}

// TestTypesAreToldApart chooses for float32 and for both types of 16 bits, whose
// kernels differ.
func TestTypesAreToldApart(t *testing.T) {
	dev, s := testgpu.Stream(t)
	half := halfOf(shapes[0])
	if len(convplan.Candidates(dev.Caps(), half)) < 2 {
		t.Skip("this device has no choice")
	}
	path := filepath.Join(t.TempDir(), "kernels.json")
	bfloat16 := half
	bfloat16.BFloat16 = true
	for _, want := range []int{4, 0} { // the second time from the file
		o := &observer{}
		chosen, err := tune.Convolutions(t.Context(), s, []convplan.Shape{shapes[0], half, bfloat16, halfOf(shapes[3])}, tune.Options{Path: path, Budget: time.Minute, Observer: o})
		if err != nil || len(chosen) != 4 || o.steps != want || len(o.messages) > 0 {
			t.Errorf("%d choices after %d steps, want 4 after %d: %v, %v", len(chosen), o.steps, want, o.messages, err)
		}
		if k := chosen[half].Kernel; k == convplan.WinogradSubgroup8 || k == convplan.WinogradVec4 {
			t.Errorf("float16 runs on %v, which takes float32 alone", k)
		}
	}
}

func halfOf(shape convplan.Shape) convplan.Shape {
	shape.Half = true
	return shape
}

func TestBudgetBoundsChoosing(t *testing.T) {
	dev, s := testgpu.Stream(t)
	if len(convplan.Candidates(dev.Caps(), shapes[0])) < 2 {
		t.Skip("this device has no choice")
	}
	o := &observer{}
	choices, err := tune.Convolutions(t.Context(), s, shapes, tune.Options{Budget: time.Nanosecond, Observer: o})
	if err != nil || len(choices) > 1 || len(o.messages) != 1 {
		t.Errorf("%d choices, said %q, %v", len(choices), o.messages, err)
	}
}

func TestFilesOfOtherDevices(t *testing.T) {
	choices := tensor.ConvChoices{shapes[0]: {Kernel: convplan.Vec4, Time: 1500 * time.Microsecond}, shapes[1]: {Kernel: convplan.Auto}}
	key := tune.Key{Device: "a", Driver: "b", Shaders: "c"}
	text := tune.Encode(key, choices)
	if got, err := tune.Decode(key, text); err != nil || !maps.Equal(got, choices) {
		t.Errorf("%v, %v", got, err)
	}
	for _, other := range []tune.Key{{"x", "b", "c"}, {"a", "x", "c"}, {"a", "b", "x"}} {
		if _, err := tune.Decode(other, text); err != tune.ErrOtherKey {
			t.Errorf("as %v: %v", other, err)
		}
	}
	for _, bad := range []string{"", "{}", string(text[:len(text)/2]), strings.Replace(string(text), "vec4", "auto", 1),
		strings.Replace(string(text), `"kernels"`, `"Kernels"`, 1), string(text) + " "} {
		if _, err := tune.Decode(key, []byte(bad)); err == nil || err == tune.ErrOtherKey {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// meanwhile is an observer that lets another process add to the file while the
// first one chooses.
type meanwhile struct {
	observer
	act func()
}

func (m *meanwhile) Advance(int) { m.act() }

// TestTwoProcessesAddToOneFile: neither loses what the other has chosen.
func TestTwoProcessesAddToOneFile(t *testing.T) {
	dev, s := testgpu.Stream(t)
	if len(convplan.Candidates(dev.Caps(), shapes[0])) < 2 {
		t.Skip("this device has no choice")
	}
	path := filepath.Join(t.TempDir(), "kernels.json")
	choose := func(o tune.Observer, shape convplan.Shape) {
		t.Helper()
		if _, err := tune.Convolutions(t.Context(), s, []convplan.Shape{shape}, tune.Options{Path: path, Budget: time.Minute, Observer: o}); err != nil {
			t.Fatal(err)
		}
	}
	choose(&meanwhile{act: func() { choose(&observer{}, shapes[3]) }}, shapes[0])
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if choices, err := tune.Decode(tune.KeyOf(dev), text); err != nil || len(choices) != 2 {
		t.Errorf("the file has %d choices, %v, want those of both", len(choices), err)
	}
}
