package inception

import (
	"flag"
	"math"
	"math/rand/v2"
	"testing"

	"autogan/gan/metric"
	"autogan/tests/testgpu"
	"autogan/vk"
	"autogan/vk/tensor"
)

// `make fid-check` measures more images.
var distanceImages = flag.Int("distance-images", fewImages, "images for TestDistancesOfRealImages, a multiple of 8")

// fewImages take seconds; with them only the worst damage is measured.
const fewImages = 16

const side = 32 // of CIFAR-10's images

// vectors are features of images, [n, Dim] in host memory.
type vectors struct {
	values []float32
	dim    int
}

func (v vectors) part(from, to int) vectors { return vectors{v.values[from*v.dim : to*v.dim], v.dim} }

func featuresOf(t *testing.T, s *vk.Stream, stage *Stage, pixels []byte) vectors {
	t.Helper()
	const batch = 8
	v := vectors{dim: stage.Dim()}
	images := metric.HostImages(pixels, side)
	n := len(pixels) / (side * side * 3)
	for from := 0; from < n; from += batch {
		part, err := images(s, from, min(batch, n-from))
		if err != nil {
			t.Fatal(err)
		}
		values, err := stage.Features(s, part).Floats(s)
		if err != nil {
			t.Fatal(err)
		}
		v.values = append(v.values, values...)
		if err := s.EndStep(); err != nil {
			t.Fatal(err)
		}
	}
	return v
}

func (v vectors) statistics(t *testing.T, s *vk.Stream, name string) metric.Statistics {
	t.Helper()
	m, err := metric.NewMoments(s, v.dim)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Release(s)
	x := tensor.Temp(s, len(v.values)/v.dim, v.dim)
	x.Upload(s, v.values)
	m.Add(s, x)
	st, err := m.Statistics(s, name)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

// blurred is each image under a binomial filter of 3×3, steps times.
func blurred(pixels []byte, steps int) []byte {
	for range steps {
		out := make([]byte, len(pixels))
		for i := range out {
			image, x, y := i/(side*side*3), i/3%side, i/(side*3)%side
			sum := 8
			for dy := -1; dy <= 1; dy++ {
				for dx := -1; dx <= 1; dx++ {
					u, v := min(max(x+dx, 0), side-1), min(max(y+dy, 0), side-1)
					sum += (2 - dx*dx) * (2 - dy*dy) * int(pixels[((image*side+v)*side+u)*3+i%3])
				}
			}
			out[i] = byte(sum / 16)
		}
		pixels = out
	}
	return pixels
}

// noised is each image with normal noise of a standard deviation in grey levels.
func noised(r *rand.Rand, pixels []byte, deviation int) []byte {
	out := make([]byte, len(pixels))
	for i, v := range pixels {
		out[i] = byte(min(max(math.Round(float64(v)+float64(deviation)*r.NormFloat64()), 0), 255))
	}
	return out
}

// TestDistancesOfRealImages measures images of CIFAR-10 by the 768 features
// of mixed_7: parts of the set are the closer the larger they are, a part is at
// no distance from itself, and one that is blurred or noised moves away step by
// step.
func TestDistancesOfRealImages(t *testing.T) {
	if testing.Short() {
		t.Skip("a long case in a short run")
	}
	_, s := testgpu.Stream(t)
	trunk, err := Open(s, publishedWeights(t))
	if err != nil {
		t.Fatal(err)
	}
	defer trunk.Release()
	stage, err := trunk.Stage("mixed_7")
	if err != nil {
		t.Skip(err)
	}
	n := *distanceImages
	pixels := firstImages(t, n)
	all := featuresOf(t, s, stage, pixels)
	distance := func(a, b vectors) float64 {
		d, err := metric.FrechetDistance(a.statistics(t, s, stage.FeatureName()), b.statistics(t, s, stage.FeatureName()))
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	t.Logf("%d images, features %s", n, stage.FeatureName())

	half := all.part(0, n/2)
	if d := distance(half, half); math.Abs(d) > 1e-3 {
		t.Errorf("a set is at %v from itself, want 0", d)
	}
	last := math.Inf(1)
	for _, count := range []int{n / 8, n / 4, n / 2} {
		d := distance(all.part(0, count), all.part(count, 2*count))
		t.Logf("%5d images against %d others: %8.3f", count, count, d)
		if !(d > 0 && d < last) {
			t.Errorf("the distance of parts of %d images is %v, want it below the %v of fewer", count, d, last)
		}
		last = d
	}
	steps := []int{1, 2, 3}
	if n == fewImages {
		steps = steps[2:]
	}
	quarter := n / 4 // of the second half, which alone is damaged
	others := pixels[n/2*side*side*3:][:quarter*side*side*3]
	for name, damaged := range map[string]func(step int) []byte{
		"blurred, times":              func(step int) []byte { return blurred(others, step) },
		"noised, 8 grey levels times": func(step int) []byte { return noised(testgpu.Rand("noise"), others, 8*step) },
	} {
		last := distance(half, all.part(n/2, n/2+quarter))
		t.Logf("%d images against %d, as they are: %8.3f", n/2, quarter, last)
		for _, step := range steps {
			d := distance(half, featuresOf(t, s, stage, damaged(step)))
			t.Logf("%s %d: %8.3f", name, step, d)
			if !(d > last) {
				t.Errorf("%s %d: the distance is %v, want it above the %v of less", name, step, d, last)
			}
			last = d
		}
	}
}

// upload is the vectors in device memory until the end of the test.
func (v vectors) upload(t *testing.T, s *vk.Stream) tensor.Tensor {
	t.Helper()
	x, err := tensor.FromSlice(s, v.values, len(v.values)/v.dim, v.dim)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Release(s.Device()) })
	return x
}

// TestMetricsOfRealImages compares halves of a set of real images, of which the
// second is damaged: that moves it away by distance, and where the damage is heavy
// it covers less of the first. Precision and density may rise: what is blurred is
// typical.
func TestMetricsOfRealImages(t *testing.T) {
	n := *distanceImages
	if n == fewImages {
		t.Skip("-distance-images is not set: `make fid-check` does")
	}
	_, s := testgpu.Stream(t)
	trunk, err := Open(s, publishedWeights(t))
	if err != nil {
		t.Fatal(err)
	}
	defer trunk.Release()
	stage, err := trunk.Stage("mixed_7")
	if err != nil {
		t.Skip(err)
	}
	pixels := firstImages(t, n)
	others := pixels[n/2*side*side*3:]
	real := featuresOf(t, s, stage, pixels[:n/2*side*side*3])
	x, reference := real.upload(t, s), real.statistics(t, s, stage.FeatureName())
	noise := func(grey int) func() []byte {
		return func() []byte { return noised(testgpu.Rand("noise"), others, grey) }
	}
	blur := func(times int) func() []byte { return func() []byte { return blurred(others, times) } }
	var asIs figures
	for _, damage := range []struct {
		name  string
		heavy bool
		apply func() []byte
	}{{"as they are", false, func() []byte { return others }}, {"blurred once", false, blur(1)}, {"blurred thrice", true, blur(3)}, {"noise of 8 grey levels", false, noise(8)}, {"noise of 24 grey levels", true, noise(24)}} {
		v := featuresOf(t, s, stage, damage.apply())
		f := compare(t, s, reference, v.statistics(t, s, stage.FeatureName()), x, v.upload(t, s))
		t.Logf("%d against %d, %-23s: FID %.3f, KID %.2e ± %.1e, precision %.3f, recall %.3f, density %.3f, coverage %.3f",
			n/2, n/2, damage.name, f.distance, f.kernel, f.deviation, f.Precision, f.Recall, f.Density, f.Coverage)
		if damage.name == "as they are" {
			asIs = f
		} else if f.distance <= asIs.distance || f.kernel <= asIs.kernel || damage.heavy && (f.Recall >= asIs.Recall || f.Coverage >= asIs.Coverage) {
			t.Errorf("%s: a figure says that the images have not moved away", damage.name)
		}
	}
}

// figures are what metrics say of two sets.
type figures struct {
	distance, kernel, deviation float64
	metric.Neighbourhoods
}

func compare(t *testing.T, s *vk.Stream, a, b metric.Statistics, x, y tensor.Tensor) (f figures) {
	t.Helper()
	var err error
	if f.distance, err = metric.FrechetDistance(a, b); err != nil {
		t.Fatal(err)
	}
	if f.kernel, f.deviation, err = metric.KernelDistance(t.Context(), s, x, y, nil); err != nil {
		t.Fatal(err)
	}
	if f.Neighbourhoods, err = metric.CompareNeighbourhoods(t.Context(), s, x, y, nil); err != nil {
		t.Fatal(err)
	}
	return f
}
