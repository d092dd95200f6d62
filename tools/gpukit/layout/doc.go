// Command layout builds what the archive for untested cards holds, into a folder
// that tools/dist packs.
//
//	go run ./tools/gpukit/layout -o FOLDER [PACKAGE...]
//
//	run.sh, README.txt   how to begin
//	bin/                 autogan, and gpukit, which does the work
//	suites/PACKAGE/      the tests of a package as a program, with its testdata
//	pytorch/bench.py     PyTorch's side of the benchmark
//
// The packages are those whose tests prove operations on a device. With -fast the
// programs are built as any `go build` builds them, from what is in its cache.
package main
