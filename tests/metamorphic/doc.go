// Package metamorphic trains random programs, small graphs of the tape's
// operations drawn from a seed, and checks that the runtime's options do not
// change the results: barriers, submissions, addresses, what memory held
// before. A changed option must not change a bit; another kernel of a
// convolution, which adds in another order, must stay within the oracle's
// tolerance.
//
// A failure prints the seed and the options, which reproduce it.
package metamorphic
