// Package bench times the networks' shapes of the case table: make bench, or
// go test -bench on an otherwise idle machine. Nothing here runs without
// -bench, and nothing asserts on time.
package bench
