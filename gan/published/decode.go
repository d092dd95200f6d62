package published

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"autogan/gan/arch"
	"autogan/layers/checkpoint"
	"autogan/layers/checkpoint/pytorch"
)

// The keys of a checkpoint of train.py, train_derived.py and search.py.
const (
	generatorKey     = "gen_state_dict"
	averageKey       = "avg_gen_state_dict"
	discriminatorKey = "dis_state_dict"
	adamGKey         = "gen_optimizer"
	adamDKey         = "dis_optimizer"
	epochKey         = "epoch"
	fidKey           = "best_fid"
	controllerKey    = "ctrl_state_dict"
)

// Decode translates a file: a checkpoint, or the state dict of a generator.
// ArchText names the architecture; "" finds it where the file says it, which is
// in the fixed classes. An error wraps [ErrUnknown] or is about archText.
func Decode(v pytorch.Value, archText string) (Checkpoint, error) {
	file, ok := v.(*pytorch.Dict)
	if !ok {
		return Checkpoint{}, wrong("it holds a %T", v)
	}
	if _, bare := tensorOf(file, "l1.weight"); bare {
		whole := &pytorch.Dict{}
		whole.Set(generatorKey, file)
		file = whole
	}
	generator, err := stateDict(file, generatorKey)
	if err != nil {
		return Checkpoint{}, err
	}
	if generator == nil {
		return Checkpoint{}, wrong("it has no %s but %s", generatorKey, someKeys(file))
	}
	c := Checkpoint{}
	if c.Class, c.Geometry, err = identify(generator); err != nil {
		return c, err
	}
	if c.Arch, err = findArch(generator, c.Class, c.Geometry, archText); err != nil {
		return c, err
	}
	return c, c.read(file, generator)
}

// read reads all parts of a file whose generator is identified.
func (c *Checkpoint) read(file, generator *pytorch.Dict) (err error) {
	tensors, used := generatorTensors(c.Class, c.Arch, c.Geometry), uses(c.Arch, c.Geometry)
	_, c.Search = file.Get(controllerKey)
	if epoch, ok := file.Get(epochKey); ok {
		c.Epoch, _ = epoch.(int64)
	}
	if fid, ok := file.Get(fidKey); ok {
		c.BestFID, _ = fid.(float64)
	}
	if c.Generator, err = readNetwork(generator, tensors, used); err != nil {
		return err
	}
	average, err := stateDict(file, averageKey)
	if err != nil {
		return err
	}
	if average != nil {
		if c.Average, err = readNetwork(average, tensors, used); err != nil {
			return err
		}
	}
	if c.AdamG, err = readAdam(file, adamGKey, tensors, used); err != nil {
		return err
	}
	if err := c.checkTrained(tensors, used); err != nil {
		return err
	}
	return c.readDiscriminator(file)
}

// checkTrained notices a wrong architecture: an optimiser has moments only of
// parameters that it has trained. A search may not have tried a layer yet.
func (c *Checkpoint) checkTrained(tensors []tensor, used func(tensor) bool) error {
	if c.Search || c.AdamG.MostSteps() == 0 {
		return nil
	}
	for _, t := range tensors {
		if t.trained && used(t) && c.AdamG.Steps[t.here] == 0 {
			return fmt.Errorf("published: the architecture %s uses %q, which its optimiser has never trained; give the one that it was trained with by --arch", c.Arch, t.there)
		}
	}
	return nil
}

func (c *Checkpoint) readDiscriminator(file *pytorch.Dict) error {
	state, err := stateDict(file, discriminatorKey)
	if state == nil || err != nil {
		return err
	}
	if _, bare := tensorOf(state, "block1.c1.weight"); bare {
		return wrong("its discriminator has no spectral norm (--d_spectral_norm), which ours always has")
	}
	first, ok := tensorOf(state, "block1.c1.weight_orig")
	if !ok || len(first.Shape) != 4 || first.Shape[0] < 1 || first.Shape[0] > arch.MaxChannels {
		return wrong("its discriminator has no block1.c1.weight_orig of four axes but %s", someKeys(state))
	}
	c.Channels = first.Shape[0]
	tensors := discriminatorTensors(c.Channels)
	if c.Discriminator, err = readNetwork(state, tensors, all); err != nil {
		return err
	}
	c.AdamD, err = readAdam(file, adamDKey, tensors, all)
	return err
}

// stateDict returns the state dict at a key, nil if there is none. A prefix that
// a wrapper for several GPUs gives every name is removed.
func stateDict(file *pytorch.Dict, key string) (*pytorch.Dict, error) {
	v, found := file.Get(key)
	if !found {
		return nil, nil
	}
	dict, ok := v.(*pytorch.Dict)
	if !ok {
		return nil, wrong("its %s is a %T", key, v)
	}
	plain := &pytorch.Dict{Ordered: true}
	for _, e := range dict.Entries {
		name, isName := e.Key.(string)
		if _, isTensor := e.Value.(*pytorch.Tensor); !isName || !isTensor {
			return nil, wrong("its %s has a %T, want tensors", key, e.Value)
		}
		plain.Set(strings.TrimPrefix(name, "module."), e.Value)
	}
	return plain, nil
}

func tensorOf(state *pytorch.Dict, name string) (*pytorch.Tensor, bool) {
	v, _ := state.Get(name)
	t, ok := v.(*pytorch.Tensor)
	return t, ok
}

// readNetwork translates the used tensors of a state dict. One that is missing,
// or that the network does not have, is an error, as for load_state_dict.
func readNetwork(state *pytorch.Dict, tensors []tensor, used func(tensor) bool) ([]checkpoint.Array, error) {
	known := map[string]bool{}
	var list []checkpoint.Array
	for _, t := range tensors {
		known[t.there] = true
		found, ok := tensorOf(state, t.there)
		if !ok && t.counts() { // PyTorch before 0.4.1 kept none
			continue
		}
		if !ok {
			return nil, wrong("its tensor %q is missing", t.there)
		}
		if t.counts() || !used(t) {
			continue
		}
		if !slices.Equal(found.Shape, t.shape) {
			return nil, wrong("its tensor %q is of the shape %v, want %v", t.there, found.Shape, t.shape)
		}
		a, err := found.Array(t.there)
		if err == nil {
			a, err = t.toOurs(t.here, a)
		}
		if err == nil && t.weighs() && isZero(a) {
			err = fmt.Errorf("published: its tensor %q is zero, as in a file that was written for an architecture without this layer; give that one by --arch", t.there)
		}
		if err != nil {
			return nil, err
		}
		list = append(list, a)
	}
	for _, e := range state.Entries {
		if name := e.Key.(string); !known[name] {
			return nil, wrong("its tensor %q is not part of the network", name)
		}
	}
	slices.SortFunc(list, func(a, b checkpoint.Array) int { return strings.Compare(a.Name, b.Name) })
	return list, nil
}

// isZero reports whether every number is zero.
func isZero(a checkpoint.Array) bool {
	return !slices.ContainsFunc(a.Data, func(b byte) bool { return b != 0 })
}

// someKeys lists the first keys of a dict for a message.
func someKeys(d *pytorch.Dict) string {
	const most = 4
	var names []string
	for _, e := range d.Entries[:min(most, len(d.Entries))] {
		if name, ok := e.Key.(string); ok && len(name) < 60 {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return "nothing with a name"
	}
	if len(d.Entries) > most {
		names = append(names, "…")
	}
	return strings.Join(names, ", ")
}

// namesOf returns the names of a state dict, sorted.
func namesOf(state *pytorch.Dict) []string {
	names := map[string]bool{}
	for _, e := range state.Entries {
		names[e.Key.(string)] = true
	}
	return slices.Sorted(maps.Keys(names))
}
