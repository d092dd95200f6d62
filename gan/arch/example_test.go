package arch_test

import (
	"fmt"

	"autogan/gan/arch"
)

// residual is a space of one's own: each cell enlarges its input and adds what a
// convolution of 3×3 or 5×5, or both in a row, make of it.
var residual = &arch.Space{
	Name: "residual",
	Cells: [][]arch.Decision{
		{kernels, enlargement},
		{kernels, enlargement},
		{kernels, enlargement},
	},
	Wire: func(b arch.Builder, cell int, tokens []int, x arch.Value, skips []arch.Value) arch.Ends {
		line := b.Share(b.Upsample(x, arch.Upsampling(tokens[1]), 2)) // read by both branches
		branch := line
		for _, k := range [][]int{{3}, {5}, {3, 5}}[tokens[0]] {
			name := fmt.Sprintf("conv%d", k) // equal names share weights in the supernet
			branch = b.Conv(b.ReLU(b.Norm(branch, name+".norm", arch.BatchNorm)), name, k)
		}
		out := b.Share(b.Add(line, branch))
		return arch.Ends{Half: out, Joined: out, Out: out}
	},
}

var (
	kernels     = arch.Decision{Name: "kernels", Options: []string{"3", "5", "3 and 5"}}
	enlargement = arch.Decision{Name: "enlargement", Options: []string{"bilinear", "nearest"}}
)

// A registered space works as space.name in an experiment.
func ExampleRegister() {
	arch.Register(residual)

	a, err := residual.Parse("0 1 / 2 1 / 1 0")
	if err != nil {
		panic(err)
	}
	record := a.Record(arch.Geometry{Channels: 64, LatentDim: 128, BottomWidth: 4})
	fmt.Println(record.Layers.Params(), "parameters,", record.Layers.MACs(), "multiply-adds")
	_, err = residual.Parse("0 1 / 3 1")
	fmt.Println(err)
	// Output:
	// 413251 parameters, 144769024 multiply-adds
	// arch: cell 2, kernels (position 1): got 3, want 0 (3), 1 (5) or 2 (3 and 5)
}
