package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// Exit statuses, those of autogan.
const (
	statusOK          = 0
	statusFailure     = 1
	statusBadInput    = 2
	statusInterrupted = 130
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run executes one command line and returns the exit status.
func run(args []string, out, errs io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	o, err := parse(args, errs)
	if errors.Is(err, flag.ErrHelp) {
		return statusOK
	}
	if err == nil {
		err = o.try(ctx, out)
	}
	switch {
	case err == nil:
		return statusOK
	case ctx.Err() != nil:
		fmt.Fprintf(errs, "gpukit: interrupted%s\n", o.kept())
		return statusInterrupted
	}
	fmt.Fprintln(errs, "gpukit:", err)
	var input inputError
	if errors.As(err, &input) {
		return statusBadInput
	}
	return statusFailure
}

// inputError is a mistake that the user can correct.
type inputError struct{ error }

// options are the command line's.
type options struct {
	device string
	time   time.Duration
	out    string // folder of the report
	python string // "" looks for one that has torch
	kit    string // the unpacked archive
}

func parse(args []string, errs io.Writer) (options, error) {
	flags := flag.NewFlagSet("run.sh", flag.ContinueOnError)
	flags.SetOutput(errs)
	device := flags.String("device", "", "Vulkan device: index, UUID, PCI address or part of its name (default the most capable)")
	minutes := flags.Float64("minutes", 10, "longest time of all parts together")
	out := flags.String("out", "report", "folder of the report, which must not exist yet")
	python := flags.String("python", "", "a Python that has torch (default python3, if it has)")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return options{}, err
	} else if err != nil {
		return options{}, inputError{errors.New("try --help")} // flag has said what is wrong
	}
	if flags.NArg() > 0 {
		return options{}, inputError{fmt.Errorf("%q is not understood: there are only options; try --help", flags.Arg(0))}
	}
	if !(*minutes > 0 && *minutes <= 24*60) {
		return options{}, inputError{fmt.Errorf("--minutes is %v, want more than 0 and at most 1440", *minutes)}
	}
	self, err := os.Executable()
	if err != nil {
		return options{}, err
	}
	if strings.ContainsRune(*python, filepath.Separator) { // it is started in another folder
		if *python, err = filepath.Abs(*python); err != nil {
			return options{}, inputError{err}
		}
	}
	o := options{*device, time.Duration(*minutes * float64(time.Minute)), *out, *python, filepath.Dir(filepath.Dir(self))}
	if _, err := os.Lstat(o.out); err == nil {
		return o, inputError{fmt.Errorf("%s exists already: name another folder by --out, or remove it", o.out)}
	}
	return o, nil
}

// kept says where the report is, if anything was done.
func (o options) kept() string {
	if _, err := os.Stat(filepath.Join(o.out, dataFile)); err != nil {
		return ""
	}
	return "; " + o.out + " has what was done"
}

// try runs all parts and writes the report. The error says which parts failed.
func (o options) try(ctx context.Context, out io.Writer) error {
	k, begun := kit{root: o.kit}, time.Now()
	devices, err := k.devices(ctx, o.device)
	if err != nil {
		return err
	}
	if k.device, err = chosen(devices); err != nil {
		return err
	}
	if err := os.MkdirAll(o.out, 0o755); err != nil {
		return inputError{err}
	}
	if k.work, err = os.MkdirTemp("", "autogan-gpu-kit-"); err != nil {
		return err
	}
	defer os.RemoveAll(k.work)
	fmt.Fprintf(out, "device %d: %s, %s\n", k.device.Index, k.device.Name, k.device.Driver)
	k.prepare(ctx, o.python)
	r := newReport(k, o.time)
	save := func() error { return r.save(o.out) }
	if err := r.runAll(ctx, k.parts(), o.time-time.Since(begun), out, save); err != nil {
		return err
	}
	fmt.Fprintf(out, "the report is %s and %s\n", filepath.Join(o.out, pageFile), filepath.Join(o.out, dataFile))
	return r.verdict()
}
