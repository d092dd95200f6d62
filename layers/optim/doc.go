// Package optim changes parameters from gradients: [Adam] takes the steps,
// [LinearDecay] sets its rate, [EMA] keeps a slow copy of a network's
// parameters beside it.
//
// An optimiser launches its kernels on the stream that is given to Step and
// never waits. All of its tensors are made by its constructor, so that a step
// allocates nothing and a checkpoint can be loaded before the first one.
package optim
