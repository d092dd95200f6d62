package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"autogan/tools/newest"
)

// outcome is a fault with its verdict.
type outcome struct {
	fault   fault
	verdict verdict
	by      string // the test that caught it, or the error
	took    time.Duration
}

// worker tries faults in a tree of its own.
type worker struct {
	tree   *tree
	genspv string // the built command
	newest error  // why there are no newest drivers; nil if there are
}

// newWorker copies the files to a folder and builds what builds the kernels. The
// tree shares the fetched drivers.
func newWorker(ctx context.Context, dir string, files map[string][]byte, cache string) (*worker, error) {
	t, err := newTree(filepath.Join(dir, "tree"), files)
	if err != nil {
		return nil, fmt.Errorf("mutate: %w", err)
	}
	w := &worker{tree: t, genspv: filepath.Join(dir, "genspv")}
	if err := os.Symlink(cache, t.path(".cache")); err != nil {
		return nil, fmt.Errorf("mutate: %w", err)
	}
	_, _, w.newest = newest.In(t.path(".cache/drivers")).Lavapipe()
	if out, err := w.run(ctx, ".", nil, "go", "build", "-o", w.genspv, "./tools/genspv"); err != nil {
		return nil, fmt.Errorf("mutate: build genspv: %w\n%s", err, out)
	}
	return w, nil
}

// try plants a fault, runs its tests until one fails or takes too long, and
// takes it out.
func (w *worker) try(ctx context.Context, f fault, limit time.Duration) (result outcome) {
	started := time.Now()
	defer func() { result.took = time.Since(started) }()
	if f.Newest && w.newest != nil {
		return outcome{fault: f, verdict: skipped, by: w.newest.Error()}
	}
	err := w.plant(ctx, f)
	if err == nil {
		result, err = w.test(ctx, f, limit)
	}
	changed := f.File
	if f.inShader() {
		changed = "shaders/" // the modules and their table too
	}
	if err := errors.Join(err, w.tree.restore(changed)); err != nil {
		return outcome{fault: f, verdict: broken, by: err.Error()}
	}
	return result
}

func (w *worker) plant(ctx context.Context, f fault) error {
	if err := w.tree.plant(f); err != nil || !f.inShader() {
		return err
	}
	if out, err := w.run(ctx, ".", nil, w.genspv); err != nil {
		return fmt.Errorf("the shader does not compile: %w\n%s", err, out)
	}
	return nil
}

// test runs the fault's tests on the tree as it is, those of a package for at
// most limit. An error means that they could not be built or that there are none.
func (w *worker) test(ctx context.Context, f fault, limit time.Duration) (outcome, error) {
	for _, pkg := range slices.Sorted(maps.Keys(f.Tests)) {
		binary := filepath.Join(w.tree.dir, "..", "test")
		// -trimpath makes every tree's packages the same to the build cache.
		if out, err := w.run(ctx, ".", nil, "go", "test", "-c", "-trimpath", "-ldflags=-s -w", "-o", binary, "./"+pkg); err != nil {
			return outcome{}, fmt.Errorf("%s does not compile: %w\n%s", pkg, err, out)
		}
		out, err := w.run(ctx, pkg, f.environment(), binary,
			"-test.run="+f.Tests[pkg], "-test.failfast", "-test.v", "-test.timeout="+limit.String())
		if ctx.Err() != nil {
			return outcome{}, ctx.Err()
		}
		if !ran(out) {
			return outcome{}, fmt.Errorf("%s has no test %s\n%s", pkg, f.Tests[pkg], out)
		}
		if err != nil {
			return outcome{fault: f, verdict: caught, by: pkg + " " + blame(out)}, nil
		}
	}
	return outcome{fault: f, verdict: survived}, nil
}

// environment is that of make test, or of make test-validate.
func (f fault) environment() []string {
	env := []string{"AUTOGAN_REQUIRE_DEVICE=1"}
	if f.Sync {
		env = append(env, "AUTOGAN_VALIDATE=1", "VK_LAYER_ENABLES=VK_VALIDATION_FEATURE_ENABLE_SYNCHRONIZATION_VALIDATION_EXT")
	}
	return env
}

// run runs a command in a folder of the tree and returns all it printed.
func (w *worker) run(ctx context.Context, folder string, env []string, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = w.tree.path(folder)
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}
