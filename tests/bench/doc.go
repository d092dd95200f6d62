// Package bench measures: run with go test -bench on an otherwise idle machine.
// Nothing here runs without -bench, and nothing asserts on time.
package bench
