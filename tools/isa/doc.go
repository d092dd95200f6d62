// Command isa shows what compilers for real GPUs make of the kernels, without a
// GPU, and holds the kernels to it.
//
//	go run ./tools/isa                     print a table of each card
//	go run ./tools/isa -card navi31 -kernel conv2d_forward_tiled
//	go run ./tools/isa -code DIR …         write the machine code to files, too
//	go run ./tools/isa -update             rewrite the budgets
//
// The cards are those of tools/newest, whose drivers `make drivers` fetches. On
// each a process of its own records the steps of the paper's search and final
// training, in float32 and mixed precision, on the kernels that the plan chooses
// there and on those that the tuner would try (tools/paper). So each kernel is
// compiled with the specialisation constants that it has in use. The rest of the
// kernels are compiled with their default constants.
//
// # The columns
//
// Registers, spills, scratch and shared bytes, waves and code bytes are the
// driver's own statistics. Waves are the most that a SIMD (AMD), a
// multiprocessor (NVIDIA) or a core (Apple, Qualcomm) can hold of this kernel;
// with RADV_PERFTEST=cswave32 in the environment AMD's have 32 lanes.
// Cycles are the inverse throughput on AMD and the static cycles on NVIDIA;
// elsewhere there are only instructions to count. The last columns count a turn
// of the hottest loop (tools/isa/code) for a lane: multiply-adds, matrix
// instructions, loads from shared memory and their bytes, waits, the other
// instructions that compute for every lane, and all instructions. Compare numbers
// of one driver only.
//
// # Budgets
//
// A file of tools/isa/budget holds a card's table and the version of Mesa that
// it was made by. Under that version TestBudgets fails where a kernel spills more,
// loses a wave, or grows its hottest loop by over 5 %. Mesa is free to do better
// or worse in another version, so then the differences are only printed. After a
// change to a kernel look at the table, then run `make isa-update`.
//
// The float32 products in shared memory have goals besides (goals.go), which no new
// budget lowers: no spills, a multiply-add for each byte from shared memory, and
// for each card the least waves and share of multiply-adds.
package main
