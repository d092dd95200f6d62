package published

import (
	"fmt"
	"path"
	"strings"

	"autogan/gan/arch"
	"autogan/layers/checkpoint"
	"autogan/layers/checkpoint/pytorch"
)

// files are the modules of the published code that hold the class of an
// architecture of the paper.
var files = map[string]string{"top1": "autogan_cifar10_a", "top2": "autogan_cifar10_b", "top3": "autogan_cifar10_c"}

const supernetFile = "shared_gan"

// ClassFor returns the class that holds an architecture in the published code,
// and the module of that class: a fixed one for the three of the paper, else the
// supernet.
func ClassFor(a arch.Arch) (class Class, module string) {
	for _, p := range arch.AutoGAN.Published {
		named, err := arch.AutoGAN.Parse(p.Text)
		if module := files[p.Name]; err == nil && module != "" && named.Equal(a) {
			return Fixed, module
		}
	}
	return Supernet, supernetFile
}

// Module is the module of the published code that holds the generator's class,
// as its options --gen_model and --dis_model name it.
func (c Checkpoint) Module() string {
	if class, module := ClassFor(c.Arch); class == c.Class {
		return module
	}
	return supernetFile
}

// StateDict returns what load_state_dict takes for the generator: the averaged
// weights if they are there. Layers that the architecture does not use are zero.
// Arrays that are not those of the network are a [checkpoint.ErrMismatch].
func (c Checkpoint) StateDict() (*pytorch.Dict, error) {
	if c.Average != nil {
		return c.generator(c.Average)
	}
	return c.generator(c.Generator)
}

func (c Checkpoint) generator(arrays []checkpoint.Array) (*pytorch.Dict, error) {
	return writeNetwork(arrays, generatorTensors(c.Class, c.Arch, c.Geometry), uses(c.Arch, c.Geometry))
}

// Whole returns the checkpoint from which train.py or train_derived.py continues,
// of a training with all of its parts. Name is that of the experiment, in whose
// folder below logs/ the published code goes on. Errors are those of StateDict.
func (c Checkpoint) Whole(name string) (*pytorch.Dict, error) {
	critic := discriminatorTensors(c.Channels)
	file := &pytorch.Dict{}
	for _, e := range []pytorch.Entry{{Key: epochKey, Value: c.Epoch}, {Key: "gen_model", Value: c.Module()}, {Key: "dis_model", Value: c.Module()},
		{Key: fidKey, Value: c.BestFID}, {Key: "path_helper", Value: foldersOf(name)}} {
		file.Set(e.Key, e.Value)
	}
	for _, part := range []struct {
		key   string
		write func() (*pytorch.Dict, error)
	}{
		{generatorKey, func() (*pytorch.Dict, error) { return c.generator(c.Generator) }},
		{discriminatorKey, func() (*pytorch.Dict, error) { return writeNetwork(c.Discriminator, critic, all) }},
		{averageKey, func() (*pytorch.Dict, error) { return c.generator(c.Average) }},
		{adamGKey, func() (*pytorch.Dict, error) {
			return c.AdamG.write(generatorTensors(c.Class, c.Arch, c.Geometry))
		}},
		{adamDKey, func() (*pytorch.Dict, error) { return c.AdamD.write(critic) }},
	} {
		written, err := part.write()
		if err != nil {
			return nil, err
		}
		file.Set(part.key, written)
	}
	return file, nil
}

// foldersOf are the places where the published code goes on.
func foldersOf(name string) *pytorch.Dict {
	prefix := path.Join("logs", name)
	folders := &pytorch.Dict{}
	for _, e := range []pytorch.Entry{{Key: "prefix", Value: prefix}, {Key: "ckpt_path", Value: path.Join(prefix, "Model")},
		{Key: "log_path", Value: path.Join(prefix, "Log")}, {Key: "sample_path", Value: path.Join(prefix, "Samples")}} {
		folders.Set(e.Key, e.Value)
	}
	return folders
}

// writeNetwork translates arrays to a state dict with the given tensors. Those
// that are not used may be missing.
func writeNetwork(arrays []checkpoint.Array, tensors []tensor, used func(tensor) bool) (*pytorch.Dict, error) {
	named := byName(arrays)
	state := &pytorch.Dict{Ordered: true, Metadata: &pytorch.Dict{Ordered: true}}
	for _, t := range tensors {
		a, ok := named[t.here]
		if !ok && used(t) && !t.counts() {
			return nil, fmt.Errorf("published: tensor %q is missing: %w", t.here, checkpoint.ErrMismatch)
		}
		theirs, err := t.unused(), error(nil)
		if ok {
			theirs, err = t.toTheirs(a)
		}
		if err != nil {
			return nil, err
		}
		delete(named, t.here)
		state.Set(t.there, theirs)
	}
	for name := range named {
		return nil, fmt.Errorf("published: the network has no tensor %q: %w", name, checkpoint.ErrMismatch)
	}
	writeVersions(state, tensors)
	return state, nil
}

// writeVersions adds the versions of modules that have changed. Without that of
// spectral norm PyTorch 1.1 looks for a weight that is not stored any more.
func writeVersions(state *pytorch.Dict, tensors []tensor) {
	for _, t := range tensors {
		versions := &pytorch.Dict{}
		module, normalised := strings.CutSuffix(t.there, ".weight_orig")
		if normalised {
			own := &pytorch.Dict{}
			own.Set("weight.version", int64(1))
			versions.Set("version", int64(1))
			versions.Set("spectral_norm", own)
			state.Metadata.Set(module, versions)
		}
		if module, counted := strings.CutSuffix(t.there, ".num_batches_tracked"); counted {
			versions.Set("version", int64(2))
			state.Metadata.Set(module, versions)
		}
	}
}
