package published

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"autogan/gan"
	"autogan/gan/arch"
	"autogan/layers/checkpoint"
	"autogan/layers/checkpoint/pytorch"

	"github.com/google/go-cmp/cmp"
)

// numbered gives every number of the used tensors another value.
func numbered(tensors []tensor, used func(tensor) bool, next *float32) []checkpoint.Array {
	var list []checkpoint.Array
	for _, t := range tensors {
		if t.counts() || !used(t) {
			continue
		}
		values := make([]float32, product(t.ours))
		for i := range values {
			*next++
			values[i] = *next
		}
		list = append(list, checkpoint.Floats(t.here, values, t.ours...))
	}
	slices.SortFunc(list, func(a, b checkpoint.Array) int { return strings.Compare(a.Name, b.Name) })
	return list
}

// momentsOf are numbered moments after so many steps.
func momentsOf(tensors []tensor, used func(tensor) bool, steps int64, next *float32) *Adam {
	a := &Adam{LR: 2e-4, Betas: [2]float64{0, 0.9}, Steps: map[string]int64{}}
	for _, t := range tensors {
		if !t.trained || !used(t) {
			continue
		}
		a.Steps[t.here] = steps
		for _, name := range []string{"first.", "second."} {
			one := numbered([]tensor{t}, all, next)[0]
			one.Name = name + one.Name
			a.Moments = append(a.Moments, one)
		}
	}
	return a
}

// checkpointOf is a whole checkpoint in which every number is another one.
func checkpointOf(t testing.TB, text string, class Class, g arch.Geometry) Checkpoint {
	t.Helper()
	a, err := arch.AutoGAN.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	next := float32(0)
	tensors, critic := generatorTensors(class, a, g), discriminatorTensors(3)
	c := Checkpoint{Class: class, Arch: a, Geometry: g, Channels: 3, Epoch: 7, BestFID: 12.5}
	c.Generator, c.Average = numbered(tensors, uses(a, g), &next), numbered(tensors, uses(a, g), &next)
	c.Discriminator = numbered(critic, all, &next)
	c.AdamG, c.AdamD = momentsOf(tensors, uses(a, g), 5, &next), momentsOf(critic, all, 25, &next)
	return c
}

// through is what reading gives of what writing has written.
func through(t testing.TB, v pytorch.Value) pytorch.Value {
	t.Helper()
	var b bytes.Buffer
	if err := pytorch.Encode(&b, v); err != nil {
		t.Fatal(err)
	}
	read, err := pytorch.Decode(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return read
}

func whole(t testing.TB, c Checkpoint) *pytorch.Dict {
	t.Helper()
	file, err := c.Whole("x")
	if err != nil {
		t.Fatal(err)
	}
	return through(t, file).(*pytorch.Dict)
}

var small = arch.Geometry{Channels: 2, LatentDim: 3, BottomWidth: 2}

// TestWhatIsWrittenIsRead: nothing is lost or moved on the way to the published
// code and back, for every class, every number of cells and many architectures.
func TestWhatIsWrittenIsRead(t *testing.T) {
	same := []cmp.Option{cmp.Comparer(func(a, b arch.Arch) bool { return a.Equal(b) })}
	compare := func(c Checkpoint, text string) {
		t.Helper()
		got, err := Decode(whole(t, c), text)
		if err != nil {
			t.Fatalf("%s: %v", c.Arch, err)
		}
		if diff := cmp.Diff(c, got, same...); diff != "" {
			t.Errorf("%s: -written +read\n%s", c.Arch, diff)
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 40 {
		var tokens []int
		for _, cell := range arch.AutoGAN.Cells[:1+i%3] {
			for _, d := range cell {
				tokens = append(tokens, r.IntN(len(d.Options)))
			}
		}
		a, err := arch.AutoGAN.Arch(tokens)
		if err != nil {
			t.Fatal(err)
		}
		compare(checkpointOf(t, a.String(), Supernet, small), a.String())
	}
	for _, name := range []string{"top1", "top2", "top3", "sngan"} {
		compare(checkpointOf(t, name, Fixed, small), "")
		compare(checkpointOf(t, name, Fixed, small), name)
	}
}

// TestGeneratorAlone: a state dict is enough, also one in which a wrapper for
// several GPUs has put its name before all others.
func TestGeneratorAlone(t *testing.T) {
	c := checkpointOf(t, "top1", Fixed, small)
	state, err := c.StateDict()
	if err != nil {
		t.Fatal(err)
	}
	wrapped := &pytorch.Dict{}
	for _, e := range state.Entries {
		wrapped.Set("module."+e.Key.(string), e.Value)
	}
	inside := &pytorch.Dict{}
	inside.Set(generatorKey, wrapped)
	for _, file := range []*pytorch.Dict{state, inside} {
		got, err := Decode(through(t, file), "")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.Average, got.Generator); diff != "" {
			t.Errorf("-averaged +read\n%s", diff)
		}
		if got.Average != nil || got.Discriminator != nil || got.AdamG != nil || got.AdamD.MostSteps() != 0 {
			t.Errorf("got more than a generator: %+v", got)
		}
	}
}

// TestLayouts compares single numbers, with indices as each side writes them.
func TestLayouts(t *testing.T) {
	const k, w = 3, 2
	g := arch.Geometry{Channels: 5, LatentDim: 7, BottomWidth: w}
	c := checkpointOf(t, "1 1 2 1", Supernet, g)
	state, err := c.generator(c.Generator)
	if err != nil {
		t.Fatal(err)
	}
	critic, err := writeNetwork(c.Discriminator, discriminatorTensors(3), all)
	if err != nil {
		t.Fatal(err)
	}
	theirs := func(d *pytorch.Dict, name string) []float32 {
		v, ok := d.Get(name)
		if !ok {
			t.Fatalf("there is no %s", name)
		}
		return v.(checkpoint.Array).Floats()
	}
	ours := func(list []checkpoint.Array, name string) []float32 { return byName(list)[name].Floats() }
	check := func(name string, got, want float32) {
		t.Helper()
		if got != want {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
	const o, i, h, x, ch, in = 4, 2, 1, 2, 5, 7 // output, input, row, column; widths
	check("convolution", theirs(state, "cell1.pre_conv1.conv.weight")[((o*ch+i)*k+h)*k+x], ours(c.Generator, "cell1.pre.block1.conv.weight")[((h*k+x)*ch+i)*ch+o])
	check("transposed", theirs(state, "cell1.pre_conv1.deconv.weight")[((i*ch+o)*2+h)*2+0], ours(c.Generator, "cell1.pre.block1.deconv.weight")[((h*2+0)*ch+o)*ch+i])
	check("to RGB", theirs(state, "to_rgb.2.weight")[((1*ch+i)*k+h)*k+x], ours(c.Generator, "rgb.conv.weight")[((h*k+x)*ch+i)*3+1])
	check("first linear", theirs(state, "l1.weight")[((o*w+h)*w+0)*in+6], ours(c.Generator, "linear.weight")[6*w*w*ch+(h*w+0)*ch+o])
	check("its bias", theirs(state, "l1.bias")[(o*w+h)*w+0], ours(c.Generator, "linear.bias")[(h*w+0)*ch+o])
	check("norm", theirs(state, "to_rgb.0.running_var")[o], ours(c.Generator, "rgb.norm.running_var")[o])
	check("v", theirs(critic, "block2.c1.weight_v")[(i*k+h)*k+x], ours(c.Discriminator, "block2.conv1.v")[(h*k+x)*3+i])
	check("u", theirs(critic, "block2.c1.weight_u")[i], ours(c.Discriminator, "block2.conv1.u")[i])
	check("head", theirs(critic, "l5.weight_orig")[i], ours(c.Discriminator, "linear.weight")[i])
	check("unused weights", theirs(state, "cell2.c_sc.weight")[o], 0)
	check("unused variances", theirs(state, "cell1.post_conv1.bn.running_var")[o], 1)
}

// TestEveryLayerHasAName: a layer without one would be left out in silence.
func TestEveryLayerHasAName(t *testing.T) {
	list := func(tensors []tensor) (names []string) {
		for _, t := range tensors {
			names = append(names, t.layer)
		}
		return names
	}
	generator, critic := list(generatorTensors(Supernet, arch.Arch{}, small)), list(discriminatorTensors(3))
	for _, name := range arch.AutoGAN.Supernet(small).Names() {
		if !slices.Contains(generator, name) {
			t.Errorf("generator: %s has no name in the published code", name)
		}
	}
	for _, name := range gan.DiscriminatorPlan(gan.MaxCells, gan.DiscriminatorConfig{Channels: 3, ImageSize: 8}).Names() {
		if !slices.Contains(critic, name) {
			t.Errorf("discriminator: %s has no name in the published code", name)
		}
	}
}

// TestClasses: only what the fixed class can hold goes there, and each published
// architecture to its own module.
func TestClasses(t *testing.T) {
	for text, want := range map[string]struct {
		fixed  bool
		module string
	}{
		"top1": {true, "autogan_cifar10_a"}, "top2": {true, "autogan_cifar10_b"}, "top3": {true, "autogan_cifar10_c"},
		"sngan": {true, "shared_gan"}, "e2gan": {false, "shared_gan"}, "1 0 1 1": {false, "shared_gan"},
		"1 0 1 1 / 1 0 0 1 1 / 1 0 1 0 2": {false, "shared_gan"}, "1 0 1 1 / 1 0 0 1 1 / 1 0 2 0 3": {false, "shared_gan"},
	} {
		a, err := arch.AutoGAN.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if _, module := ClassFor(a); module != want.module || isFixed(a) != want.fixed {
			t.Errorf("%s: got %s, fixed %v; want %+v", text, module, isFixed(a), want)
		}
	}
}

// TestOrderOfParameters: optimisers number parameters in the order in which the
// published classes make them. Spectral norm puts the weight after the bias.
func TestOrderOfParameters(t *testing.T) {
	top1, err := arch.AutoGAN.Parse("top1")
	if err != nil {
		t.Fatal(err)
	}
	for label, c := range map[string]struct {
		tensors []tensor
		first   string
		count   int
	}{
		"supernet": {generatorTensors(Supernet, arch.Arch{}, small), "l1.weight l1.bias " +
			"cell1.post_conv1.deconv.weight cell1.post_conv1.deconv.bias cell1.post_conv1.conv.weight cell1.post_conv1.conv.bias cell1.post_conv1.bn.weight cell1.post_conv1.bn.bias " +
			"cell1.pre_conv1.bn.weight cell1.pre_conv1.bn.bias cell1.pre_conv1.deconv.weight cell1.pre_conv1.deconv.bias cell1.pre_conv1.conv.weight cell1.pre_conv1.conv.bias " +
			"cell1.post_conv2.deconv.weight", 2 + 3*34 + 2 + 4 + 4},
		"fixed":         {generatorTensors(Fixed, top1, small), "l1.weight l1.bias cell1.c1.weight cell1.c1.bias cell1.c2.weight cell1.c2.bias cell1.c_sc.weight", 2 + 6 + 8 + 8 + 4},
		"discriminator": {discriminatorTensors(3), "block1.c1.bias block1.c1.weight_orig block1.c2.bias block1.c2.weight_orig block1.c_sc.bias", 21},
	} {
		var names []string
		for _, t := range c.tensors {
			if t.trained {
				names = append(names, t.there)
			}
		}
		if got := strings.Join(names, " "); !strings.HasPrefix(got, c.first) || len(names) != c.count {
			t.Errorf("%s: got %d parameters, %s; want %d, %s …", label, len(names), got, c.count, c.first)
		}
	}
}

// TestVersionsOfModules: PyTorch 1.1, which the published code asks for, looks for
// another weight in a state dict without the version of spectral norm.
func TestVersionsOfModules(t *testing.T) {
	file, err := checkpointOf(t, "top3", Fixed, small).Whole("x")
	if err != nil {
		t.Fatal(err)
	}
	version := func(network string, keys ...pytorch.Value) pytorch.Value {
		state, _ := file.Get(network)
		var v pytorch.Value = state.(*pytorch.Dict).Metadata
		for _, key := range keys {
			v, _ = v.(*pytorch.Dict).Get(key)
			if v == nil {
				t.Fatalf("%s has no %v", network, key)
			}
		}
		return v
	}
	if got := version(discriminatorKey, "block3.c2", "spectral_norm", "weight.version"); got != int64(1) {
		t.Errorf("spectral norm has the version %v, want 1", got)
	}
	if got := version(generatorKey, "cell1.n1", "version"); got != int64(2) {
		t.Errorf("batch norm has the version %v, want 2", got)
	}
}
