package predict

import (
	"math"
	"testing"

	"autogan/shaders"
	"autogan/tools/isa/budget"
	"autogan/tools/isa/code"
	"autogan/vk"
)

// card does 1,000 multiply-adds and loads 1,000 shared bytes a microsecond in each
// of ten units, and 10,000 bytes of memory.
var card = Card{Units: 10, GHz: 1, MultiplyAdds: 1, Matrix: 4, PerMatrix: 100, SharedBytes: 1, GBPS: 10, LaunchUS: 3}

func rows(loops ...code.Loop) budget.Table {
	var t budget.Table
	for i, l := range loops {
		t.Rows = append(t.Rows, budget.Row{Kernel: shaders.MatMulForward.Name, Constants: budget.Constants([]uint32{uint32(i)}), Lanes: 32, Loop: l})
	}
	return t
}

// launch is one of the kernel with the loop of a number.
func launch(loop int, groups, products int) vk.Launched {
	return vk.Launched{Kernel: shaders.MatMulForward, Spec: []uint32{uint32(loop)}, Groups: groups, Products: products}
}

// TestEachBoundCounts gives each bound a launch that it alone slows down.
func TestEachBoundCounts(t *testing.T) {
	m := model{card, rows(
		code.Loop{MultiplyAdds: 10, Vector: 5, SharedBytes: 2},
		code.Loop{MultiplyAdds: 10, Vector: 5, SharedBytes: 40},
		code.Loop{Matrix: 8, Vector: 100, SharedBytes: 1},
		code.Loop{Matrix: 8, SharedBytes: 100},
	)}
	memory, waiting := launch(0, 100, 1000), launch(0, 100, 1000)
	memory.Bytes, memory.Waits, waiting.Waits = 100_000, true, true
	for _, test := range []struct {
		launched vk.Launched
		bound    Bound
		us       float64
	}{
		{launch(0, 100, 1_000_000), MultiplyAdds, 150},
		{launch(0, 5, 1_000_000), MultiplyAdds, 300},  // half of the units idle
		{launch(0, 15, 1_000_000), MultiplyAdds, 200}, // half of them in the second round
		{launch(1, 100, 1_000_000), SharedMemory, 400},
		{launch(2, 100, 1_000_000), MatrixUnits, 25},
		{launch(3, 100, 1_000_000), SharedMemory, 400}, // 800 products for 3,200 bytes of a wave
		{memory, Memory, 10},
		{waiting, Launch, 3},
	} {
		seconds, bound := m.seconds(test.launched)
		if bound != test.bound || math.Abs(1e6*seconds-test.us) > 1e-9*test.us {
			t.Errorf("%+v: %.3f µs, bound by %v; want %.3f by %v", test.launched, 1e6*seconds, bound, test.us, test.bound)
		}
	}
}

// TestLikeConstantsStandIn takes the row that agrees in most places.
func TestLikeConstantsStandIn(t *testing.T) {
	var m model
	for _, constants := range []string{"3,3,1,0", "1,1,1,0", "3,3,2,0"} {
		m.loops.Rows = append(m.loops.Rows, budget.Row{Kernel: shaders.MatMulForward.Name, Constants: constants})
	}
	m.loops.Rows = append(m.loops.Rows, budget.Row{Kernel: "another", Constants: "3,3,2,1"})
	got, ok := m.row(vk.Launched{Kernel: shaders.MatMulForward, Spec: []uint32{3, 3, 2, 1}})
	if !ok || got.Constants != "3,3,2,0" {
		t.Errorf("got %+v (%t), want the row of 3,3,2,0", got, ok)
	}
	if got, ok := m.row(vk.Launched{Kernel: shaders.Fill}); ok {
		t.Errorf("a kernel without a row got %+v", got)
	}
}

// TestEstimatesAddUp adds launches of two kernels.
func TestEstimatesAddUp(t *testing.T) {
	r := Recorder{Card: card, model: model{card, rows(code.Loop{MultiplyAdds: 1})}}
	for range 2 {
		r.add(launch(0, 100, 1_000_000))
	}
	for range 3 {
		r.add(vk.Launched{Kernel: shaders.Fill, Bytes: 500_000})
	}
	e := r.Take()
	if e.Launches != 5 || math.Abs(e.Seconds-350e-6) > 1e-12 || e.Bound() != "multiply-adds 57 %" {
		t.Errorf("got %+v by %s, want 5 launches in 350 µs, 57 %% of them by multiply-adds", e, e.Bound())
	}
	if got := e.Slowest(); len(got) != 2 || got[0] != shaders.MatMulForward.Name {
		t.Errorf("the slowest kernels are %v", got)
	}
	if got := e.Kernels[shaders.Fill.Name]; got.Launches != 3 || got.Bytes != 1_500_000 {
		t.Errorf("got %+v of fill, want 3 launches that move 500,000 bytes each", got)
	}
	if again := r.Take(); again.Launches != 0 || again.Bound() != "" {
		t.Errorf("after Take there is %+v", again)
	}
}
