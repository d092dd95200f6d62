// Package predict says how long work would take on a card that is not at hand:
// a prediction, to be checked against a card when there is one.
//
// The work is recorded on a device that imitates the card (vk.Device.Imitate), so
// that its launches are those that the card would get. Each launch takes as
// long as what bounds it:
//
//   - multiply-adds: those that the kernel does, at the card's rate, and in
//     proportion the other vector instructions of the kernel's innermost loop;
//   - matrix units: the same of kernels with cooperative matrices;
//   - shared memory: the bytes that the innermost loop loads from it;
//   - memory: the bytes of the kernel's operands and results, each once, at the
//     bandwidth of the card's memory;
//   - launch: the least time of a launch that has to wait for the one before it.
//
// The innermost loops are those that compilers for the cards made (tools/isa),
// the rates are published ones (card.go). A launch with fewer groups than the
// card has units leaves some of them idle.
//
// Left out are waits inside a kernel, which more waves would hide; caches, which
// make memory faster than it is; the transformation of addresses; the host. NVIDIA's
// own compiler is not Mesa's, whose loops are counted here. Real times differ in
// both directions; compare kernels and cards, not the last digit.
package predict
