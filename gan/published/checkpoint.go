package published

import (
	"errors"
	"fmt"

	"autogan/gan/arch"
	"autogan/layers/checkpoint"
)

// ErrUnknown is wrapped by every error about what a file holds.
var ErrUnknown = errors.New("want a checkpoint of AutoGAN's published code")

func wrong(format string, args ...any) error {
	return fmt.Errorf("published: %s: %w", fmt.Sprintf(format, args...), ErrUnknown)
}

// Checkpoint is what a file of the published code holds, with the names and
// layouts of this program. What is not there is nil.
type Checkpoint struct {
	Class    Class
	Arch     arch.Arch
	Geometry arch.Geometry

	Generator []checkpoint.Array // as gan.Generator.StateDict names them
	Average   []checkpoint.Array // the averaged weights, with the running statistics of Generator
	AdamG     *Adam

	Discriminator []checkpoint.Array // as gan.Discriminator.StateDict names them
	Channels      int                // the discriminator's width
	AdamD         *Adam

	Epoch   int64   // that the published code has trained
	BestFID float64 // that it has measured; 0 if there is none
	Search  bool    // of a search: its controller is left out
}

// Adam is the state of an optimiser.
type Adam struct {
	LR      float64
	Betas   [2]float64
	Moments []checkpoint.Array // first.PARAMETER and second.PARAMETER
	Steps   map[string]int64   // of each parameter
}

// MostSteps is the number of steps that the optimiser has taken: that of a
// parameter that every step has used.
func (a *Adam) MostSteps() int64 {
	if a == nil {
		return 0
	}
	most := int64(0)
	for _, n := range a.Steps {
		most = max(most, n)
	}
	return most
}

// uses reports whether the architecture has the layer of a tensor.
func uses(a arch.Arch, g arch.Geometry) func(t tensor) bool {
	layers := map[string]bool{}
	for _, name := range a.Plan(g).Names() {
		layers[name] = true
	}
	return func(t tensor) bool { return layers[t.layer] }
}

// all is for networks of which every layer is used.
func all(tensor) bool { return true }
