package autogan

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"autogan/gan"
	"autogan/gan/arch"
	"autogan/gan/published"
	"autogan/layers/checkpoint"
	"autogan/nas/autogan/config"
	"autogan/vk"
	"autogan/vk/durable"
	"autogan/vk/tensor"
)

// ImportConfig returns the configuration with which a checkpoint of the published
// code goes on: an experiment with the fidelity of that code, the overrides, and
// what the checkpoint itself decides.
func ImportConfig(experiment string, from published.Checkpoint, overrides []string) (config.Config, error) {
	base, err := config.Load(experiment)
	if err != nil {
		return base, err
	}
	settings := []string{`fidelity="reference"`, fmt.Sprintf("name=%q", base.Name+"-imported")}
	if a := from.AdamG; a != nil && a.LR > 0 {
		settings = append(settings, fmt.Sprintf("gan.lr_g=%g", a.LR), fmt.Sprintf("gan.betas=[%g, %g]", a.Betas[0], a.Betas[1]))
	}
	if a := from.AdamD; a != nil && a.LR > 0 {
		settings = append(settings, fmt.Sprintf("gan.lr_d=%g", a.LR))
	}
	settings = append(settings, overrides...)
	settings = append(settings, fmt.Sprintf("space.name=%q", arch.Default), fmt.Sprintf("train.arch=%q", from.Arch), "train.seeds=[]",
		fmt.Sprintf("train.channels=%d", from.Geometry.Channels), fmt.Sprintf("gan.latent_dim=%d", from.Geometry.Latent()),
		fmt.Sprintf("gan.bottom_width=%d", from.Geometry.BottomWidth), fmt.Sprintf("gan.skip_tap=%q", config.TapAfterSkips))
	if from.Channels > 0 {
		settings = append(settings, fmt.Sprintf("train.disc_channels=%d", from.Channels))
	}
	c, err := config.Load(experiment, settings...)
	if err != nil {
		return c, err
	}
	done := int(from.AdamD.MostSteps())
	c.Train.GeneratorSteps = max(c.Train.GeneratorSteps, (done+c.GAN.NCritic-1)/c.GAN.NCritic)
	return c, nil
}

// Import makes the folder of a training that is where a checkpoint of the
// published code was; `autogan train` goes on from there. Source names the
// checkpoint in run.json. A part that the checkpoint lacks begins anew: without
// averaged weights the average begins with the weights. A folder that is not empty
// is a [*config.Error]. The folder appears whole or not at all, also if ctx ends.
func Import(ctx context.Context, s *vk.Stream, c config.Config, from published.Checkpoint, source string, observer Observer) error {
	a, err := c.ParseArch(c.Train.Arch)
	if err != nil {
		return &config.Error{Where: c.Name, Key: "train.arch", Problem: err.Error()}
	}
	if err := CheckRoom(c, memoryWith(s.Device())); err != nil {
		return err
	}
	if err := refuseInside(c.RunFolder()); err != nil {
		return err
	}
	err = durable.WriteFolder(ctx, c.RunFolder(), func(draft *os.Root) error {
		t := &training{run: run{config: c, stream: s, observer: observer, folder: &folder{draft.Name()}}, arch: a}
		t.work = t
		t.state.Reset = NewDynamicReset(c.Reset)
		defer t.release()
		return t.importFrom(from, source)
	})
	if errors.Is(err, fs.ErrExist) {
		return (&config.Error{Where: c.RunFolder(), Problem: "this folder is not empty; name another with --out"}).Because(err)
	}
	return err
}

// importFrom writes the files of a run into its folder, which is empty.
func (t *training) importFrom(from published.Checkpoint, source string) (err error) {
	info := infoOf(t.config, t.stream.Device())
	info.Imported = source
	if err := t.folder.begin(t.config, info); err != nil {
		return err
	}
	if t.clock, err = t.folder.startClock(); err != nil {
		return err
	}
	if t.metrics, err = openLog[TrainLine](&t.run, metricsFile, &t.state.Metrics); err != nil {
		return err
	}
	if t.evaluations, err = openLog[Evaluation](&t.run, evaluationsFile, &t.state.Evaluations); err != nil {
		return err
	}
	if err := t.build(); err != nil {
		return err
	}
	if err := t.take(from); err != nil {
		return err
	}
	if err := t.saveImported(from); err != nil {
		return err
	}
	return t.save()
}

// take copies the checkpoint into the networks, which begin as those of a new
// training.
func (t *training) take(from published.Checkpoint) error {
	gen, state := t.trainer.Gen, t.trainer.State()
	if err := t.upload(from.Generator, gen.StateDict()); err != nil {
		return err
	}
	if err := t.upload(weightsOf(averageOf(from), t.average.StateDict()), t.average.StateDict()); err != nil {
		return err
	}
	if from.AdamG != nil {
		if err := t.upload(from.AdamG.Moments, t.moments("adam_g.")); err != nil {
			return err
		}
		for i, p := range gen.Params() {
			state.StepsG[i] = from.AdamG.Steps[p.Name]
		}
	}
	if from.Discriminator != nil {
		if err := t.upload(from.Discriminator, t.trainer.Dis.StateDict()); err != nil {
			return err
		}
	}
	if from.AdamD != nil {
		if err := t.upload(from.AdamD.Moments, t.moments("adam_d.")); err != nil {
			return err
		}
		for i, p := range t.trainer.Dis.Params() {
			state.StepsD[i] = from.AdamD.Steps[p.Name]
		}
	}
	t.state.Numbered = true
	t.state.Step = int(from.AdamD.MostSteps())
	state.Draws = uint64(from.AdamD.MostSteps() + from.AdamG.MostSteps())
	if err := t.checkState(); err != nil {
		return &config.Error{Where: t.config.Name, Problem: "the checkpoint does not fit the configuration: " + err.Error()}
	}
	return t.trainer.SetState(state)
}

// averageOf returns the averaged weights, with running statistics.
func averageOf(from published.Checkpoint) []checkpoint.Array {
	if from.Average == nil {
		return from.Generator
	}
	return from.Average
}

// weightsOf returns those arrays that are in a state dict.
func weightsOf(arrays []checkpoint.Array, state map[string]tensor.Tensor) []checkpoint.Array {
	var list []checkpoint.Array
	for _, a := range arrays {
		if _, known := state[a.Name]; known {
			list = append(list, a)
		}
	}
	return list
}

// moments returns the moments of an optimiser of the trainer.
func (t *training) moments(prefix string) map[string]tensor.Tensor {
	state := map[string]tensor.Tensor{}
	for name, value := range t.trainer.StateDict() {
		rest, ours := strings.CutPrefix(name, prefix)
		if ours && (strings.HasPrefix(rest, "first.") || strings.HasPrefix(rest, "second.")) {
			state[rest] = value
		}
	}
	return state
}

func (t *training) upload(arrays []checkpoint.Array, state map[string]tensor.Tensor) error {
	return checkpoint.Upload(t.stream, &checkpoint.File{Arrays: arrays}, "", state)
}

// saveImported writes the averaged weights as the best and the last generator,
// with the running statistics that the published code would draw them with.
func (t *training) saveImported(from published.Checkpoint) error {
	file := gan.GeneratorFile{Arch: t.arch, Geometry: from.Geometry, Tap: tap(t.config), Content: &checkpoint.File{Arrays: averageOf(from)}}
	for _, name := range []string{BestFile, LastFile} {
		if err := t.folder.replace(name, file.Save); err != nil {
			return err
		}
	}
	return nil
}
