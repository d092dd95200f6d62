package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"autogan/vk"
)

// gpuAssisted makes the validation layer rewrite shaders so that they report
// reads and writes through addresses outside of every buffer.
const gpuAssisted = "VK_LAYER_ENABLES=VK_VALIDATION_FEATURE_ENABLE_GPU_ASSISTED_EXT"

// validation is the environment of tests under the validation layer.
func (t target) validation() []string {
	env := []string{"AUTOGAN_VALIDATE=1"}
	if t.assisted {
		env = append(env, gpuAssisted)
	}
	return env
}

// withAssisted adds to the targets a second run on the first of them on which
// the validation layer can check addresses, and prints why it can't on others.
func withAssisted(out io.Writer, targets []target) ([]target, error) {
	all, found := targets, false
	for _, t := range targets {
		messages, err := t.refusals()
		switch {
		case err != nil:
			return nil, err
		case len(messages) > 0:
			fmt.Fprintf(out, "GPU-assisted validation on %s: no: %s\n", t.Label, lastPart(messages[0]))
			continue
		}
		fmt.Fprintf(out, "GPU-assisted validation on %s: yes\n", t.Label)
		if !found {
			found = true
			t.Label, t.assisted = t.Label+" assisted", true
			all = append(all, t)
		}
	}
	fmt.Fprintln(out)
	return all, nil
}

// lastPart is what a message of the layer says, without its number and objects.
func lastPart(message string) string {
	return strings.TrimSpace(message[strings.LastIndex(message, "|")+1:])
}

// refusals is what the validation layer says when a device is opened for
// GPU-assisted validation: nothing, where it works.
func (t target) refusals() (messages []string, err error) {
	text, err := probeSelf(t.runner, []string{"probe-assisted"}, append(t.env[:len(t.env):len(t.env)], gpuAssisted))
	if err != nil {
		return nil, fmt.Errorf("drivers: validate on %s: %w", t.Label, err)
	}
	return messages, json.Unmarshal(text, &messages)
}

// probeAssisted prints what the validation layer says to the device that the
// environment selects.
func probeAssisted(out io.Writer) error {
	in, err := vk.Open(vk.Options{Validation: true})
	if err != nil {
		return err
	}
	defer in.Release()
	dev, err := in.OpenDevice(os.Getenv("AUTOGAN_DEVICE"))
	if err != nil {
		return err
	}
	defer dev.Release()
	return json.NewEncoder(out).Encode(in.Messages())
}
