// Package tol compares what a kernel returned with the oracle. Tolerances are
// rules, not numbers picked for a test: the oracle says of each value how far a
// float32 computation may be off, see ref.Array.
package tol
