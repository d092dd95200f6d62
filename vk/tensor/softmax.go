package tensor

import (
	"fmt"

	"autogan/shaders"
	"autogan/vk"
)

// Softmax returns exp(x_k) / Σ_j exp(x_j) over the last axis of x, any shape.
// It panics if x is no float32 tensor or has no axis.
func Softmax(s *vk.Stream, x Tensor) Tensor { return softmax(s, "softmax", 0, x) }

// LogSoftmax returns x_k - ln Σ_j exp(x_j) over the last axis of x, any shape.
// It panics if x is no float32 tensor or has no axis.
func LogSoftmax(s *vk.Stream, x Tensor) Tensor { return softmax(s, "log softmax", 1, x) }

// SoftmaxBackward returns y (dy - Σ_j dy_j y_j), the VJP of Softmax with the
// result y. It panics if y and dy differ in shape.
func SoftmaxBackward(s *vk.Stream, y, dy Tensor) Tensor {
	return softmaxBackward(s, "softmax backward", 0, y, dy)
}

// LogSoftmaxBackward returns dy - exp(y) Σ_j dy_j, the VJP of LogSoftmax with
// the result y. It panics if y and dy differ in shape.
func LogSoftmaxBackward(s *vk.Stream, y, dy Tensor) Tensor {
	return softmaxBackward(s, "log softmax backward", 1, y, dy)
}

func softmax(s *vk.Stream, op string, log uint32, x Tensor) Tensor {
	wantType(op, x, Float32)
	rows, k := rowsOf(op, x)
	y := Temp(s, x.Shape...)
	s.Kernel(shaders.SoftmaxForward).Spec(log).Read(x.Buffer).Write(y.Buffer).Int(rows).Int(k).Run1D(rows)
	return y
}

func softmaxBackward(s *vk.Stream, op string, log uint32, y, dy Tensor) Tensor {
	wantType(op, y, Float32)
	rows, k := rowsOf(op, y)
	wantSame(op, "y", y, "dy", dy)
	dx := Temp(s, y.Shape...)
	s.Kernel(shaders.SoftmaxBackward).Spec(log).Read(y.Buffer).Read(dy.Buffer).Write(dx.Buffer).Int(rows).Int(k).Run1D(rows)
	return dx
}

// rowsOf reads x as rows along its last axis.
func rowsOf(op string, x Tensor) (rows, k int) {
	wantFloat(op, x)
	if len(x.Shape) == 0 || x.Shape.NumElements() == 0 {
		panic(fmt.Sprintf("tensor: %s: got shape %v, want at least one axis and one element", op, x.Shape))
	}
	k = x.Shape[len(x.Shape)-1]
	return x.Shape.NumElements() / k, k
}
