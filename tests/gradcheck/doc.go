// Package gradcheck checks the tape's gradients.
//
// Those of each operation are compared with the oracle's, element by element,
// and with the difference of two forward runs along a random direction; where
// the operation is linear, it and its VJP must be adjoint. The operation always
// stands in the middle of a graph: if its cotangent were just 1, a VJP that
// ignored it would pass.
//
// Then whole parts of the networks, as packages layers and gan build them, are
// compared with the same parts written on the oracle's tape.
package gradcheck
