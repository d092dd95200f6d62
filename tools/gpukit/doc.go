// Command gpukit tries everything on a GPU that nobody has tried yet, and writes
// a report to send to us. It is part of an archive that `make gpu-kit` packs, which
// needs no Go, no network and no root; run.sh in it starts this command.
//
//	./run.sh [--device NAME] [--minutes 10] [--out report] [--python COMMAND]
//
// # Parts
//
// The work is a list of parts: doctor, the suites of operations, the benchmark,
// a training in either precision with its choice of kernels, and the benchmark
// in turn with PyTorch, if a Python has it. Each runs programs of the archive,
// because what an untested driver does to a process must not end the others.
//
// A part that fails is in the report with its output, and the next one begins.
//
// # Time
//
// A part has a share of the time that is left, by its weight among those that are
// left. So what one does not need is for those after it. One that needs more is cut
// off: it is asked to end and a moment later made to, and what it printed counts.
// The parts that matter most come first.
//
// # The report
//
// report.json has everything in it, with units in the names of its fields, and
// report.html is a page of it. Both are written anew after each part: should the
// whole machine hang, they tell in which part.
package main
