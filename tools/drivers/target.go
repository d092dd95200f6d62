package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"

	"autogan/tools/newest"
	"autogan/vk"
)

// device is what probe tells of a device.
type device struct {
	Index    int
	Name     string
	Driver   string
	Lanes    int // of a subgroup
	Float16  bool
	Unusable string
}

// target is a device to test, reached by an environment of its own.
type target struct {
	device
	Label  string // short and unique
	Origin string // where the driver comes from
	env    []string
	runner []string // command that runs programs for the target; none where they run by themselves

	assisted bool // by GPU-assisted validation
}

// probe prints the devices that Vulkan sees in this process's environment. It
// runs in a process of its own, because a loader reads its environment once.
func probe(out io.Writer) error {
	in, err := vk.Open(vk.Options{})
	if err != nil {
		return err
	}
	defer in.Release()
	devices := []device{}
	for _, d := range in.Devices() {
		devices = append(devices, device{d.Index, d.Name, d.Driver, d.Caps.SubgroupSize, d.Caps.Float16, d.Unusable})
	}
	return json.NewEncoder(out).Encode(devices)
}

// findTargets lists the devices of the installed drivers and of those in the
// cache, and the drivers that could not be had.
func findTargets() ([]target, []unavailable, error) {
	cache, err := newest.Cache()
	if err != nil {
		return nil, nil, err
	}
	drivers, missing := fetch(cache)
	targets, err := probeWith("installed")
	if err != nil {
		missing = append(missing, unavailable{"an installed driver", err})
	}
	if targets, err = withWidths(targets); err != nil {
		return nil, nil, err
	}
	for _, d := range drivers {
		found, err := probeWith(d.origin, d.env()...)
		if err != nil {
			missing = append(missing, unavailable{d.origin, err})
		}
		targets = append(targets, found...)
	}
	found, err := newestTargets(cache)
	if err != nil {
		missing = append(missing, unavailable{"the newest driver, loader and layer", err})
	}
	targets = append(targets, found...)
	label(targets)
	return targets, missing, nil
}

// newestTargets lists the devices of the newest drivers. Their lavapipe runs in
// all widths as well: 26.2 died while it compiled a kernel for sixteen lanes.
func newestTargets(cache string) ([]target, error) {
	n, err := fetchNewest(cache)
	if err != nil {
		return nil, err
	}
	targets, err := targetsIn(n)
	if err != nil {
		return nil, err
	}
	return withWidths(targets)
}

// withWidths adds to targets those with vectors of other widths.
func withWidths(targets []target) ([]target, error) {
	all := targets
	for _, t := range targets {
		others, err := otherWidths(t)
		if err != nil {
			return nil, err
		}
		all = append(all, others...)
	}
	return all, nil
}

// otherWidths lists lavapipe with vectors, and so subgroups, of another width
// than it takes by itself: that of AVX and twice that.
func otherWidths(t target) (others []target, err error) {
	if !strings.Contains(t.Driver, "llvmpipe") {
		return nil, nil
	}
	for _, bits := range []int{256, 512} {
		if bits == 32*t.Lanes {
			continue
		}
		origin := fmt.Sprintf("%s, with vectors of %d bits", t.Origin, bits)
		env := append(t.env[:len(t.env):len(t.env)], fmt.Sprintf("LP_NATIVE_VECTOR_WIDTH=%d", bits))
		found, err := probeBy(t.runner, origin, env...)
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			if f.Driver == t.Driver && f.Lanes != t.Lanes {
				others = append(others, f)
			}
		}
	}
	return others, nil
}

// env makes Vulkan's loader take the driver and no other.
func (u unpacked) env() []string {
	files := strings.Join(u.icds, string(os.PathListSeparator))
	return []string{
		"VK_DRIVER_FILES=" + files,
		"VK_ICD_FILENAMES=" + files, // its name before loader 1.3.207
		"LD_LIBRARY_PATH=" + newest.Libraries(u.root),
	}
}

// probeSelf runs this program again by a runner, in another environment.
func probeSelf(runner, args, env []string) ([]byte, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	line := slices.Concat(runner, []string{self}, args)
	cmd := exec.Command(line[0], line[1:]...)
	cmd.Env = append(os.Environ(), env...)
	var failure strings.Builder
	cmd.Stderr = &failure
	text, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%w: %s", err, strings.TrimSpace(failure.String()))
	}
	return text, nil
}

// probeWith lists the usable devices in an environment.
func probeWith(origin string, env ...string) ([]target, error) { return probeBy(nil, origin, env...) }

// probeBy lists them for programs that run by a runner.
func probeBy(runner []string, origin string, env ...string) ([]target, error) {
	text, err := probeSelf(runner, []string{"probe"}, env)
	if err != nil {
		return nil, fmt.Errorf("drivers: probe %s: %w", origin, err)
	}
	var devices []device
	if err := json.Unmarshal(text, &devices); err != nil {
		return nil, fmt.Errorf("drivers: probe %s: %w", origin, err)
	}
	var targets []target
	for _, d := range devices {
		if d.Unusable == "" {
			selected := fmt.Sprintf("AUTOGAN_DEVICE=%d", d.Index)
			targets = append(targets, target{device: d, Origin: origin, env: append(env[:len(env):len(env)], selected), runner: runner})
		}
	}
	return targets, nil
}

var release = regexp.MustCompile(`\d+(\.\d+)+`)

// label names each target by the first word of its device and the first
// version in its driver's name, and the lanes where that is not enough.
func label(targets []target) {
	seen := map[string]bool{}
	for i := range targets {
		t := &targets[i]
		name, _, _ := strings.Cut(t.Name, " ")
		t.Label = strings.TrimSpace(name + " " + release.FindString(t.Driver))
		if seen[t.Label] {
			t.Label += fmt.Sprintf(" ×%d", t.Lanes)
		}
		for name, n := t.Label, 2; seen[t.Label]; n++ {
			t.Label = fmt.Sprintf("%s #%d", name, n)
		}
		seen[t.Label] = true
	}
}
