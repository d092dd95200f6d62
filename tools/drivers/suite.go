package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"autogan/tools/debian"
)

// suite is what to run on each target.
type suite struct {
	packages []string
	pattern  string // of go test -run
	validate bool
}

// aside are packages that show nothing about a driver that the tests of the
// operations don't show: whole trainings, timings.
var aside = []string{"autogan/tests/e2e", "autogan/tests/bench"}

// allKernels is the package whose tests reach every kernel.
const allKernels = "autogan/tests/kernels"

// devicePackages lists the packages of operations and layers whose tests ask
// testgpu for a device.
func devicePackages() ([]string, error) {
	const format = `{{.ImportPath}}{{range .TestImports}} {{.}}{{end}}{{range .XTestImports}} {{.}}{{end}}`
	text, err := debian.Command("", "go", "list", "-f", format, "autogan/vk/...", "autogan/layers/...", "autogan/tests/...")
	if err != nil {
		return nil, err
	}
	var packages []string
	for line := range strings.Lines(text) {
		fields := strings.Fields(line)
		if slices.Contains(fields[1:], "autogan/tests/testgpu") && !slices.Contains(aside, fields[0]) {
			packages = append(packages, fields[0])
		}
	}
	return packages, nil
}

// command is the go test of the suite on a target.
func (s suite) command(t target) *exec.Cmd {
	args := []string{"test", "-json", "-count=1", "-timeout=60m"} // a slow driver's first GPU-assisted run
	packages := s.packages
	if t.assisted { // which takes long on a CPU: each address is looked up among all buffers
		args, packages = append(args, "-short"), []string{allKernels}
	}
	if s.pattern != "" {
		args = append(args, "-run="+s.pattern)
	}
	if len(t.runner) > 0 {
		args = append(args, "-exec="+strings.Join(t.runner, " "))
	}
	cmd := exec.Command("go", append(args, packages...)...)
	cmd.Env = slices.Concat(os.Environ(), t.env, []string{"AUTOGAN_REQUIRE_DEVICE=1"})
	if s.validate {
		cmd.Env = append(cmd.Env, t.validation()...)
	}
	cmd.Stderr = os.Stderr
	return cmd
}

// run runs the suite on a target and says at each package's end how it went.
func (s suite) run(t target) (report, error) {
	r := newReport(t)
	cmd, start := s.command(t), time.Now()
	stream, err := cmd.StdoutPipe()
	if err != nil {
		return r, err
	}
	if err := cmd.Start(); err != nil {
		return r, err
	}
	for events := json.NewDecoder(stream); ; {
		var e event
		if err := events.Decode(&e); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return r, fmt.Errorf("read go test -json: %w", err)
		}
		r.add(e)
		if e.Test == "" && e.Elapsed > 0 {
			fmt.Fprintf(os.Stderr, "%s: %s %s in %.0f s\n", t.Label, e.Package, e.Action, e.Elapsed)
		}
	}
	r.took = time.Since(start)
	var exit *exec.ExitError
	if err := cmd.Wait(); err != nil && !errors.As(err, &exit) {
		return r, err
	}
	return r, nil // the status of go test is that of the tests, which r holds
}
