package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// parts lists what to do, what matters most first.
func (k kit) parts() []part {
	list := []part{{"doctor", 3, k.doctor}} // whose first run compiles every kernel
	for _, s := range k.suites() {
		list = append(list, part{"suite " + s.name, s.weight, func(ctx context.Context, _ time.Duration) Part { return k.suite(ctx, s) }})
	}
	list = append(list,
		part{"bench", 5, func(ctx context.Context, limit time.Duration) Part { return k.bench(ctx, limit, "--predict", "this") }},
		part{"training and tuner, float32", 2, func(ctx context.Context, _ time.Duration) Part { return k.train(ctx, "f32") }},
		part{"training and tuner, mixed", 2, func(ctx context.Context, _ time.Duration) Part { return k.train(ctx, "mixed") }})
	if k.python == "" {
		return append(list, part{"PyTorch", 0, func(context.Context, time.Duration) Part { return Part{State: Skipped, Said: k.noTorch} }})
	}
	for _, m := range k.torch.modes() {
		list = append(list, part{"PyTorch, " + m.name, 2, func(ctx context.Context, limit time.Duration) Part {
			return k.bench(ctx, limit, "--rounds", "3", "--peer", strings.Join(append([]string{k.python, peer}, m.options...), " "))
		}})
	}
	return list
}

// mode is a way to run PyTorch.
type mode struct {
	name    string
	options []string
}

// modes are the ways that PyTorch has on this machine. TF32 is NVIDIA's.
func (t torch) modes() []mode {
	if !t.GPU {
		return []mode{{"on the CPU", nil}}
	}
	modes := []mode{
		{"float32, channels last, autocast float16", []string{"--tf32", "off", "--autocast", "float16"}},
		{"float32, contiguous, autocast bfloat16", []string{"--tf32", "off", "--layout", "contiguous", "--autocast", "bfloat16"}},
	}
	if t.ROCm != nil {
		return modes
	}
	return append([]mode{{"TF32, channels last, autocast bfloat16", []string{"--tf32", "on", "--autocast", "bfloat16"}}}, modes...)
}

func (k kit) doctor(ctx context.Context, _ time.Duration) Part {
	c := k.on("doctor")
	e := c.run(ctx)
	p := c.of(e)
	p.Output = e.text() // of interest in any case: limits, what was skipped, what is avoided
	return p
}

// bench runs autogan bench. It ends by itself before its time is out, so that it
// prints what it has measured.
func (k kit) bench(ctx context.Context, limit time.Duration, options ...string) Part {
	c := k.on(append([]string{"bench", "--json", "--time", (limit * 8 / 10).Round(time.Millisecond).String()}, options...)...)
	e := c.run(ctx)
	p := c.of(e)
	b, err := readBench(e.out)
	if err != nil {
		if p.State == Passed {
			p.fail(err.Error())
		}
		return p
	}
	p.Bench = e.out
	if p.State == Passed && b.StoppedAt != "" {
		p.State, p.Said = CutOff, "there was no time for "+b.StoppedAt+" and what follows it"
	}
	if p.State == Passed && b.HostOnly != "" {
		p.fail(b.HostOnly)
	}
	return p
}

// train trains the paper's best architecture for some steps, on drawn images, after
// the tuner has chosen the kernels of its convolutions. A CPU gets narrow networks.
func (k kit) train(ctx context.Context, precision string) Part {
	settings := []string{
		`precision="` + precision + `"`, `data.name="procedural"`, "data.images=256",
		"train.generator_steps=20", "train.eval_every=20", `reward.scorer="builtin"`, `eval.scorer="builtin"`, "eval.images=200", "eval.splits=1",
	}
	if k.device.isCPU() {
		settings = append(settings, "train.channels=8", "train.disc_channels=8", "train.generator_steps=1", "train.eval_every=1")
	}
	run := filepath.Join(k.work, "train-"+precision)
	args := []string{"train", "cifar10-top1", "--tune", "--run", run}
	for _, s := range settings {
		args = append(args, "--set", s)
	}
	c := k.on(args...)
	e := c.run(ctx)
	p := c.of(e)
	if text, err := os.ReadFile(filepath.Join(run, "kernels.json")); err == nil && json.Valid(text) {
		p.Kernels = text
	}
	if wrong := linesWith(string(e.errs), " is wrong on this device "); len(wrong) > 0 {
		p.fail(strconv.Itoa(len(wrong)) + " kernels are wrong on this device and were not used, first: " + wrong[0])
		p.Output = strings.Join(wrong, "\n") + "\n" + e.text()
	}
	return p
}

func linesWith(text, words string) []string {
	var list []string
	for line := range strings.Lines(text) {
		if strings.Contains(line, words) {
			list = append(list, strings.TrimSpace(line))
		}
	}
	return list
}
