package inception

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"autogan/layers/checkpoint"
	"autogan/tests/ref"
	"autogan/tests/testgpu"
	"autogan/vk/tensor"
)

// randomFile is a network of random weights that keep the size of what they
// multiply.
func randomFile(p plan, seed string) *checkpoint.File {
	r := testgpu.Rand(seed)
	file := &checkpoint.File{}
	names, shapes := p.shapes()
	for _, name := range names {
		shape := shapes[name]
		values := make([]float32, shape.NumElements())
		deviation := 0.1 // of a bias
		if len(shape) > 1 {
			deviation = math.Sqrt(2 / float64(len(values)/shape[len(shape)-1]))
		}
		for i := range values {
			values[i] = float32(deviation * r.NormFloat64())
		}
		file.Add(checkpoint.Floats(name, values, shape...))
	}
	return file
}

// graphOracle is the network on the CPU in float64, written down layer by layer
// from the graph and not from the plan.
type graphOracle struct{ file *checkpoint.File }

func (g graphOracle) array(name string) ref.Array {
	a, ok := g.file.Find(name)
	if !ok {
		panic("no array " + name)
	}
	return ref.From(a.Floats(), a.Shape...)
}

// conv is a layer by kernel and name, as in "1x7 mixed_4/tower/conv_1".
func (g graphOracle) conv(x ref.Array, layer string, stride, padding int) ref.Array {
	kernel, name, _ := strings.Cut(layer, " ")
	weights := g.array(name + "/weights")
	if got := fmt.Sprintf("%dx%d", weights.Shape[0], weights.Shape[1]); got != kernel {
		panic(fmt.Sprintf("layer %s has a kernel of %s, want %s", name, got, kernel))
	}
	return rectified(ref.Conv2D(x, weights, g.array(name+"/bias"), stride, padding))
}

func rectified(x ref.Array) ref.Array {
	for i, v := range x.Data {
		x.Data[i] = max(v, 0)
	}
	return x
}

// same is a chain of convolutions of a block that keep the size.
func (g graphOracle) same(x ref.Array, block string, layers ...string) ref.Array {
	for _, layer := range layers {
		kernel, name, _ := strings.Cut(layer, " ")
		x = g.conv(x, kernel+" "+block+"/"+name, 1, ref.Same)
	}
	return x
}

func (g graphOracle) squares(x ref.Array, b string) ref.Array {
	return ref.ConcatChannels(
		g.same(x, b, "1x1 conv"),
		g.same(x, b, "1x1 tower/conv", "5x5 tower/conv_1"),
		g.same(x, b, "1x1 tower_1/conv", "3x3 tower_1/conv_1", "3x3 tower_1/conv_2"),
		g.same(ref.MeanPool2D(x, 3, 1, 1), b, "1x1 tower_2/conv"))
}

func (g graphOracle) oblongs(x ref.Array, b string) ref.Array {
	return ref.ConcatChannels(
		g.same(x, b, "1x1 conv"),
		g.same(x, b, "1x1 tower/conv", "1x7 tower/conv_1", "7x1 tower/conv_2"),
		g.same(x, b, "1x1 tower_1/conv", "7x1 tower_1/conv_1", "1x7 tower_1/conv_2", "7x1 tower_1/conv_3", "1x7 tower_1/conv_4"),
		g.same(ref.MeanPool2D(x, 3, 1, 1), b, "1x1 tower_2/conv"))
}

func (g graphOracle) forks(x, pooled ref.Array, b string) ref.Array {
	tower := g.same(x, b, "1x1 tower/conv")
	tower1 := g.same(x, b, "1x1 tower_1/conv", "3x3 tower_1/conv_1")
	return ref.ConcatChannels(
		g.same(x, b, "1x1 conv"),
		g.same(tower, b, "1x3 tower/mixed/conv"), g.same(tower, b, "3x1 tower/mixed/conv_1"),
		g.same(tower1, b, "1x3 tower_1/mixed/conv"), g.same(tower1, b, "3x1 tower_1/mixed/conv_1"),
		g.same(pooled, b, "1x1 tower_2/conv"))
}

// features are pool_3 of pixels [N, S, S, 3] in 0..255, resized to size.
func (g graphOracle) features(pixels ref.Array, size int) ref.Array {
	x := ref.ResizeBilinear2D(pixels, size, size)
	for i, v := range x.Data {
		x.Data[i] = (v - 128) / 128
	}
	x = g.conv(g.conv(x, "3x3 conv", 2, 0), "3x3 conv_1", 1, 0)
	x = ref.MaxPool2D(g.conv(x, "3x3 conv_2", 1, 1), 3, 2, 0)
	x = g.conv(g.conv(x, "1x1 conv_3", 1, 0), "3x3 conv_4", 1, 0)
	x = ref.MaxPool2D(x, 3, 2, 0)
	x = g.squares(g.squares(g.squares(x, "mixed"), "mixed_1"), "mixed_2")
	x = ref.ConcatChannels(
		g.conv(x, "3x3 mixed_3/conv", 2, 0),
		g.conv(g.same(x, "mixed_3", "1x1 tower/conv", "3x3 tower/conv_1"), "3x3 mixed_3/tower/conv_2", 2, 0),
		ref.MaxPool2D(x, 3, 2, 0))
	for _, b := range []string{"mixed_4", "mixed_5", "mixed_6", "mixed_7"} {
		x = g.oblongs(x, b)
	}
	x = ref.ConcatChannels(
		g.conv(g.same(x, "mixed_8", "1x1 tower/conv"), "3x3 mixed_8/tower/conv_1", 2, 0),
		g.conv(g.same(x, "mixed_8", "1x1 tower_1/conv", "1x7 tower_1/conv_1", "7x1 tower_1/conv_2"), "3x3 mixed_8/tower_1/conv_3", 2, 0),
		ref.MaxPool2D(x, 3, 2, 0))
	x = g.forks(x, ref.MeanPool2D(x, 3, 1, 1), "mixed_9")
	x = g.forks(x, ref.MaxPool2D(x, 3, 1, 1), "mixed_10")
	y := ref.New(x.Shape[0], x.Shape[3])
	area := x.Shape[1] * x.Shape[2]
	for i, v := range x.Data {
		y.AddTerm(i/(area*x.Shape[3])*x.Shape[3]+i%x.Shape[3], v/float64(area))
	}
	return y
}

// TestThinNetworkAgainstOracle compares pool_3 and the logits of random weights
// with the oracle's, in networks of odd and of even widths.
func TestThinNetworkAgainstOracle(t *testing.T) {
	compareWithOracle(t, newPlan(16, 75), 5, 32) // the least size: a pixel at the end
	compareWithOracle(t, newPlan(4, 107), 2, 48) // 2×2 pixels
}

// TestNetworkAgainstOracle is the same at the published widths, on a smaller
// image: 299×299 would take the oracle minutes.
func TestNetworkAgainstOracle(t *testing.T) {
	if testing.Short() {
		t.Skip("a long case in a short run")
	}
	compareWithOracle(t, newPlan(1, 75), 1, 32)
}

func compareWithOracle(t *testing.T, p plan, count, side int) {
	t.Helper()
	_, s := testgpu.Stream(t)
	file := randomFile(p, fmt.Sprint(t.Name(), p.size))
	n, err := load(s, p, file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(n.Release)
	pixels, images := randomImages(t, count, side)
	device := tensor.TempOf(s, tensor.Uint8, count, side, side, 3)
	device.UploadBytes(s, images)
	features := n.Features(s, device)
	logits, err := n.Logits(s, features).Floats(s)
	if err != nil {
		t.Fatal(err)
	}
	got, err := features.Floats(s)
	if err != nil {
		t.Fatal(err)
	}
	oracle := graphOracle{file}
	want := oracle.features(pixels, p.size)
	compareNumbers(t, fmt.Sprintf("pool_3 (%d)", n.Dim()), want.Floats(), got)
	compareNumbers(t, fmt.Sprintf("logits (%d)", n.Classes()), ref.MatMul(want, oracle.array(logitsWeights), false, false).Floats(), logits)
}

// TestImagesInChunks gives more images than go through the network at a time:
// each has the features that it has alone.
func TestImagesInChunks(t *testing.T) {
	_, s := testgpu.Stream(t)
	n, err := load(s, small, randomFile(small, t.Name()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(n.Release)
	const side = 6
	count := n.chunk() + 2
	_, images := randomImages(t, count, side)
	features := func(images []byte) []float32 {
		device := tensor.TempOf(s, tensor.Uint8, len(images)/(side*side*3), side, side, 3)
		device.UploadBytes(s, images)
		got, err := n.Features(s, device).Floats(s)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	all := features(images)
	for _, i := range []int{0, count - 3, count - 2, count - 1} {
		alone := features(images[i*side*side*3 : (i+1)*side*side*3])
		compareNumbers(t, fmt.Sprintf("image %d of %d", i, count), alone, all[i*n.Dim():(i+1)*n.Dim()])
	}
}

// BenchmarkFeatures times the published network with random weights.
func BenchmarkFeatures(b *testing.B) {
	_, s := testgpu.Stream(b)
	p := newPlan(1, publishedSize)
	n, err := load(s, p, randomFile(p, b.Name()))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(n.Release)
	const images, side = 8, 32
	for b.Loop() {
		device := tensor.TempOf(s, tensor.Uint8, images, side, side, 3)
		s.Fill(device.Buffer, 0x3f7f20)
		n.Features(s, device)
		if err := s.EndStep(); err != nil {
			b.Fatal(err)
		}
		if err := s.Sync(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(images*float64(b.N)/b.Elapsed().Seconds(), "images/s")
}

// randomImages are n images of noise, as numbers and as bytes.
func randomImages(t *testing.T, n, side int) (ref.Array, []byte) {
	t.Helper()
	r := testgpu.Rand(t.Name() + "/images")
	x := ref.New(n, side, side, 3)
	images := make([]byte, len(x.Data))
	for i := range images {
		images[i] = byte(r.IntN(256))
		x.Data[i] = float64(images[i])
	}
	return x, images
}

// compareNumbers allows what float32 loses on the way through 48 layers, some
// ten times the largest difference seen.
func compareNumbers(t *testing.T, what string, want, got []float32) {
	t.Helper()
	largest := largestDifference(want, got)
	t.Logf("%s: largest relative difference %.1e", what, largest)
	if !(largest <= 1e-3) {
		t.Errorf("%s: largest relative difference %g, want at most 1e-3", what, largest)
	}
}
