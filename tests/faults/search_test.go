//go:build linux

package faults

import (
	"context"
	"errors"
	"math"
	"path/filepath"
	"testing"

	"autogan/nas/autogan"
	"autogan/nas/autogan/config"
	"autogan/vk"
)

// tiny is a search of two stages in a few steps.
const tiny = `
[data]
images = 32
[gan]
channels = 4
disc_channels = 4
latent_dim = 8
batch_g = 4
batch_d = 4
n_critic = 2
[search]
iterations = [1, 1]
shared_epochs = 1
max_steps = 2
num_candidates = 2
top_k = 1
[controller]
steps = 1
batch = 2
hidden = 8
[reward]
images = 8
splits = 1
batch = 8
`

func tinyConfig(t *testing.T, folder string) config.Config {
	t.Helper()
	c, err := config.Decode("tiny.toml", tiny)
	if err != nil {
		t.Fatal(err)
	}
	c.RunDir = filepath.Join(t.TempDir(), folder)
	return c
}

type silent struct{}

func (silent) Phase(string, int, int) {}
func (silent) Advance(int)            {}
func (silent) Message(string)         {}

// TestSearchOutOfMemory lets every call of opening a search fail, first of a
// new one and then of one that continues.
func TestSearchOutOfMemory(t *testing.T) {
	in := instance(t)
	c := tinyConfig(t, "run")
	openOnly := func(s *vk.Stream) error {
		search, err := autogan.Open(t.Context(), s, c, silent{})
		if err != nil {
			return err
		}
		defer search.Release()
		return s.Sync()
	}
	round := func() (uint64, error) { return attempt(in, openOnly) }
	layer.mute(true)
	everyCall(t, outOfDeviceMemory, vk.ErrOutOfMemory, false, round)
	layer.mute(false)
	interrupted(t, in, c)
	layer.mute(true)
	everyCall(t, outOfDeviceMemory, vk.ErrOutOfMemory, false, round)
	layer.mute(false)
	if _, err := attempt(in, func(s *vk.Stream) error { return searchOn(context.Background(), s, c) }); err != nil {
		t.Errorf("after the faults: %v", err)
	}
}

func searchOn(ctx context.Context, s *vk.Stream, c config.Config) error {
	search, err := autogan.Open(ctx, s, c, silent{})
	if err != nil {
		return err
	}
	defer search.Release()
	_, err = search.Run(ctx)
	return err
}

// interrupted leaves a run folder with a checkpoint.
func interrupted(t *testing.T, in *vk.Instance, c config.Config) {
	t.Helper()
	_, err := attempt(in, func(s *vk.Stream) error {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		return searchOn(ctx, s, c)
	})
	if !errors.Is(err, autogan.ErrInterrupted) {
		t.Fatal(err)
	}
}

// TestSearchDeviceLost loses the device at some submissions and waits of a
// whole search, ever farther apart, then continues what is in the run folder.
func TestSearchDeviceLost(t *testing.T) {
	in := instance(t)
	layer.countQueue(true)
	whole := func(c config.Config) (uint64, error) {
		return attempt(in, func(s *vk.Stream) error { return searchOn(context.Background(), s, c) })
	}
	for n := uint64(1); ; n += 1 + n {
		c := tinyConfig(t, "run")
		layer.fail(deviceLost, n, math.MaxUint64)
		calls, err := whole(c)
		layer.pass()
		if alive := layer.alive(); alive != "" {
			t.Fatalf("call %d lost the device: %s left alive", n, alive)
		}
		if calls < n {
			if err != nil {
				t.Errorf("the device was not lost, but: %v", err)
			}
			return
		}
		if !errors.Is(err, vk.ErrDeviceLost) {
			t.Fatalf("call %d lost the device: error %v", n, err)
		}
		if _, err := whole(c); err != nil {
			t.Fatalf("call %d lost the device; continuing: %v", n, err)
		}
	}
}
