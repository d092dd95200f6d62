package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

const usage = "usage: drivers list | drivers test [-validate] [-only DEVICE] [-run REGEXP] [PACKAGE...]"

func run(args []string, out io.Writer) error {
	if len(args) == 0 {
		return errors.New(usage)
	}
	switch args[0] {
	case "probe":
		return probe(out)
	case "probe-assisted":
		return probeAssisted(out)
	case "list":
		return list(out)
	case "test":
		return test(args[1:], out)
	}
	return errors.New(usage)
}

func list(out io.Writer) error {
	targets, missing, err := findTargets()
	if err != nil {
		return err
	}
	printTargets(out, targets, missing)
	return nil
}

func test(args []string, out io.Writer) error {
	var s suite
	flags := flag.NewFlagSet("drivers test", flag.ContinueOnError)
	flags.BoolVar(&s.validate, "validate", false, "run under the validation layer, GPU-assisted where it can; any message fails")
	flags.StringVar(&s.pattern, "run", "", "run the tests that match, as in go test")
	only := flags.String("only", "", "test the devices whose label contains this")
	if err := flags.Parse(args); err != nil {
		return err
	}
	targets, missing, err := findTargets()
	if err != nil {
		return err
	}
	targets = slices.DeleteFunc(targets, func(t target) bool { return !strings.Contains(t.Label, *only) })
	if s.packages = flags.Args(); len(s.packages) == 0 {
		if s.packages, err = devicePackages(); err != nil {
			return err
		}
	}
	printTargets(out, targets, missing)
	if err := validateKernels(out); err != nil {
		return err
	}
	if s.validate {
		if targets, err = withAssisted(out, targets); err != nil {
			return err
		}
	}
	var reports []report
	for _, t := range targets {
		r, err := s.run(t)
		if err != nil {
			return fmt.Errorf("drivers: test on %s: %w", t.Label, err)
		}
		reports = append(reports, r)
	}
	return printReports(out, reports)
}

// cacheDir is where drivers are unpacked, in the module that holds the working
// directory.
func cacheDir() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, ".cache", "drivers"), nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("drivers: no go.mod here or above")
		}
		dir = parent
	}
}
