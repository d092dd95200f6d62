package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// kit is the unpacked archive, and what was found on this machine.
type kit struct {
	root    string
	device  device
	work    string // a folder for what is written and not kept
	version string // of autogan
	noLayer string // why there is no validation; "" if there is
	python  string // that has torch; "" if none has
	torch   torch
	noTorch string // why there is no Python with torch
}

// torch is what bench.py --about says.
type torch struct {
	Python string  `json:"python"`
	Torch  string  `json:"torch"`
	RunsOn string  `json:"runs_on"`
	GPU    bool    `json:"gpu"`
	CUDA   *string `json:"cuda"`
	ROCm   *string `json:"rocm"`
	CuDNN  *int    `json:"cudnn"`
}

func (k kit) autogan() string { return filepath.Join(k.root, "bin", "autogan") }

// peer is PyTorch's side of the benchmark, below the archive's folder.
const peer = "pytorch/bench.py"

// env is that of all programs. Their caches are their own and empty at first, so
// that what is measured does not depend on earlier runs.
func (k kit) env() []string { return []string{"XDG_CACHE_HOME=" + filepath.Join(k.work, "cache")} }

// on is a run of autogan on the device.
func (k kit) on(args ...string) call {
	return call{line: append([]string{k.autogan(), "--device", strconv.Itoa(k.device.Index)}, args...), dir: k.root, env: k.env()}
}

// mostPreparing is how long a look at what is there may take. Python needs long to
// load torch from a slow disk.
const mostPreparing = time.Minute

// prepare looks for the validation layer and for a Python that has torch.
func (k *kit) prepare(ctx context.Context, python string) {
	ctx, cancel := context.WithTimeout(ctx, mostPreparing)
	defer cancel()
	k.version = strings.TrimPrefix(strings.TrimSpace(string(call{line: []string{k.autogan(), "--version"}}.run(ctx).out)), "autogan version ")
	if e := k.on("devices", "--validate").run(ctx); e.err != nil {
		k.noLayer = strings.TrimPrefix(e.said(), "autogan: ")
	}
	candidates := []string{"python3", "/usr/bin/python3"}
	if python != "" {
		candidates = []string{python}
	}
	var why []string
	for _, candidate := range candidates {
		t, err := k.about(ctx, candidate)
		if err == nil {
			k.python, k.torch = candidate, t
			return
		}
		why = append(why, fmt.Sprintf("%s has no torch: %v", candidate, err))
	}
	k.noTorch = strings.Join(why, "; ")
}

// about asks a Python for its torch. The command is split at spaces.
func (k kit) about(ctx context.Context, python string) (t torch, err error) {
	e := call{line: append(strings.Fields(python), peer, "--about"), dir: k.root}.run(ctx)
	if e.err != nil {
		return t, errors.New(firstOf(e.said(), e.err.Error()))
	}
	return t, json.Unmarshal(e.out, &t)
}

func firstOf(said, otherwise string) string {
	if said != "" {
		return said
	}
	return otherwise
}

// private replaces the folders that a report should not name.
func (k kit) private() *strings.Replacer {
	list := []string{k.work, "WORK", k.root, "KIT"}
	if home, err := os.UserHomeDir(); err == nil && len(home) > 1 {
		list = append(list, home, "HOME")
	}
	return strings.NewReplacer(list...)
}
