package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"testing"
	"time"

	"autogan/gan/dataset"
	"autogan/layers/checkpoint"
	"autogan/nas/autogan"
	"autogan/nas/autogan/config"
	"autogan/vk"
)

func TestExitStatus(t *testing.T) {
	cases := []struct {
		err  error
		want int
	}{
		{nil, 0},
		{errors.New("disk full"), 1},
		{vk.ErrNoVulkan, 1},
		{vk.ErrOutOfMemory, 1},
		{badInputf("arch: impossible"), 2},
		{&config.Error{Where: "a.toml:1", Problem: "no such setting"}, 2},
		{&dataset.FormatError{Path: "data_batch_1.bin", Reason: "cut"}, 2},
		{fs.ErrNotExist, 2},
		{checkpoint.ErrFormat, 2},
		{checkpoint.ErrVersion, 2},
		{checkpoint.ErrMismatch, 2},
		{autogan.ErrInterrupted, 130},
		{context.Canceled, 130},
	}
	for _, c := range cases {
		wrapped := c.err
		if c.err != nil {
			wrapped = fmt.Errorf("while searching: %w", c.err)
		}
		if got := exitStatus(wrapped); got != c.want {
			t.Errorf("%v: status %d, want %d", wrapped, got, c.want)
		}
	}
}

func TestRunPrintsOneLineForAnError(t *testing.T) {
	var stdout, stderr bytes.Buffer
	if status := run([]string{"arch", "1 0\n9 1"}, &stdout, &stderr); status != 2 {
		t.Errorf("status %d, want 2", status)
	}
	if want := "autogan: arch: cell 1, upsampling (position 3): got 9, want 0 (bilinear), 1 (nearest) or 2 (deconvolution)\n"; stderr.String() != want {
		t.Errorf("got  %qwant %q", stderr.String(), want)
	}
}

func TestGrouped(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1765015552: "1,765,015,552"} {
		if got := grouped(n); got != want {
			t.Errorf("grouped(%d) = %s, want %s", n, got, want)
		}
	}
}

func TestProgressLine(t *testing.T) {
	begun := time.Unix(0, 0)
	p := &progress{phase: "shared GAN", total: 400, before: 20, done: 120, begun: begun}
	// 100 steps in 8 s are 12.5/s; 280 are left.
	if got, want := p.line(begun.Add(8*time.Second)), "shared GAN: 120 of 400, 12.5/s, 22s left"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	p.total = -1
	if got, want := p.line(begun.Add(8*time.Second)), "shared GAN: 120, 12.5/s"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestProgressInALogIsQuiet(t *testing.T) {
	var log bytes.Buffer
	p := newProgress(&log)
	p.Phase("shared GAN", 1000, 0)
	for range 1000 {
		p.Advance(1)
	}
	p.Message("stage 1 is done")
	p.Close()
	if got := log.String(); got != "stage 1 is done\n" {
		t.Errorf("got %q, want the message alone", got)
	}
}

func TestSelectorTakesTheFlagFirst(t *testing.T) {
	t.Setenv("AUTOGAN_DEVICE", "environment")
	for _, c := range []struct{ flag, configured, want string }{
		{"flag", "file", "flag"}, {"", "file", "file"}, {"", "", "environment"},
	} {
		if got := (&target{device: c.flag}).selector(c.configured); got != c.want {
			t.Errorf("flag %q, configuration %q: got %q, want %q", c.flag, c.configured, got, c.want)
		}
	}
}
