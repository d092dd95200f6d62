package interop

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"autogan/gan"
	"autogan/gan/arch"
	"autogan/gan/published"
	"autogan/layers"
	"autogan/layers/checkpoint"
	"autogan/layers/checkpoint/pytorch"
	"autogan/tests/testgpu"
	"autogan/vk"
	"autogan/vk/autograd"
	"autogan/vk/durable"
	"autogan/vk/tensor"
)

// tolerance is the largest difference from PyTorch, relative to the largest
// value: both sum in float32, in another order.
const tolerance = 1e-4

// exchanged is a checkpoint that goes from PyTorch to here and back.
type exchanged struct {
	Name     string `json:"name"`
	Tokens   []int  `json:"tokens"`
	Fixed    bool   `json:"fixed"`        // one of the fixed classes, not the supernet
	Zip      bool   `json:"zip"`          // the newer form of torch.save
	Before   bool   `json:"before_skips"` // a copy of the code whose cells add skip-ins out of place
	Channels int    `json:"channels"`
	Latent   int    `json:"latent"`
	Bottom   int    `json:"bottom"`
	Critic   int    `json:"critic"` // the discriminator's width
}

// exchanges are all first cells, six random whole architectures, one for a copy of
// the code that adds skip-ins out of place, and the three that were published, in
// their fixed classes.
func exchanges(t *testing.T) []exchanged {
	var list []exchanged
	r := rand.New(rand.NewPCG(18, 0))
	add := func(a arch.Arch, fixed bool) {
		n := len(list)
		list = append(list, exchanged{Name: fmt.Sprintf("case%02d", n), Tokens: a.Tokens(), Fixed: fixed, Zip: n%2 == 0,
			Channels: 4 + n%5, Latent: 7 + n%3, Bottom: 2 + n%4, Critic: 3 + n%4})
	}
	of := func(tokens ...int) arch.Arch {
		a, err := arch.AutoGAN.Arch(tokens)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	for i := range 36 {
		add(of(i%2, i/2%3, i/6%3, i/18), false)
	}
	for range 6 {
		var tokens []int
		for _, cell := range arch.AutoGAN.Cells {
			for _, d := range cell {
				tokens = append(tokens, r.IntN(len(d.Options)))
			}
		}
		add(of(tokens...), false)
	}
	add(of(0, 1, 0, 1, 1, 1, 2, 1, 1, 0, 0, 1, 0, 3), false)
	list[len(list)-1].Before = true
	for _, p := range arch.AutoGAN.Published[:3] {
		a, err := arch.AutoGAN.Parse(p.Text)
		if err != nil {
			t.Fatal(err)
		}
		add(a, true)
	}
	return list
}

// python is the first Python that has torch.
var python = sync.OnceValue(func() string {
	for _, name := range []string{"python3", "/usr/bin/python3"} {
		if exec.Command(name, "-c", "import torch, numpy").Run() == nil {
			return name
		}
	}
	return ""
})

// exchange runs PyTorch's side of the test in a folder.
func exchange(t *testing.T, action, folder string) {
	t.Helper()
	if python() == "" {
		t.Skip("no python3 has torch: install python3-torch")
	}
	out, err := exec.Command(python(), "pytorch/exchange.py", action, folder).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", action, err, out)
	}
}

// TestCheckpointsOfPyTorch: what PyTorch has written computes the same here, and
// what is written here computes the same there, down to the discriminator's power
// iteration and Adam's moments.
func TestCheckpointsOfPyTorch(t *testing.T) {
	cases, folder := exchanges(t), t.TempDir()
	text, err := json.Marshal(cases)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "cases.json"), text, 0o644); err != nil {
		t.Fatal(err)
	}
	_, s := testgpu.Stream(t)
	exchange(t, "write", folder)
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) { c.through(t, s, filepath.Join(folder, c.Name)) })
	}
	exchange(t, "check", folder)
}

// through reads PATH.pth, compares, and writes PATH.out.pth.
func (e exchanged) through(t *testing.T, s *vk.Stream, path string) {
	value, err := pytorch.Read(path + ".pth")
	if err != nil {
		t.Fatal(err)
	}
	text := ""
	if !e.Fixed {
		words := make([]string, len(e.Tokens))
		for i, token := range e.Tokens {
			words[i] = strconv.Itoa(token)
		}
		text = strings.Join(words, " ")
	}
	c, err := published.Decode(value, text)
	if err != nil {
		t.Fatal(err)
	}
	if want := (arch.Geometry{Channels: e.Channels, LatentDim: e.Latent, BottomWidth: e.Bottom}); c.Geometry != want || fmt.Sprint(c.Arch.Tokens()) != fmt.Sprint(e.Tokens) {
		t.Fatalf("got %v of %+v, want %v of %+v", c.Arch, c.Geometry, e.Tokens, want)
	}
	if c.Epoch != 3 || c.BestFID != 12.5 || c.Channels != e.Critic || c.AdamG.LR != 2e-4 || c.AdamD.Betas != [2]float64{0, 0.9} || c.AdamD.MostSteps() != 1 {
		t.Errorf("epoch %d, FID %v, width %d, rate %v, decays %v", c.Epoch, c.BestFID, c.Channels, c.AdamG.LR, c.AdamD.Betas)
	}
	z := array(t, value, "z")
	tap := arch.TapAfterSkips
	if e.Before {
		tap = arch.TapBeforeSkips
	}
	averaged := draw(t, s, c, c.Average, tap, z)
	raw := draw(t, s, c, c.Generator, tap, z)
	near(t, "averaged", averaged.Floats(), channelsLast(array(t, value, "image")).Floats())
	near(t, "raw", raw.Floats(), channelsLast(array(t, value, "raw_image")).Floats())
	scores := score(t, s, c, channelsLast(array(t, value, "image")))
	near(t, "scores", scores.Floats(), array(t, value, "score").Floats())

	plain, err := c.StateDict()
	if err != nil {
		t.Fatal(err)
	}
	whole, err := c.Whole("x")
	if err != nil {
		t.Fatal(err)
	}
	c.Class = published.Supernet // holds every architecture, also those of a fixed class
	supernet, err := c.StateDict()
	if err != nil {
		t.Fatal(err)
	}
	out := &pytorch.Dict{}
	for _, entry := range []pytorch.Entry{{Key: "plain", Value: plain}, {Key: "supernet", Value: supernet}, {Key: "whole", Value: whole},
		{Key: "image", Value: averaged}, {Key: "raw_image", Value: raw}, {Key: "score", Value: scores}} {
		out.Set(entry.Key, entry.Value)
	}
	if err := durable.Write(path+".out.pth", func(w io.Writer) error { return pytorch.Encode(w, out) }); err != nil {
		t.Fatal(err)
	}
}

// array is the tensor at a key of a file.
func array(t *testing.T, v pytorch.Value, key string) checkpoint.Array {
	t.Helper()
	found, _ := v.(*pytorch.Dict).Get(key)
	a, err := found.(*pytorch.Tensor).Array(key)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// channelsLast makes [N, H, W, C] of [N, C, H, W].
func channelsLast(a checkpoint.Array) checkpoint.Array {
	n, c, h, w := a.Shape[0], a.Shape[1], a.Shape[2], a.Shape[3]
	from, to := a.Floats(), make([]float32, len(a.Data)/4)
	for i := range to {
		to[i] = from[((i/(h*w*c))*c+i%c)*h*w+i/c%(h*w)]
	}
	return checkpoint.Floats(a.Name, to, n, h, w, c)
}

// draw makes images with weights of a checkpoint.
func draw(t *testing.T, s *vk.Stream, c published.Checkpoint, weights []checkpoint.Array, tap arch.SkipTap, z checkpoint.Array) checkpoint.Array {
	t.Helper()
	g, err := gan.NewGenerator(s, c.Arch, c.Geometry, tap, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer g.Release()
	if err := checkpoint.Upload(s, &checkpoint.File{Arrays: weights}, "", g.StateDict()); err != nil {
		t.Fatal(err)
	}
	return onDevice(t, s, z, func(z tensor.Tensor) tensor.Tensor { return g.Sample(s, z, c.Arch, layers.Eval) })
}

// score runs the discriminator of a checkpoint on images.
func score(t *testing.T, s *vk.Stream, c published.Checkpoint, images checkpoint.Array) checkpoint.Array {
	t.Helper()
	d, err := gan.NewDiscriminator(s, gan.DiscriminatorConfig{Channels: c.Channels, ImageSize: images.Shape[1]}, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Release()
	if err := checkpoint.Upload(s, &checkpoint.File{Arrays: c.Discriminator}, "", d.StateDict()); err != nil {
		t.Fatal(err)
	}
	return onDevice(t, s, images, func(x tensor.Tensor) tensor.Tensor {
		return d.Forward(autograd.NewTape(s).Const(x), c.Arch.Cells()).Value
	})
}

// onDevice computes on an array.
func onDevice(t *testing.T, s *vk.Stream, a checkpoint.Array, compute func(tensor.Tensor) tensor.Tensor) checkpoint.Array {
	t.Helper()
	x, err := tensor.New(s.Device(), tensor.Float32, a.Shape...)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Release(s.Device())
	s.Upload(x.Buffer, a.Data)
	result := compute(x)
	values, err := result.Floats(s)
	if err != nil {
		t.Fatal(err)
	}
	return checkpoint.Floats(a.Name, values, result.Shape...)
}

// near wants values within the tolerance.
func near(t *testing.T, label string, got, want []float32) {
	t.Helper()
	most, far := 0.0, 0.0
	for i := range want {
		most, far = max(most, math.Abs(float64(want[i]))), max(far, math.Abs(float64(got[i]-want[i])))
	}
	if len(got) != len(want) || !(far <= tolerance*most) {
		t.Errorf("%s: differs by %.2g of %.2g", label, far, most)
	}
}
