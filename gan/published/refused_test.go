package published

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"autogan/gan/arch"
	"autogan/layers/checkpoint"
	"autogan/layers/checkpoint/pytorch"
)

// change replaces values of a file by the path of their keys; nil removes.
func change(t *testing.T, file *pytorch.Dict, value pytorch.Value, keys ...string) *pytorch.Dict {
	t.Helper()
	changed := &pytorch.Dict{Ordered: file.Ordered}
	for _, e := range file.Entries {
		switch {
		case e.Key != keys[0]:
			changed.Set(e.Key, e.Value)
		case len(keys) > 1:
			changed.Set(e.Key, change(t, e.Value.(*pytorch.Dict), value, keys[1:]...))
		}
	}
	if len(keys) == 1 && value != nil {
		changed.Set(keys[0], value)
	}
	return changed
}

// TestOtherFilesAreRefused gives what people have under the name of a
// checkpoint. Each gets one line that says what is wrong.
func TestOtherFilesAreRefused(t *testing.T) {
	fixed, err := checkpointOf(t, "top1", Fixed, small).Whole("x")
	if err != nil {
		t.Fatal(err)
	}
	super, err := checkpointOf(t, "e2gan", Supernet, small).Whole("x")
	if err != nil {
		t.Fatal(err)
	}
	some := checkpoint.Floats("", []float32{1, 2}, 1, 2)
	empty := &pytorch.Dict{}
	for name, c := range map[string]struct {
		file pytorch.Value
		arch string
		want string
	}{
		"a number":                      {int64(3), "", "holds a int64"},
		"an empty dict":                 {empty, "", "no gen_state_dict but nothing with a name"},
		"other keys":                    {change(t, empty, int64(1), "state_dict"), "", "no gen_state_dict but state_dict"},
		"a discriminator alone":         {change(t, empty, some, "block1.c1.weight_orig"), "", "no gen_state_dict but block1.c1.weight_orig"},
		"a state dict of numbers":       {change(t, empty, change(t, empty, int64(1), "l1.weight"), generatorKey), "", "has a int64, want tensors"},
		"a generator that is a number":  {change(t, empty, int64(1), generatorKey), "", "its gen_state_dict is a int64"},
		"AdversarialNAS":                {change(t, fixed, some, generatorKey, "l2.weight"), "", "AdversarialNAS"},
		"another generator":             {change(t, fixed, nil, generatorKey, "cell1.c1.weight"), "", "of another class"},
		"without a first layer":         {change(t, fixed, nil, generatorKey, "l1.weight"), "", "no l1.weight"},
		"a first layer of another size": {change(t, fixed, checkpoint.Floats("", make([]float32, 3), 1, 3), generatorKey, "l1.weight"), "", "is no generator"},
		"a first layer that is no square": {change(t, fixed, checkpoint.Floats("", make([]float32, 18), 6, 3), generatorKey, "l1.weight"), "",
			"6 rows, want 2 times a square"},
		"a tensor missing":                {change(t, fixed, nil, generatorKey, "cell2.c2.bias"), "top1", `"cell2.c2.bias" is missing`},
		"a tensor too many":               {change(t, fixed, some, generatorKey, "cell4.c1.weight"), "top1", `"cell4.c1.weight" is not part`},
		"a tensor of another shape":       {change(t, fixed, some, generatorKey, "cell2.c2.bias"), "", `"cell2.c2.bias" is of the shape [1 2], want [2]`},
		"a tensor of integers":            {change(t, fixed, checkpoint.Ints("", []int64{1, 2}), generatorKey, "cell2.c2.bias"), "", `"cell2.c2.bias" is I64 [2]`},
		"an average of another network":   {change(t, fixed, nil, averageKey, "to_rgb.2.bias"), "", `"to_rgb.2.bias" is missing`},
		"no published architecture":       {change(t, fixed, nil, generatorKey, "cell2.c2.bias"), "", "none of top1, top2, top3, sngan; give its architecture by --arch"},
		"a supernet without --arch":       {super, "", "give that by --arch"},
		"a wrong --arch":                  {super, "1 2 3", "--arch: arch: "},
		"an --arch whose layers are zero": {state(t, checkpointOf(t, "1 0 1 1", Supernet, small)), "1 0 1 1 / 1 0 1 1 0", `"cell2.pre_conv1.conv.weight" is zero`},
		"an --arch of another class":      {fixed, "e2gan", "three cells of pre-activation"},
		"an --arch that was not trained":  {filled(t, super), "top1", `uses "cell1.pre_conv1.conv.weight", which its optimiser has never trained`},
		"another published architecture":  {fixed, "top2", `"cell3.c_sc.weight" is missing`},
		"no spectral norm":                {change(t, fixed, some, discriminatorKey, "block1.c1.weight"), "", "no spectral norm"},
		"another discriminator":           {change(t, fixed, nil, discriminatorKey, "block1.c1.weight_orig"), "", "no block1.c1.weight_orig"},
		"v missing":                       {change(t, fixed, nil, discriminatorKey, "l5.weight_v"), "", `"l5.weight_v" is missing`},
		"SGD":                             {change(t, fixed, empty, adamGKey), "", "gen_optimizer is not that of Adam"},
		"Adam of another network":         {change(t, fixed, valueOf(t, fixed, adamDKey), adamGKey), "", "gen_optimizer is not that of Adam over the"},
		"Adam without moments":            {change(t, fixed, withoutMoments(t, fixed), adamGKey), "", "no exp_avg of l1.weight"},
	} {
		_, err := Decode(through(t, c.file), c.arch)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got %v, want a line with %q", name, err, c.want)
		}
	}
}

// filled is a file whose generators have ones everywhere, as one that PyTorch has
// initialised has no zeros.
func filled(t *testing.T, file *pytorch.Dict) *pytorch.Dict {
	t.Helper()
	for _, key := range []string{generatorKey, averageKey} {
		ones := &pytorch.Dict{Ordered: true}
		for _, e := range valueOf(t, file, key).(*pytorch.Dict).Entries {
			a := e.Value.(checkpoint.Array)
			if a.DType == checkpoint.F32 {
				a = checkpoint.Floats(a.Name, slices.Repeat([]float32{1}, len(a.Data)/4), a.Shape...)
			}
			ones.Set(e.Key, a)
		}
		file = change(t, file, ones, key)
	}
	return file
}

// state is the state dict of a generator.
func state(t *testing.T, c Checkpoint) *pytorch.Dict {
	t.Helper()
	written, err := c.StateDict()
	if err != nil {
		t.Fatal(err)
	}
	return written
}

func valueOf(t *testing.T, file *pytorch.Dict, key string) pytorch.Value {
	t.Helper()
	v, ok := file.Get(key)
	if !ok {
		t.Fatalf("there is no %s", key)
	}
	return v
}

// withoutMoments is the generator's optimiser with a parameter that has only a
// number of steps.
func withoutMoments(t *testing.T, file *pytorch.Dict) pytorch.Value {
	adam := valueOf(t, file, adamGKey).(*pytorch.Dict)
	state, one := &pytorch.Dict{}, &pytorch.Dict{}
	one.Set("step", int64(1))
	state.Set(int64(0), one)
	return change(t, adam, state, "state")
}

// TestCheckpointOfASearch: its shared weights are read, of any architecture. Not
// every layer of it need have been trained.
func TestCheckpointOfASearch(t *testing.T) {
	file, err := checkpointOf(t, "e2gan", Supernet, small).Whole("x")
	if err != nil {
		t.Fatal(err)
	}
	searched := change(t, change(t, filled(t, file), nil, averageKey), &pytorch.Dict{}, controllerKey)
	c, err := Decode(through(t, searched), "top1")
	if err != nil || !c.Search || c.Average != nil || c.AdamG.MostSteps() != 5 {
		t.Errorf("got %v, a search %v, average %v, %d steps", err, c.Search, c.Average, c.AdamG.MostSteps())
	}
}

// TestWrongArraysAreNotWritten: a file that PyTorch would load must not have
// zeros in the place of what was not found.
func TestWrongArraysAreNotWritten(t *testing.T) {
	for name, spoil := range map[string]func(c *Checkpoint){
		"missing": func(c *Checkpoint) { c.Average = c.Average[1:] },
		"shape":   func(c *Checkpoint) { c.Average[0].Shape = []int{1} },
		"unknown": func(c *Checkpoint) { c.Average = append(c.Average, checkpoint.Floats("x", []float32{1})) },
		"moments": func(c *Checkpoint) { c.AdamG.Moments = c.AdamG.Moments[1:] },
		"critic":  func(c *Checkpoint) { c.Discriminator = c.Discriminator[1:] },
	} {
		c := checkpointOf(t, "top1", Fixed, small)
		spoil(&c)
		if _, err := c.Whole("x"); err == nil || !strings.Contains(err.Error(), "published: ") {
			t.Errorf("%s: got %v, want an error", name, err)
		}
	}
}

// FuzzDecode: whatever a file of torch.save holds is read or refused.
func FuzzDecode(f *testing.F) {
	tiny := arch.Geometry{Channels: 1, LatentDim: 1, BottomWidth: 1}
	for _, file := range []Checkpoint{checkpointOf(f, "top1", Fixed, tiny), checkpointOf(f, "1 0 1 1", Supernet, tiny)} {
		whole, err := file.Whole("x")
		if err != nil {
			f.Fatal(err)
		}
		state, err := file.StateDict()
		if err != nil {
			f.Fatal(err)
		}
		for _, v := range []pytorch.Value{whole, state} {
			var b bytes.Buffer
			if err := pytorch.Encode(&b, v); err != nil {
				f.Fatal(err)
			}
			f.Add(b.Bytes())
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		v, err := pytorch.Decode(data)
		if err != nil {
			return
		}
		for _, text := range []string{"", "1 0 1 1"} {
			c, err := Decode(v, text)
			if err == nil && c.Arch.None() {
				t.Errorf("a generator without an architecture: %+v", c)
			}
		}
	})
}
