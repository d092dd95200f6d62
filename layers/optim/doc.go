// Package optim changes parameters from gradients: [Adam] takes the steps,
// [LinearDecay] sets its rate, [EMA] keeps a moving average of a network's
// parameters.
//
// An optimiser launches its kernels on the stream that is given to Step and
// never waits. All of its tensors are made by its constructor, so that a step
// allocates nothing and a checkpoint can be loaded before the first one. One
// launch updates all parameters that have a gradient.
//
// # Loss scale
//
// With float16 activations the loss is multiplied by a scale, so that small
// cotangents do not become zero as float16. The scale lives on the device, and
// the host reads nothing. A kernel notes whether a gradient is infinite or NaN.
// If so, Adam skips the step, does not count it in the bias correction, and
// halves the scale. After 2,000 good steps in a row the scale is doubled.
package optim
