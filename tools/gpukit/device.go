package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"strings"
)

// device is one of those that `autogan devices --json` lists.
type device struct {
	Index    int             `json:"index"`
	Name     string          `json:"name"`
	Vendor   string          `json:"vendor"`
	Driver   string          `json:"driver"`
	UUID     string          `json:"uuid"`
	PCI      string          `json:"pci,omitempty"`
	Type     string          `json:"type"`
	Unusable string          `json:"unusable,omitempty"`
	Chosen   bool            `json:"chosen,omitempty"`
	Avoided  []string        `json:"avoided,omitempty"`
	Caps     json.RawMessage `json:"caps"`
}

// devices lists what Vulkan sees.
func (k kit) devices(ctx context.Context, selector string) ([]device, error) {
	line := []string{k.autogan(), "devices", "--json"}
	if selector != "" {
		line = append(line, "--device", selector)
	}
	ctx, cancel := context.WithTimeout(ctx, mostPreparing)
	defer cancel()
	e := call{line: line}.run(ctx)
	if e.cut {
		return nil, errors.New("a driver has not answered for long: see whether `bin/autogan devices` ends")
	}
	if e.err != nil {
		err := errors.New(strings.TrimPrefix(e.said(), "autogan: "))
		var exit *exec.ExitError
		if !errors.As(e.err, &exit) {
			return nil, fmt.Errorf("start %s: %w", line[0], e.err)
		}
		if exit.ExitCode() == statusBadInput {
			return nil, inputError{err}
		}
		return nil, err
	}
	var list []device
	if err := json.Unmarshal(e.out, &list); err != nil {
		return nil, fmt.Errorf("read autogan devices: %w", err)
	}
	return list, nil
}

// chosen is the device to try. The error says why none can be.
func chosen(list []device) (device, error) {
	var why []string
	for _, d := range list {
		if d.Chosen {
			return d, nil
		}
		why = append(why, fmt.Sprintf("%s: %s", d.Name, d.Unusable))
	}
	if len(why) == 0 {
		return device{}, errors.New("there is no Vulkan device: install the driver of the GPU's maker, or Mesa's")
	}
	return device{}, fmt.Errorf("there is no Vulkan device that can be used: %s", strings.Join(why, "; "))
}

// isCPU is true for a device such as lavapipe, for which a GPU's work is too much.
func (d device) isCPU() bool { return d.Type == "CPU" }
