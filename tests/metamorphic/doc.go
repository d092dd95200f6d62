// Package metamorphic trains random programs, small graphs of the tape's
// operations drawn from a seed, and checks that how the runtime works does not
// show: barriers, submissions, addresses, what memory held before. A changed
// option must not change a bit; another kernel of a convolution, which adds in
// another order, must stay within the oracle's rule.
//
// A failure names the seed and the options: with them it repeats itself.
package metamorphic
