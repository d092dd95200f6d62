package kernels

import (
	"encoding/binary"
	"slices"
	"testing"

	"autogan/tests/testgpu"
	"autogan/vk"
	"autogan/vk/tensor"
)

// writers are the operations with all that each writes: results and what it
// changes in place. The sizes are odd, so that the last work group, vec4 or tile
// of each kernel is not full.
var writers = []struct {
	name string
	run  func(s *vk.Stream) []tensor.Tensor
}{
	{"relu", func(s *vk.Stream) []tensor.Tensor { return list(tensor.ReLU(s, odd(s, 67))) }},
	{"relu vec4", func(s *vk.Stream) []tensor.Tensor { return list(tensor.ReLU(s, odd(s, 68))) }},
	{"relu backward", func(s *vk.Stream) []tensor.Tensor { return list(tensor.ReLUBackward(s, odd(s, 67), odd(s, 67))) }},
	{"add", func(s *vk.Stream) []tensor.Tensor { return list(tensor.Add(s, odd(s, 3, 5, 7), odd(s, 5, 1))) }},
	{"add vec4", func(s *vk.Stream) []tensor.Tensor { return list(tensor.Add(s, odd(s, 3, 5, 4), odd(s, 4))) }},
	{"expand", func(s *vk.Stream) []tensor.Tensor { return list(tensor.Expand(s, odd(s, 5, 1), 2, 3, 5, 7)) }},
	{"sum rows", func(s *vk.Stream) []tensor.Tensor { return list(tensor.SumRows(s, odd(s, 1030, 3))) }},
	{"sum", func(s *vk.Stream) []tensor.Tensor { return list(tensor.Sum(s, odd(s, 1031))) }},
	{"conv2d", func(s *vk.Stream) []tensor.Tensor {
		return list(tensor.Conv2DForward(s, odd(s, 1, 5, 5, 3), odd(s, 3, 3, 3, 5), odd(s, 5), tensor.Conv2DConfig{Padding: 1}))
	}},
	{"conv2d scalar", func(s *vk.Stream) []tensor.Tensor {
		cfg := tensor.Conv2DConfig{Padding: 1, Kernel: tensor.ScalarKernel}
		return list(tensor.Conv2DForward(s, odd(s, 1, 5, 5, 3), odd(s, 3, 3, 3, 5), odd(s, 5), cfg))
	}},
	{"conv2d vec4", func(s *vk.Stream) []tensor.Tensor {
		cfg := tensor.Conv2DConfig{Padding: 1, Kernel: tensor.Vec4Kernel}
		return list(tensor.Conv2DForward(s, odd(s, 1, 5, 5, 4), odd(s, 3, 3, 4, 12), odd(s, 12), cfg))
	}},
	{"conv2d tiles", func(s *vk.Stream) []tensor.Tensor {
		return list(tensor.Conv2DForward(s, odd(s, 1, 5, 5, 4), odd(s, 3, 3, 4, 36), odd(s, 36), tensor.Conv2DConfig{Padding: 1}))
	}},
	{"conv2d backward input", func(s *vk.Stream) []tensor.Tensor {
		return list(tensor.Conv2DBackwardInput(s, odd(s, 1, 3, 3, 5), odd(s, 3, 3, 3, 5), tensor.Shape{1, 5, 5, 3}, tensor.Conv2DConfig{Stride: 2, Padding: 1}))
	}},
	{"conv2d backward weight", func(s *vk.Stream) []tensor.Tensor {
		return list(tensor.Conv2DBackwardWeight(s, odd(s, 3, 5, 5, 3), odd(s, 3, 5, 5, 5), tensor.Shape{3, 3, 3, 5}, tensor.Conv2DConfig{Padding: 1}))
	}},
	{"conv2d backward weight scalar", func(s *vk.Stream) []tensor.Tensor {
		cfg := tensor.Conv2DConfig{Padding: 1, Kernel: tensor.ScalarKernel}
		return list(tensor.Conv2DBackwardWeight(s, odd(s, 1, 5, 5, 3), odd(s, 1, 5, 5, 5), tensor.Shape{3, 3, 3, 5}, cfg))
	}},
	{"conv2d backward weight tiles", func(s *vk.Stream) []tensor.Tensor {
		return list(tensor.Conv2DBackwardWeight(s, odd(s, 1, 5, 5, 12), odd(s, 1, 5, 5, 36), tensor.Shape{3, 3, 12, 36}, tensor.Conv2DConfig{Padding: 1}))
	}},
	{"conv transpose 2d", func(s *vk.Stream) []tensor.Tensor {
		return list(tensor.ConvTranspose2DForward(s, odd(s, 1, 3, 3, 5), odd(s, 2, 2, 7, 5), odd(s, 7)))
	}},
	{"matmul", func(s *vk.Stream) []tensor.Tensor {
		return list(tensor.MatMul(s, odd(s, 5, 7), odd(s, 7, 3), false, false))
	}},
	{"norm statistics", func(s *vk.Stream) []tensor.Tensor {
		stats := tensor.NormStatistics(s, odd(s, 1030, 3), 1)
		return list(stats.Mean, stats.Variance)
	}},
	{"norm forward", func(s *vk.Stream) []tensor.Tensor {
		return list(tensor.NormForward(s, odd(s, 13, 5), tensor.NormStats{Mean: odd(s, 5), Variance: odd(s, 5)}, odd(s, 5), odd(s, 5), 1))
	}},
	{"norm backward sums", func(s *vk.Stream) []tensor.Tensor {
		sums, products := tensor.NormBackwardSums(s, odd(s, 13, 5), odd(s, 13, 5), tensor.NormStats{Mean: odd(s, 5), Variance: odd(s, 5)}, 1)
		return list(sums, products)
	}},
	{"norm backward input", func(s *vk.Stream) []tensor.Tensor {
		stats := tensor.NormStats{Mean: odd(s, 5), Variance: odd(s, 5)}
		return list(tensor.NormBackwardInput(s, odd(s, 13, 5), odd(s, 13, 5), stats, odd(s, 5), odd(s, 5), odd(s, 5), 1))
	}},
	{"norm update running", func(s *vk.Stream) []tensor.Tensor {
		running := tensor.NormStats{Mean: odd(s, 5), Variance: odd(s, 5)}
		tensor.NormUpdateRunning(s, running, tensor.NormStats{Mean: odd(s, 5), Variance: odd(s, 5)}, 9, 0.1)
		return list(running.Mean, running.Variance)
	}},
	{"upsample nearest", func(s *vk.Stream) []tensor.Tensor { return list(tensor.UpsampleNearest2D(s, odd(s, 1, 3, 5, 3), 2)) }},
	{"upsample bilinear", func(s *vk.Stream) []tensor.Tensor { return list(tensor.UpsampleBilinear2D(s, odd(s, 1, 3, 5, 3), 2)) }},
	{"upsample bilinear backward", func(s *vk.Stream) []tensor.Tensor {
		return list(tensor.UpsampleBilinear2DBackward(s, odd(s, 1, 6, 10, 3), 2))
	}},
	{"avg pool", func(s *vk.Stream) []tensor.Tensor { return list(tensor.AvgPool2D(s, odd(s, 1, 6, 10, 3), 2)) }},
	{"softmax", func(s *vk.Stream) []tensor.Tensor { return list(tensor.Softmax(s, odd(s, 67, 3))) }},
	{"softmax backward", func(s *vk.Stream) []tensor.Tensor {
		return list(tensor.SoftmaxBackward(s, odd(s, 67, 3), odd(s, 67, 3)))
	}},
	{"pick", func(s *vk.Stream) []tensor.Tensor {
		return list(tensor.Pick(s, odd(s, 3, 5), uints(s, []uint32{4, 0, 2})))
	}},
	{"pick backward", func(s *vk.Stream) []tensor.Tensor {
		return list(tensor.PickBackward(s, odd(s, 3), uints(s, []uint32{4, 0, 2}), 5))
	}},
	{"embedding", func(s *vk.Stream) []tensor.Tensor {
		return list(tensor.Embedding(s, odd(s, 5, 7), uints(s, []uint32{4, 0, 2})))
	}},
	{"embedding backward", func(s *vk.Stream) []tensor.Tensor {
		return list(tensor.EmbeddingBackward(s, odd(s, 3, 7), uints(s, []uint32{4, 0, 2}), 5))
	}},
	{"lstm", func(s *vk.Stream) []tensor.Tensor {
		y := tensor.LSTMForward(s, odd(s, 3, 28), odd(s, 3, 7))
		return list(y.Activations, y.Cell, y.Hidden)
	}},
	{"lstm backward cell", func(s *vk.Stream) []tensor.Tensor {
		return list(tensor.LSTMBackwardCell(s, odd(s, 3, 28), odd(s, 3, 7), odd(s, 3, 7)))
	}},
	{"lstm backward hidden", func(s *vk.Stream) []tensor.Tensor {
		return list(tensor.LSTMBackwardHidden(s, odd(s, 3, 28), odd(s, 3, 7), odd(s, 3, 7)))
	}},
	{"spectral norm", func(s *vk.Stream) []tensor.Tensor {
		u, v := odd(s, 5), odd(s, 35)
		e := tensor.SpectralNormPowerIteration(s, odd(s, 35, 5), u, v, 1)
		return list(u, v, e.U, e.V, e.Sigma)
	}},
	{"spectral norm backward", func(s *vk.Stream) []tensor.Tensor {
		return list(tensor.SpectralNormBackward(s, odd(s, 35, 5), odd(s, 35, 5), tensor.Spectral{U: odd(s, 5), V: odd(s, 35), Sigma: odd(s, 1)}))
	}},
	{"adam step", func(s *vk.Stream) []tensor.Tensor {
		w, m, v := odd(s, 67), odd(s, 67), odd(s, 67)
		tensor.AdamStep(s, w, odd(s, 67), m, v, tensor.AdamRates{LR: 1, Beta1: 0.5, Beta2: 0.5, Eps: 1, Step: 1})
		return list(w, m, v)
	}},
	{"ema update", func(s *vk.Stream) []tensor.Tensor {
		shadow := odd(s, 67)
		tensor.EMAUpdate(s, shadow, odd(s, 67), 0.5)
		return list(shadow)
	}},
	{"random bits", func(s *vk.Stream) []tensor.Tensor {
		y := tensor.TempOf(s, tensor.Uint32, 67)
		tensor.RandomBits(s, y, seed, stream)
		return list(y)
	}},
	{"random uniform", func(s *vk.Stream) []tensor.Tensor {
		y := tensor.Temp(s, 67)
		tensor.RandomUniform(s, y, 0, 1, seed, stream)
		return list(y)
	}},
	{"random normal", func(s *vk.Stream) []tensor.Tensor {
		y := tensor.Temp(s, 67)
		tensor.RandomNormal(s, y, 0, 1, seed, stream)
		return list(y)
	}},
	{"sample categorical", func(s *vk.Stream) []tensor.Tensor {
		return list(tensor.SampleCategorical(s, odd(s, 67, 3), seed, stream))
	}},
	{"gather images", func(s *vk.Stream) []tensor.Tensor {
		images := tensor.TempOf(s, tensor.Uint8, 2, 3, 3, 3)
		images.UploadBytes(s, make([]byte, 54))
		return list(tensor.GatherImages(s, images, uints(s, []uint32{1, 0, 1})))
	}},
	{"to bytes", func(s *vk.Stream) []tensor.Tensor { return list(tensor.ToBytes(s, odd(s, 67))) }},
	{"from bytes", func(s *vk.Stream) []tensor.Tensor {
		x := tensor.TempOf(s, tensor.Uint8, 67)
		x.UploadBytes(s, make([]byte, 67))
		return list(tensor.FromBytes(s, x))
	}},
}

func list(written ...tensor.Tensor) []tensor.Tensor { return written }

// odd is an input of ones, which every operation takes.
func odd(s *vk.Stream, dims ...int) tensor.Tensor { return tensor.Full(s, 1, dims...) }

// guardWord fills memory that no operation may touch; no result is like it.
const guardWord = 0xABCD1234

// TestResultsEndWhereTheirMemoryEnds runs every operation in memory of a known
// content and looks for writes beside its results: up to the next temporary,
// which begins at a multiple of 256 bytes, and behind the last one.
func TestResultsEndWhereTheirMemoryEnds(t *testing.T) {
	const granule, guarded = 256, 1 << 20
	for _, w := range writers {
		t.Run(w.name, func(t *testing.T) {
			_, s := testgpu.Stream(t)
			s.Fill(s.Temp(guarded), guardWord)
			if err := s.EndStep(); err != nil {
				t.Fatal(err)
			}
			results := w.run(s)
			end := s.Temp(granule).Address()
			if err := s.EndStep(); err != nil {
				t.Fatal(err)
			}
			arena := s.Temp(guarded)
			memory := make([]byte, guarded)
			if err := s.Download(memory, arena); err != nil {
				t.Fatal(err)
			}
			inResult := func(address uint64) bool {
				return slices.ContainsFunc(results, func(x tensor.Tensor) bool {
					return address >= x.Buffer.Address() && address < x.Buffer.Address()+x.Buffer.Size()
				})
			}
			untouched := func(from, to uint64) {
				for at := from; at < to; at += 4 {
					word := binary.LittleEndian.Uint32(memory[at-arena.Address():])
					if !inResult(at) && word != guardWord {
						t.Fatalf("the word at byte %d, beside the results, has become %#x", at-arena.Address(), word)
					}
				}
			}
			for _, x := range results {
				last := x.Buffer.Address() + x.Buffer.Size()
				untouched(last&^(granule-1), (last+granule-1)&^(granule-1))
			}
			untouched(end, arena.Address()+guarded)
		})
	}
}

// TestReadersOfResultsWait copies each thing that an operation writes right
// after it: the copy must cost a barrier. One whose launcher declares it as
// read only would get none, and be right on a device that works in order.
func TestReadersOfResultsWait(t *testing.T) {
	for _, w := range writers {
		t.Run(w.name, func(t *testing.T) {
			_, s := testgpu.Stream(t)
			for i := range w.run(s) {
				written := w.run(s)[i]
				into := s.Temp(written.Buffer.Size())
				before := s.Stats().Barriers
				s.Copy(into, written.Buffer)
				if got := s.Stats().Barriers - before; got != 1 {
					t.Errorf("result %d: %d barriers before it is read, want 1", i, got)
				}
			}
		})
	}
}

// Views of whole vec4s whose length is odd are read and written four at a time
// but for their tail: what lies behind the view stays.
func TestTailsOfAlignedViewsStay(t *testing.T) {
	s := poisonedStream(t)
	const n, guard = 67, 12345.5
	view := func() (tensor.Tensor, tensor.Tensor) {
		whole := tensor.Full(s, guard, 4+n+5)
		return whole, whole.Rows(4, n)
	}
	whole, x := view()
	others := [3]tensor.Tensor{}
	wholes := []tensor.Tensor{whole}
	for i := range others {
		whole, others[i] = view()
		wholes = append(wholes, whole)
	}
	tensor.AdamStep(s, x, others[0], others[1], others[2], tensor.AdamRates{LR: 1, Beta1: 0.5, Beta2: 0.5, Eps: 1, Step: 1})
	tensor.EMAUpdate(s, x, others[0], 0.5)
	tensor.RandomUniform(s, others[1], 0, 1, seed, stream)
	tensor.RandomNormal(s, others[2], 0, 1, seed, stream)
	for k, whole := range wholes {
		got := floats(t, s, whole)
		for i, v := range got {
			if outside := i < 4 || i >= 4+n; outside && v != guard {
				t.Errorf("tensor %d: element %d beside the view has become %g", k, i-4, v)
			}
		}
	}
}
