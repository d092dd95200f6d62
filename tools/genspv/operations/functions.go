package operations

import (
	"bytes"
	"fmt"

	"autogan/vk/tensor/optable"
)

// functions are the lists of the Go functions of each kind that are called in
// one way. One that is missing does not compile.
func functions() []byte {
	var b bytes.Buffer
	b.WriteString(notice + "package functions\n\nimport (\n\"autogan/vk\"\n\"autogan/vk/autograd\"\n\"autogan/vk/tensor\"\n\"autogan/vk/tensor/optable\"\n)\n")
	for _, list := range []struct {
		kind          optable.Kind
		variable, typ string
		fields        func(op optable.Op) string
	}{
		{optable.Unary, "Unaries", "Unary", unary},
		{optable.Binary, "Binaries", "Binary", simple},
		{optable.Reduction, "Reductions", "Reduction", simple},
		{optable.Resampling, "Resamplings", "Resampling", resampling},
		{optable.Pooling, "Poolings", "Pooling", simple},
	} {
		fmt.Fprintf(&b, "\n// %s are the functions of the kind.\nvar %[1]s = []%s{\n", list.variable, list.typ)
		for _, op := range optable.Of(list.kind) {
			fmt.Fprintf(&b, "{Op: optable.%s, %s},\n", goName(op), list.fields(op))
		}
		b.WriteString("}\n")
	}
	return b.Bytes()
}

// simple are the functions of an operation whose Go functions already have the
// signature of their kind.
func simple(op optable.Op) string {
	text := "Forward: tensor." + goName(op)
	if op.Row().Launch.Backward != nil {
		text += ", Backward: tensor." + goName(op) + "Backward"
	}
	if op.Row().Tape {
		text += ", Tape: autograd." + goName(op)
	}
	return text
}

func resampling(op optable.Op) string {
	return simple(op) + fmt.Sprintf(", ForwardAdd: tensor.%sAdd, BackwardAdd: tensor.%[1]sBackwardAdd, TapeAdd: autograd.%[1]sAdd", goName(op))
}

// unary passes on as many constants as the function has.
func unary(op optable.Op) string {
	passed := []string{"", ", a", ", a, b"}[op.Row().Constants]
	text := fmt.Sprintf("Forward: func(s *vk.Stream, x tensor.Tensor, a, b float32) tensor.Tensor { return tensor.%s(s, x%s) },\n", goName(op), passed)
	if op.Row().Launch.Backward != nil {
		text += fmt.Sprintf("Backward: func(s *vk.Stream, kept, gradOutput tensor.Tensor, a, b float32) tensor.Tensor { return tensor.%sBackward(s, kept, gradOutput%s) },\n", goName(op), passed)
	}
	return text + fmt.Sprintf("Tape: func(x *autograd.Var, a, b float32) *autograd.Var { return autograd.%s(x%s) }", goName(op), passed)
}
