package convplan

import (
	"slices"
	"testing"

	"autogan/vk"
)

// TestEveryRowIsReached checks that each row serves some layer on some device, or is
// timed for one.
func TestEveryRowIsReached(t *testing.T) {
	reached := map[Kernel]bool{}
	eachPlan(t, func(d device, p Problem, plan Plan) {
		reached[plan.Kernel] = true
		for _, k := range Candidates(d.caps, p.Shape) {
			reached[k] = true
		}
	})
	for _, r := range table {
		if !reached[r.kernel] {
			t.Errorf("no layer runs on %v on any device, and none is timed on it", r.kernel)
		}
	}
}

// TestPlansRun checks that a device can run what is planned for it, whichever
// kernel was asked for.
func TestPlansRun(t *testing.T) {
	eachPlan(t, func(d device, p Problem, _ Plan) {
		for asked := Auto; asked <= Matrix; asked++ {
			p.Asked = asked
			plan := Of(d.caps, p)
			if missing := plan.Kernel.Missing(d.caps); missing != "" {
				t.Errorf("%s, %v asked of %v: %v %s", d.name, p.Shape, asked, plan.Kernel, missing)
			}
			if asked == Auto && plan.Kernel.Tiled() && d.caps.Type == vk.CPU {
				t.Errorf("%s, %v: shared memory is slow on a CPU", d.name, p.Shape)
			}
			if asked != Auto && plan.Kernel != asked && rowOf(asked).runs(d.caps, p.computed()) {
				t.Errorf("%s, %v: %v runs in place of %v, which fits", d.name, p.Shape, plan.Kernel, asked)
			}
		}
	})
}

// TestStepsAreDoneOnce checks that each wanted step is done once, before,
// within or after the kernel, in an order that gives the same result.
func TestStepsAreDoneOnce(t *testing.T) {
	each := func(d device, p Problem) {
		plan := Of(d.caps, p)
		if plan.Prologue+plan.Fused+plan.Epilogue != p.Wanted || plan.Prologue|plan.Fused|plan.Epilogue != p.Wanted {
			t.Errorf("%s, %v: %v, %v and %v make up %v", d.name, p.Shape, plan.Prologue, plan.Fused, plan.Epilogue, p.Wanted)
		}
		if plan.Prologue&^prologue != 0 || plan.Epilogue&^epilogue != 0 {
			t.Errorf("%s, %v: %v before, %v after", d.name, p.Shape, plan.Prologue, plan.Epilogue)
		}
		if first := plan.Epilogue & -plan.Epilogue; first != 0 && plan.Fused >= first {
			t.Errorf("%s, %v: %v is done before %v", d.name, p.Shape, plan.Fused, plan.Epilogue)
		}
		says := rowOf(plan.Kernel).fuses
		if p.Half {
			says = rowOf(plan.Kernel).fusesHalf
		}
		if plan.Fused&^plan.Can != 0 || plan.Can&^says != 0 {
			t.Errorf("%s, %v: %v fuses %v and could %v, its row says %v", d.name, p.Shape, plan.Kernel, plan.Fused, plan.Can, says)
		}
	}
	eachPlan(t, func(d device, p Problem, _ Plan) {
		for p.Wanted = range Steps(1 << 6) {
			for _, p.Asked = range []Kernel{Auto, Subgroup8, WinogradVec4, Matrix} {
				each(d, p)
			}
		}
	})
}

// TestSplitsCoverEverythingOnce checks slices, parts and chunks against what they
// divide.
func TestSplitsCoverEverythingOnce(t *testing.T) {
	each := func(d device, p Problem, plan Plan) {
		whole := plan.Computed.Pixels()
		switch {
		case plan.Kernel == WinogradVec4 || plan.Kernel == WinogradSubgroup8:
			whole = p.N
		case plan.Kernel.Tiled() && p.Pass != BackwardWeight:
			whole = plan.Computed.Taps() * plan.Channels[0]
		default:
			if direct := p.Pass == BackwardWeight && plan.Kernel != Im2col; direct != (plan.Split.Parts > 0) {
				t.Errorf("%s, %v on %v: split %+v", d.name, p.Shape, plan.Kernel, plan.Split)
			}
			if plan.Split.Parts == 0 {
				return
			}
		}
		s := plan.Split
		if s.Size < 1 || s.Size*s.Parts < whole || s.Size*(s.Parts-1) >= whole {
			t.Errorf("%s, %v: %d parts of %d for %d", d.name, p.Shape, s.Parts, s.Size, whole)
		}
		if plan.Kernel.Tiled() && s.Size%plan.Tile.Step() != 0 {
			t.Errorf("%s, %v: a part of %d is no whole steps of %d", d.name, p.Shape, s.Size, plan.Tile.Step())
		}
	}
	eachPlan(t, func(d device, p Problem, plan Plan) {
		each(d, p, plan)
		for p.Asked = Tiled128x128; p.Asked <= Tiled32x32; p.Asked++ {
			each(d, p, Of(d.caps, p))
		}
	})
}

// TestCPUsHaveFastKernels checks that every CPU, whatever its subgroups, runs
// 3×3 convolutions on Winograd's kernels. The direct ones take three times as
// long with sixteen lanes and ten times as long with four.
func TestCPUsHaveFastKernels(t *testing.T) {
	for _, lanes := range []int{4, 8, 16, 32} {
		for pass := Forward; pass <= BackwardWeight; pass++ {
			shape := same(64, 16, 128, 3, 3, 128)
			shape.Pass = pass
			plan := Of(vk.Caps{Type: vk.CPU, SubgroupSize: lanes}, Problem{Shape: shape})
			if plan.Kernel != WinogradVec4 && plan.Kernel != WinogradSubgroup8 || !plan.Can.Has(ReLU|Enlarge|Pool|Mask|Add) {
				t.Errorf("%d lanes, %v: %v, which fuses %v", lanes, shape, plan.Kernel, plan.Can)
			}
		}
	}
}

// TestCandidates compares the kernels that the tuner times with lists by hand.
func TestCandidates(t *testing.T) {
	gpu := func(t vk.DeviceType, lanes, units int) vk.Caps {
		return vk.Caps{Type: t, SubgroupSize: lanes, ComputeUnits: units, MaxInvocations: 1024, SharedMemory: 32 << 10}
	}
	winograd, dot, small := same(64, 16, 128, 3, 3, 128), same(64, 16, 128, 1, 1, 128), same(8, 8, 64, 1, 1, 64)
	half := winograd
	half.Half = true
	toImage := same(64, 32, 128, 3, 3, 3) // the gradient of an image is float32
	toImage.Half, toImage.Pass = true, BackwardInput
	matrices := gpu(vk.Discrete, 32, 84)
	matrices.Matrix = vk.Matrix{M: 16, N: 16, K: 16, Lanes: 32}
	strided := Shape{Pass: BackwardInput, N: 1, H: 8, W: 8, C: 64, KH: 3, KW: 3, O: 64, Stride: 2, PaddingH: 1, PaddingW: 1}
	for _, c := range []struct {
		caps  vk.Caps
		shape Shape
		want  []Kernel
	}{
		{gpu(vk.Discrete, 32, 84), winograd, []Kernel{Auto, Vec4, Tiled128x64, Tiled64x128, Tiled128x128, WinogradTiled}},
		{matrices, winograd, []Kernel{Auto, Vec4, Tiled128x64, Tiled64x128, Tiled128x128, WinogradTiled}},
		{matrices, half, []Kernel{Auto, Vec4, Tiled128x64, Tiled64x128, Tiled128x128, Matrix}},
		{matrices, toImage, []Kernel{Auto, Vec4}},
		{withMatrices(vk.CPU, 8), half, []Kernel{Auto, Vec4, Subgroup8, WinogradSubgroup8}},
		{gpu(vk.Discrete, 32, 84), half, []Kernel{Auto, Vec4, Tiled128x64, Tiled64x128, Tiled128x128}},
		{gpu(vk.Discrete, 32, 32), dot, []Kernel{Auto, Vec4, Tiled128x128}},
		{gpu(vk.Integrated, 8, 0), small, []Kernel{Auto, Vec4, Tiled64x64, Tiled128x64}},
		{vk.Caps{Type: vk.Discrete, SubgroupSize: 32}, dot, []Kernel{Auto, Vec4}}, // without memory for tiles
		{gpu(vk.Discrete, 64, 84), strided, []Kernel{Auto}},                       // only the plain kernel computes it
		{vk.Caps{Type: vk.CPU, SubgroupSize: 8}, winograd, []Kernel{Auto, Vec4, Subgroup8, WinogradSubgroup8}},
		{vk.Caps{Type: vk.CPU, SubgroupSize: 16}, winograd, []Kernel{Auto}},
		{vk.Caps{Type: vk.CPU, SubgroupSize: 4}, winograd, []Kernel{Auto}},
	} {
		if got := Candidates(c.caps, c.shape); !slices.Equal(got, c.want) {
			t.Errorf("%v with %d lanes, %v: %v, want %v", c.caps.Type, c.caps.SubgroupSize, c.shape, got, c.want)
		}
	}
}

// TestKernelNames reads back every name, and Im2col's name in files of earlier
// versions.
func TestKernelNames(t *testing.T) {
	for k := Auto; k <= Matrix; k++ {
		if got, err := ParseKernel(k.String()); err != nil || got != k {
			t.Errorf("%v reads as %v, %v", k, got, err)
		}
	}
	if got, err := ParseKernel("unfold"); err != nil || got != Im2col {
		t.Errorf("unfold reads as %v, %v", got, err)
	}
	if got, err := ParseKernel("fastest"); err == nil {
		t.Errorf("fastest reads as %v", got)
	}
}

// TestVaryingLanesHaveNoFixedKernels has a GPU that says eight lanes and may run
// in more, where a kernel for eight gives wrong numbers.
func TestVaryingLanesHaveNoFixedKernels(t *testing.T) {
	shape := Shape{N: 1, H: 8, W: 8, C: 16, KH: 3, KW: 3, O: 16, Stride: 1, PaddingH: 1, PaddingW: 1}
	for varying, want := range map[bool]bool{false: true, true: false} {
		caps := vk.Caps{Type: vk.Integrated, SubgroupSize: 8, VaryingLanes: varying}
		asked := Of(caps, Problem{Shape: shape, Asked: Subgroup8}).Kernel == Subgroup8
		if listed := slices.Contains(Kernels(caps), Subgroup8); asked != want || listed != want {
			t.Errorf("varying %t: runs on the kernel for eight lanes %t, lists it %t; want %t", varying, asked, listed, want)
		}
	}
}
