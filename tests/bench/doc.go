// Package bench times the cases of tests/cases that say they are timed: the
// shapes that the networks have. It is no part of go test ./...:
//
//	go test ./tests/bench -bench . -run '^$'
//	go test ./tests/bench -bench 'Cases/relu' -count 10 | benchstat -
//
// Device time and what it means in GFLOP/s or GB/s are given next to the wall time
// of Go's own benchmarks. `autogan bench` compares operations and whole steps
// with the device's ceilings; pytorch/ is its peer.
package bench
