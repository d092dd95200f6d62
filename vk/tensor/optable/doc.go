// Package optable is the one table of operations: element-wise functions,
// sums, resampling, pooling, losses and updates. A row says an operation's
// name, its number among the operations of its kernels, where its operands may
// lie, and what it launches.
//
//	for _, op := range optable.Of(optable.Unary) {
//		fmt.Println(op, op.Row().Formula)
//	}
//
// The table is data and launches nothing. Others follow from it or read it:
//
//	make generate        writes the constants of this package and of the
//	                     shaders, and the lists of vk/autograd/functions
//	vk/tensor            launches with an operation's number
//	tests, self-test, bench
//	                     choose operands by domain and shapes by what a row says
//
// A new row needs a case in the shaders' switch, a function of its name in
// vk/tensor and, if it is differentiated, in vk/autograd, and an oracle in
// tests/ref. A row that no test reaches fails tests/kernels, tests/gradcheck
// and tests/doctor.
package optable
