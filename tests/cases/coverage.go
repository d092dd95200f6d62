package cases

import (
	"fmt"
	"slices"

	"autogan/shaders"
	"autogan/vk"
	"autogan/vk/tensor/optable"
)

// Coverage counts launches by pass, kernel and the number that tells the
// kernel's operations apart. A kernel that one operation has reached can still
// be missing for another one.
type Coverage map[reached]int

type reached struct {
	pass   string // an operation, or its backward pass
	kernel string
	number uint32
}

// Watch counts a launch by a case of the given passes, as vk.StreamOptions tells
// of it.
func (c Coverage) Watch(l vk.Launched, passes ...string) {
	number := uint32(0)
	if i := slices.IndexFunc(l.Kernel.Spec, func(s shaders.SpecConstant) bool { return s.Name == "OP" }); i >= 0 {
		number = l.Spec[i]
	}
	for _, pass := range passes {
		c[reached{pass, l.Kernel.Name, number}]++
	}
}

// Missing says which passes of the table have not run on which of their kernels.
func (c Coverage) Missing() []string {
	var missing []string
	for _, op := range optable.All() {
		for pass, kernels := range passes(op) {
			for _, kernel := range kernels {
				if c[reached{pass, kernel, op.Number()}] == 0 {
					missing = append(missing, fmt.Sprintf("nothing runs the kernel %[2]s for the operation %[1]s", pass, kernel))
				}
			}
		}
	}
	slices.Sort(missing)
	return missing
}

// passes maps the passes of an operation to the builds of their kernels.
func passes(op optable.Op) map[string][]string {
	row := op.Row()
	return map[string][]string{
		row.Name:                  row.Launch.Kernels(row.Launch.Forward),
		row.Name + backwardSuffix: row.Launch.Kernels(row.Launch.Backward),
	}
}
