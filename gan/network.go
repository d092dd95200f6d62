package gan

import (
	"autogan/gan/arch"
	"autogan/layers"
)

// network holds the layers of an [arch.Plan] by name, so that the layers that
// run and the figures that are printed come from one list.
type network struct {
	*layers.Registry
	linear map[string]*layers.Linear
	conv   map[string]*layers.Conv2D
	deconv map[string]*layers.ConvTranspose2D
	norm   map[string]*layers.BatchNorm2D
}

// newNetwork makes the layers of a plan. Convolutions are initialised by
// convInit; nil means the default.
func newNetwork(r *layers.Registry, plan arch.Plan, convInit layers.Init) network {
	n := network{
		Registry: r,
		linear:   map[string]*layers.Linear{},
		conv:     map[string]*layers.Conv2D{},
		deconv:   map[string]*layers.ConvTranspose2D{},
		norm:     map[string]*layers.BatchNorm2D{},
	}
	for _, l := range plan {
		switch l.Op {
		case arch.OpLinear:
			n.linear[l.Name] = layers.NewLinear(r, l.Name, layers.LinearConfig{In: l.In, Out: l.Out, NoBias: !l.Bias})
		case arch.OpConv:
			n.conv[l.Name] = layers.NewConv2D(r, l.Name, layers.Conv2DConfig{
				In: l.In, Out: l.Out, Kernel: l.Kernel, Padding: l.Kernel / 2, Init: convInit,
			})
		case arch.OpConvTranspose:
			n.deconv[l.Name] = layers.NewConvTranspose2D(r, l.Name, l.In, l.Out)
		case arch.OpBatchNorm:
			n.norm[l.Name] = layers.NewBatchNorm2D(r, l.Name, l.Out)
		}
	}
	return n
}

// ParamNames lists the parameters of the network of a plan in the order of its
// Params, for those who have no device.
func ParamNames(plan arch.Plan) []string {
	var names []string
	for _, l := range plan {
		names = append(names, l.Name+".weight")
		if l.Bias || l.Op == arch.OpBatchNorm {
			names = append(names, l.Name+".bias")
		}
	}
	return names
}
