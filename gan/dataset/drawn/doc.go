// Package drawn keeps images that a generator has drawn, in the forms that other
// programs read.
//
// [Folder] is a file for each image, and goes on after an interruption.
// [WriteArray] writes one array, as the evaluator of guided-diffusion reads it.
// [WriteGIF] and [WriteAPNG] write an animation.
//
// Images are bytes [size, size, 3], one after the other. Nothing keeps more of them
// than it is given at a time. Every file appears whole or not at all.
package drawn
