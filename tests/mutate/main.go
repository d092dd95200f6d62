package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"time"
)

func main() {
	only := flag.String("only", "", "plant only the faults whose table or name matches this pattern")
	jobs := flag.Int("jobs", runtime.NumCPU(), "faults tried at the same time")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *only, *jobs); err != nil {
		fmt.Fprintln(os.Stderr, err)
		stop()
		os.Exit(1)
	}
}

// soundLimit bounds the tests of a package without any fault, on the slowest of
// machines.
const soundLimit = time.Hour

// errNotCaught is the command's failure when the table tells the rest.
var errNotCaught = errors.New("mutate: not every fault was caught")

func run(ctx context.Context, only string, jobs int) error {
	faults, err := selectFaults(only)
	if err != nil {
		return err
	}
	root, err := rootFolder()
	if err != nil {
		return err
	}
	files, err := sourceTree(root)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "autogan-mutate-")
	if err != nil {
		return fmt.Errorf("mutate: %w", err)
	}
	defer os.RemoveAll(dir)
	drivers := filepath.Join(root, ".cache")
	workers := make([]*worker, min(jobs, len(faults)))
	for i := range workers {
		if workers[i], err = newWorker(ctx, filepath.Join(dir, fmt.Sprint(i)), files, drivers); err != nil {
			return err
		}
	}
	started := time.Now()
	if err := checkSound(ctx, workers, faults); err != nil {
		return err
	}
	// Tests that take longer with one fault than all took without any are taken
	// not to end. At least three minutes, since the driver compiles kernels anew
	// that it had in its cache.
	limit := max(3*time.Minute, time.Since(started))
	outcomes := tryAll(ctx, workers, faults, limit)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	writeTable(os.Stdout, outcomes, time.Since(started))
	if slices.ContainsFunc(outcomes, func(o outcome) bool { return o.verdict != caught && o.verdict != skipped }) {
		return errNotCaught
	}
	return nil
}

// selectFaults reads the tables and keeps the faults that match.
func selectFaults(only string) ([]fault, error) {
	pattern, err := regexp.Compile(only)
	if err != nil {
		return nil, fmt.Errorf("mutate: -only: %w", err)
	}
	faults, err := readFaults()
	if err != nil {
		return nil, fmt.Errorf("mutate: %w", err)
	}
	faults = slices.DeleteFunc(faults, func(f fault) bool { return !pattern.MatchString(f.Group + ": " + f.Name) })
	if len(faults) == 0 {
		return nil, fmt.Errorf("mutate: -only %s: no fault has such a name", only)
	}
	return faults, nil
}

// rootFolder is the folder of go.mod, here or above.
func rootFolder() (string, error) {
	dir, err := os.Getwd()
	for err == nil {
		if _, missing := os.Stat(filepath.Join(dir, "go.mod")); missing == nil {
			return dir, nil
		}
		if filepath.Dir(dir) == dir {
			return "", errors.New("mutate: no go.mod here or above")
		}
		dir = filepath.Dir(dir)
	}
	return "", fmt.Errorf("mutate: %w", err)
}

// checkSound wants the tests to pass before anything is planted. It also fills
// the caches of compilers and driver.
func checkSound(ctx context.Context, workers []*worker, faults []fault) error {
	var errs []error
	for o := range each(workers, testsOf(faults), func(w *worker, f fault) outcome {
		o, err := w.test(ctx, f, soundLimit)
		if err != nil {
			return outcome{fault: f, verdict: broken, by: err.Error()}
		}
		return o
	}) {
		if o.verdict != survived && ctx.Err() == nil {
			errs = append(errs, fmt.Errorf("mutate: without any fault: %s", strings.TrimSpace(o.by)))
		}
	}
	return errors.Join(append(errs, ctx.Err())...)
}

// testsOf returns faults that change nothing and name, package by package, the
// tests that the given ones name.
func testsOf(faults []fault) []fault {
	type environment struct {
		pkg  string
		sync bool
	}
	patterns := map[environment][]string{}
	for _, f := range faults {
		for pkg, pattern := range f.Tests {
			at := environment{pkg, f.Sync}
			if !slices.Contains(patterns[at], pattern) {
				patterns[at] = append(patterns[at], pattern)
			}
		}
	}
	var sound []fault
	for at, list := range patterns {
		sound = append(sound, fault{Tests: map[string]string{at.pkg: strings.Join(list, "|")}, Sync: at.sync})
	}
	return sound
}

// tryAll tries every fault, each for at most limit, and returns the outcomes in
// the tables' order.
func tryAll(ctx context.Context, workers []*worker, faults []fault, limit time.Duration) []outcome {
	var outcomes []outcome
	for o := range each(workers, faults, func(w *worker, f fault) outcome { return w.try(ctx, f, limit) }) {
		outcomes = append(outcomes, o)
		fmt.Fprintf(os.Stderr, "%3d/%d %s\n", len(outcomes), len(faults), o)
	}
	place := make(map[string]int, len(faults))
	for i, f := range faults {
		place[f.Group+f.Name] = i
	}
	slices.SortFunc(outcomes, func(a, b outcome) int {
		return place[a.fault.Group+a.fault.Name] - place[b.fault.Group+b.fault.Name]
	})
	return outcomes
}

// each runs do for every fault, on as many at a time as there are workers.
func each(workers []*worker, faults []fault, do func(*worker, fault) outcome) <-chan outcome {
	queue := make(chan fault, len(faults))
	for _, f := range faults {
		queue <- f
	}
	close(queue)
	done := make(chan outcome, len(faults))
	left := make(chan struct{}, len(workers))
	for _, w := range workers {
		go func() {
			for f := range queue {
				done <- do(w, f)
			}
			left <- struct{}{}
		}()
	}
	go func() {
		for range workers {
			<-left
		}
		close(done)
	}()
	return done
}
