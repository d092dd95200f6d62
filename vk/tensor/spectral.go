package tensor

import (
	"fmt"

	"autogan/shaders"
	"autogan/vk"
)

// spectralEps is the least length a vector is divided by, as in PyTorch.
const spectralEps = 1e-12

// Spectral is the estimate of a weight's largest singular value and the
// singular vectors it was made of, as temporaries: U [out], V [in], Sigma [1].
type Spectral struct{ U, V, Sigma Tensor }

var (
	spectralRightKernels  = laned{shaders.SpectralRight, shaders.SpectralRightVec4}
	spectralLeftKernels   = laned{shaders.SpectralLeft, shaders.SpectralLeftVec4}
	spectralDotKernels    = laned{shaders.SpectralBackwardDot, shaders.SpectralBackwardDotVec4}
	spectralWeightKernels = laned{shaders.SpectralBackwardWeight, shaders.SpectralBackwardWeightVec4}
)

// SpectralNormPowerIteration estimates the largest singular value of a weight
// W: [..., out], read as the matrix [in, out], by the power method (Miyato et
// al. 2018): iterations times v = W·u and u = Wᵀ·v, each divided by its length,
// in place; then sigma = uᵀ·Wᵀ·v. Without iterations u and v stay. u: [out], v: [in].
// It panics if shapes do not fit or iterations is negative.
func SpectralNormPowerIteration(s *vk.Stream, weight, u, v Tensor, iterations int) Spectral {
	in, out := spectralShape(weight, u, v)
	if iterations < 0 {
		panic(fmt.Sprintf("tensor: spectral norm: %d iterations, want none or more", iterations))
	}
	if iterations == 0 {
		return spectralUpdate(s, weight, u, v, v, in, out, false)
	}
	var result Spectral
	for range iterations {
		t := Temp(s, in)
		lanes := lanesOf(out, weight.Buffer, u.Buffer)
		s.Kernel(spectralRightKernels.kernel(lanes)).
			Read(weight.Buffer).Read(u.Buffer).Write(t.Buffer).Int(in).Int(out / lanes).Run1D(in)
		result = spectralUpdate(s, weight, u, v, t, in, out, true)
	}
	return result
}

// spectralUpdate multiplies t by Wᵀ and, if iterate, makes the next u and v of it.
func spectralUpdate(s *vk.Stream, weight, u, v, t Tensor, in, out int, iterate bool) Spectral {
	chunk, chunks := spectralChunks(in)
	partial, squares := Temp(s, chunks, out), Temp(s, chunks)
	lanes := lanesOf(out, weight.Buffer)
	items := chunks * out / lanes
	s.Kernel(spectralLeftKernels.kernel(lanes)).
		Read(weight.Buffer).Read(t.Buffer).Write(partial.Buffer).Write(squares.Buffer).
		Int(items).Int(in).Int(out / lanes).Int(chunk).Int(chunks).Run1D(items)
	product := reduceRows(s, partial, 1, chunks, out, 1)
	result := Spectral{U: Temp(s, out), V: Temp(s, in), Sigma: Temp(s, 1)}
	mode := uint32(0)
	if iterate {
		mode = 1
	}
	const span = 16 // elements of a thread of spectral_update.comp
	s.Kernel(shaders.SpectralUpdate).Spec(mode).
		Read(t.Buffer).Read(product.Buffer).Read(squares.Buffer).
		Write(u.Buffer).Write(v.Buffer).Write(result.U.Buffer).Write(result.V.Buffer).Write(result.Sigma.Buffer).
		Int(in).Int(out).Int(chunks).Float(spectralEps).Run1D((in + out + span - 1) / span)
	return result
}

// SpectralNormBackward returns the gradient of weight / sigma with sigma =
// uᵀ·Wᵀ·v and u, v constant: gradOutput/σ − (Σ gradOutput·W)/σ² · v·uᵀ.
func SpectralNormBackward(s *vk.Stream, weight, gradOutput Tensor, e Spectral) Tensor {
	wantSame("spectral norm backward", "weight", weight, "gradOutput", gradOutput)
	in, out := spectralShape(weight, e.U, e.V)
	chunk, chunks := spectralChunks(in)
	partial := Temp(s, chunks, out)
	lanes := lanesOf(out, weight.Buffer, gradOutput.Buffer)
	items := chunks * out / lanes
	s.Kernel(spectralDotKernels.kernel(lanes)).
		Read(weight.Buffer).Read(gradOutput.Buffer).Write(partial.Buffer).
		Int(items).Int(in).Int(out / lanes).Int(chunk).Int(chunks).Run1D(items)
	product := Sum(s, partial)
	gradWeight := Temp(s, weight.Shape...)
	items = in * out / lanes
	s.Kernel(spectralWeightKernels.kernel(lanes)).
		Read(gradOutput.Buffer).Read(e.U.Buffer).Read(e.V.Buffer).Read(e.Sigma.Buffer).Read(product.Buffer).
		Write(gradWeight.Buffer).Int(items).Int(out / lanes).Run1D(items)
	return gradWeight
}

// spectralChunks splits the rows of a weight: enough threads, few partial sums.
func spectralChunks(in int) (chunk, chunks int) {
	chunk = max(leastChunk, (in+31)/32)
	return chunk, (in + chunk - 1) / chunk
}

// spectralShape reads a weight [..., out] as [in, out] and checks u and v.
func spectralShape(weight, u, v Tensor) (in, out int) {
	wantType("spectral norm", weight, Float32)
	in, out = rowsOf("spectral norm", weight)
	if u.NumElements() != out || v.NumElements() != in {
		panic(fmt.Sprintf("tensor: spectral norm: weight is %v, u is %v, v is %v", weight.Shape, u.Shape, v.Shape))
	}
	return in, out
}
