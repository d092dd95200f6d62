// Package functions lists the Go functions of the table of operations, kind by
// kind, so that tests, self-test and benchmarks can walk over them:
//
//	for _, f := range functions.Reductions {
//		y := f.Forward(stream, x)
//		fmt.Println(f.Op, y.Shape)
//	}
//
// The lists are generated from vk/tensor/optable. A model calls vk/autograd and
// vk/tensor by name and has no use for them.
package functions
