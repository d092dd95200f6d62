package autogan

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"autogan/gan"
	"autogan/gan/arch"
	"autogan/gan/published"
	"autogan/layers/checkpoint"
	"autogan/nas/autogan/config"
)

// Export says how a generator is given to the published code.
type Export struct {
	Supernet   bool // as the supernet, also if a fixed class can hold it
	OutOfPlace bool // to a copy of the code whose cells add skip-ins out of place
}

// Generator returns the generator of a file for the published code.
func (e Export) Generator(path string) (published.Checkpoint, error) {
	f, err := gan.ReadGenerator(path)
	if err != nil {
		return published.Checkpoint{}, err
	}
	if err := e.check(path, f.Arch, f.Tap); err != nil {
		return published.Checkpoint{}, err
	}
	return published.Checkpoint{Class: e.class(f.Arch), Arch: f.Arch, Geometry: f.Geometry, Generator: f.Content.Arrays}, nil
}

// Shared returns the shared weights of a search, of which a is drawn.
func (e Export) Shared(r Run, a arch.Arch) (published.Checkpoint, error) {
	file, err := r.readShared()
	if err != nil {
		return published.Checkpoint{}, err
	}
	if err := e.check(r.Folder, a, tap(r.Config)); err != nil {
		return published.Checkpoint{}, err
	}
	return published.Checkpoint{Class: published.Supernet, Arch: a, Geometry: sharedGeometry(r.Config), Generator: under(file, "gan.generator.")}, nil
}

// Whole returns all networks and optimisers of a training.
func (e Export) Whole(r Run) (published.Checkpoint, error) {
	if !r.Config.Trains() {
		return published.Checkpoint{}, &config.Error{Where: r.Folder, Problem: "this is a search, whose controller the published code cannot take over; without --whole its shared weights are exported"}
	}
	a, err := r.Best()
	if err != nil {
		return published.Checkpoint{}, err
	}
	if err := e.check(r.Folder, a, tap(r.Config)); err != nil {
		return published.Checkpoint{}, err
	}
	f := &folder{r.Folder}
	file, err := f.loadCheckpoint()
	if errors.Is(err, fs.ErrNotExist) {
		return published.Checkpoint{}, &config.Error{Where: r.Folder, Problem: "this training has no checkpoint yet"}
	}
	if err != nil {
		return published.Checkpoint{}, err
	}
	var state trainState
	if err := json.Unmarshal([]byte(file.Metadata[(*training)(nil).stateKey()]), &state); err != nil {
		return published.Checkpoint{}, &config.Error{Where: f.join(checkpointFile), Problem: "this is not the checkpoint of a training"}
	}
	return e.whole(r.Config, a, file, state), nil
}

func (e Export) whole(c config.Config, a arch.Arch, file *checkpoint.File, state trainState) published.Checkpoint {
	geometry := trainGeometry(c)
	critic := gan.DiscriminatorConfig{Channels: c.Train.DiscChannels, ImageSize: geometry.ImageSize(a.Cells())}
	all := published.Checkpoint{
		Class: e.class(a), Arch: a, Geometry: geometry, Channels: c.Train.DiscChannels,
		Generator: under(file, "gan.generator."), Average: under(file, "average."), Discriminator: under(file, "gan.discriminator."),
		AdamG: adamOf(file, "gan.adam_g.", gan.ParamNames(a.Plan(geometry)), state.Trainer.StepsG),
		AdamD: adamOf(file, "gan.adam_d.", gan.ParamNames(gan.DiscriminatorPlan(gan.MaxCells, critic)), state.Trainer.StepsD),
		Epoch: epochsOf(c, state.Step), BestFID: worstFID,
	}
	for _, buffer := range all.Generator { // the published code averages only weights
		if !slices.ContainsFunc(all.Average, func(x checkpoint.Array) bool { return x.Name == buffer.Name }) {
			all.Average = append(all.Average, buffer)
		}
	}
	all.AdamG.LR, all.AdamG.Betas = c.GAN.LRG, c.GAN.Betas
	all.AdamD.LR, all.AdamD.Betas = c.GAN.LRD, c.GAN.Betas
	if state.Best != nil {
		all.BestFID = state.Best.FID
	}
	return all
}

// worstFID is what the published code begins with: any FID is better.
const worstFID = 1e4

// under returns the arrays whose names begin with a prefix, without it.
func under(file *checkpoint.File, prefix string) []checkpoint.Array {
	var list []checkpoint.Array
	for _, a := range file.Arrays {
		if name, ok := strings.CutPrefix(a.Name, prefix); ok {
			a.Name = name
			list = append(list, a)
		}
	}
	return list
}

func adamOf(file *checkpoint.File, prefix string, params []string, steps []int64) *published.Adam {
	a := &published.Adam{Moments: under(file, prefix), Steps: map[string]int64{}}
	for i, name := range params[:min(len(params), len(steps))] {
		a.Steps[name] = steps[i]
	}
	return a
}

// epochsOf returns how often a training has seen its images, as the published
// code counts it; 0 where their number is not in the configuration.
func epochsOf(c config.Config, steps int) int64 {
	n := map[string]int{"cifar10": 50_000, "stl10": 105_000}[c.Data.Name]
	if c.Data.Batches > 0 {
		n = 10_000 * c.Data.Batches
	}
	if c.Data.Images > 0 {
		n = c.Data.Images
	}
	if n == 0 {
		return 0
	}
	return int64(steps / ((n + c.GAN.BatchD - 1) / c.GAN.BatchD))
}

func (e Export) class(a arch.Arch) published.Class {
	if e.Supernet {
		return published.Supernet
	}
	class, _ := published.ClassFor(a)
	return class
}

// check returns a [*config.Error] if the published code cannot hold the
// architecture, or would draw other images with it.
func (e Export) check(where string, a arch.Arch, t arch.SkipTap) error {
	if a.Space() != arch.AutoGAN {
		return &config.Error{Where: where, Problem: fmt.Sprintf("its architecture is of the space %s, and the published code has that of %s only", a.Space().Name, arch.AutoGAN.Name)}
	}
	if t == arch.TapBeforeSkips && !e.OutOfPlace && readsJoined(a) {
		return &config.Error{Where: where, Key: "gan.skip_tap", Problem: fmt.Sprintf(
			"it is %q, and the cells of the published code add skip-ins in place, so the third would get others and draw other images; --out-of-place writes it for a copy of the code that says h = h + … there", config.TapBeforeSkips)}
	}
	return nil
}

// readsJoined reports whether a skip-in comes from a cell that has one itself.
func readsJoined(a arch.Arch) bool {
	for i := range a.Cells() {
		for _, source := range arch.CellOf(i, a.Cell(i)).SkipSources {
			if len(arch.CellOf(source, a.Cell(source)).SkipSources) > 0 {
				return true
			}
		}
	}
	return false
}
