//go:build linux

package faults

import (
	"bytes"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"autogan/shaders"
	"autogan/vk"
	"autogan/vk/tensor"
)

// TestOpenOutOfMemory lets every call of opening an instance and a device fail.
func TestOpenOutOfMemory(t *testing.T) {
	instance(t)
	cache := filepath.Join(t.TempDir(), "cache")
	everyCall(t, outOfDeviceMemory, vk.ErrOutOfMemory, false, func() (uint64, error) {
		in, err := vk.Open(vk.Options{CacheDir: cache})
		if err != nil {
			return layer.word(wordCalls), err
		}
		defer in.Release()
		return attempt(in, func(s *vk.Stream) error { return s.Sync() })
	})
}

// TestFullStagingRing uploads more than the ring holds while the device is
// lost: the upload that must wait for room says so, and later ones do nothing.
func TestFullStagingRing(t *testing.T) {
	in := instance(t)
	layer.countQueue(true)
	_, err := attempt(in, func(s *vk.Stream) error {
		const size = 6 << 20
		b, err := s.Device().Alloc(size)
		if err != nil {
			return err
		}
		defer func() {
			_ = s.Sync()
			s.Device().Free(b)
		}()
		data := bytes.Repeat([]byte{7}, size)
		for range 2 { // of the ring's 16 MiB
			s.Upload(b, data)
		}
		if err := s.Submit(); err != nil {
			return err
		}
		layer.fail(deviceLost, 1, math.MaxUint64)
		s.Upload(b, data)
		if err := s.Err(); !errors.Is(err, vk.ErrDeviceLost) {
			t.Errorf("after an upload into the full ring: error %v, want a lost device", err)
		}
		submits := s.Stats().Submits
		for range 10 {
			s.Upload(b, data)
			s.Fill(b, 1)
			s.Copy(b, b)
			s.Kernel(shaders.Fill).Write(b).Int(1).Uint(1).Run1D(1)
			_ = s.EndStep()
		}
		if got := s.Stats().Submits; got != submits {
			t.Errorf("%d submissions after the device was lost", got-submits)
		}
		return s.Download(data, b)
	})
	layer.pass()
	if !errors.Is(err, vk.ErrDeviceLost) {
		t.Errorf("download: error %v, want a lost device", err)
	}
	if alive := layer.alive(); alive != "" {
		t.Errorf("%s left alive", alive)
	}
}

// TestLostSubmissionIsReported loses the device at the second submission, and at
// the wait for it: the error names the kernels of that one and what to try.
func TestLostSubmissionIsReported(t *testing.T) {
	in := instance(t)
	layer.countQueue(true)
	for call := range uint64(2) {
		_, err := attempt(in, func(s *vk.Stream) error {
			fill := func(t time.Duration) {
				b := s.Temp(64)
				s.Expect(t)
				s.Kernel(shaders.Fill).Write(b).Int(16).Uint(1).Run1D(16)
			}
			fill(time.Second)
			if err := s.Sync(); err != nil {
				return err
			}
			fill(5 * time.Millisecond)
			fill(5 * time.Millisecond)
			s.Expect(30 * time.Millisecond)
			tensor.RandomNormal(s, tensor.Temp(s, 16), 0, 1, 1, 0)
			layer.fail(deviceLost, 1+call, math.MaxUint64)
			return s.Sync()
		})
		layer.pass()
		const want = "device lost in submission 2: 3 launches, predicted to take 40ms (1 × random_normal, 2 × fill); if it happens again, try"
		if !errors.Is(err, vk.ErrDeviceLost) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s failed: error %v, want one with %q", layer.failed(), err, want)
		}
	}
}

// TestTimerFaults lets every call that two timestamps cause fail.
func TestTimerFaults(t *testing.T) {
	in := instance(t)
	layer.countQueue(true)
	round := func() (uint64, error) {
		return attempt(in, func(s *vk.Stream) error {
			timer := s.StartTimer()
			s.Fill(s.Temp(64), 1)
			_, err := timer.Stop()
			return err
		})
	}
	everyCall(t, deviceLost, vk.ErrDeviceLost, true, round)
	layer.countQueue(false)
	everyCall(t, outOfDeviceMemory, vk.ErrOutOfMemory, false, round)
}

// TestErrorOnOneStreamOnly runs out of memory on one stream: its submitted work
// is waited for, and the device and its other streams go on.
func TestErrorOnOneStreamOnly(t *testing.T) {
	in := instance(t)
	dev, err := in.OpenDevice(os.Getenv("AUTOGAN_DEVICE"))
	if err != nil {
		t.Fatal(err)
	}
	defer dev.Release()
	good, err := dev.NewStream()
	if err != nil {
		t.Fatal(err)
	}
	defer good.Release()
	bad, err := dev.NewStream()
	if err != nil {
		t.Fatal(err)
	}
	defer bad.Release()
	const words = 1 << 20
	b := bad.Temp(4 * words)
	for range 20 {
		bad.Kernel(shaders.Fill).Write(b).Int(words).Uint(3).Run1D(words)
	}
	if err := bad.Submit(); err != nil {
		t.Fatal(err)
	}
	bad.Fill(bad.Temp(1<<30), 1)
	layer.fail(outOfDeviceMemory, 1, 1)
	_ = bad.Submit()
	layer.pass()
	waits := layer.word(wordCalls)
	if err := bad.Sync(); !errors.Is(err, vk.ErrOutOfMemory) {
		t.Errorf("sync: error %v, want out of memory", err)
	}
	if layer.word(wordCalls) == waits {
		t.Error("sync did not wait for the work that was submitted before the error")
	}
	good.Fill(good.Temp(64), 1)
	if err := good.Sync(); err != nil {
		t.Errorf("the other stream: %v", err)
	}
}
