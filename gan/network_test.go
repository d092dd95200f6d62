package gan

import (
	"slices"
	"testing"

	"autogan/gan/arch"
	"autogan/layers"
	"autogan/tests/testgpu"
)

// TestParamNames: the names for those without a device are those of the networks,
// in their order, which is that of Adam's counts of steps.
func TestParamNames(t *testing.T) {
	_, s := testgpu.Stream(t)
	for label, plan := range map[string]arch.Plan{
		"supernet":      arch.AutoGAN.Supernet(arch.Geometry{Channels: 2, LatentDim: 3, BottomWidth: 2}),
		"discriminator": DiscriminatorPlan(MaxCells, DiscriminatorConfig{Channels: 2, ImageSize: 16}),
	} {
		n := newNetwork(layers.NewRegistry(s, 0), plan, nil)
		var names []string
		for _, p := range n.Params() {
			names = append(names, p.Name)
		}
		if got := ParamNames(plan); n.Err() != nil || !slices.Equal(got, names) {
			t.Errorf("%s: got %v, want %v (%v)", label, got, names, n.Err())
		}
		n.Release()
	}
}
