// Package card shows whether the host's half of the program works on the drivers
// of real GPUs, without a GPU.
//
// Mesa's drm-shims let its drivers open a card that is not there (tools/newest).
// Nothing is computed on it and no timestamp is written; buffers hold zeros. All
// else is the real driver's: capabilities, heaps, the compiler, command buffers,
// submission. So on each card
//
//   - every kernel is compiled that the plan or the tuner can choose for the
//     paper's steps, with its constants, under the validation layer;
//   - the program's commands run under validation with synchronization
//     validation. They must end as on a card that computes zeros: a training
//     succeeds, a search resets its GAN in every iteration that may, for its losses
//     do not vary, and doctor finds every check wrong. The layer must say nothing;
//   - an iteration of the paper's final training is recorded and submitted again
//     and again. What remains is the host's time and the memory taken.
//
// The short form, which `go test` runs, takes a card of each driver and the
// commands that launch the most. `go run ./tools/drivers cards` takes all cards
// and commands, and holds the host's time to its budget.
package card
