// Package tol compares what a kernel returned with the oracle. Tolerances are
// rules, not numbers picked for a test.
package tol
