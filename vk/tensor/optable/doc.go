// Package optable is the one table of operations: what has no convolution,
// normalisation or random number in it. A row says an operation's name, its
// number among the operations of its kernels, where its operands must lie, and
// what it launches.
//
//	for _, op := range optable.Of(optable.Unary) {
//		fmt.Println(op, op.Row().Formula)
//	}
//
// The table is data and launches nothing. What follows from it:
//
//	make generate           the constants of this package and of the shaders,
//	                        and the lists of vk/autograd/functions
//	vk/tensor               launches with an operation's number
//	tests/cases, autogan doctor, autogan bench, tests/metamorphic
//	                        choose operands by its domain
//
// A new row needs its kernels, a function of its name in vk/tensor and, if it
// is differentiated, in vk/autograd, and an oracle in tests/ref. A row that no
// test reaches fails tests/kernels, tests/gradcheck and tests/doctor.
package optable
