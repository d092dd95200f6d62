// Command autogan searches for GAN generators on any Vulkan device.
//
//	autogan devices                      what Vulkan sees, and what can be used
//	autogan doctor                       does this device compute every kernel right?
//	autogan search   NAME|FILE.toml      the main job; resumes an interrupted run
//	autogan train    NAME|FILE.toml      one architecture from scratch
//	autogan derive   RUN                 the top K of a search from scratch
//	autogan compare  NAME…               searches with several seeds, side by side
//	autogan report   RUN…                one HTML page about runs
//	autogan runs     [DIR]               runs with state, size and age; removes old checkpoints
//	autogan sample   RUN|CHECKPOINT      a grid of generated images
//	autogan eval     RUN|CHECKPOINT      metrics of a generator, or with --real and --fake of two sets of images
//	autogan import   FILE.pth            a run of a checkpoint of AutoGAN's published code
//	autogan export   RUN|CHECKPOINT      a generator for that code, in PyTorch
//	autogan check    RUN…                are the files of a run what was written?
//	autogan scorer   train|eval          the classifier that scores images
//	autogan arch     "1 0 1 1 / …"       parameters, operations, diagram
//	autogan settings [SECTION|KEY]       what can be set, and to what
//	autogan data     list|cifar10|stl10|inception|verify|preview|export|fid-stats
//	                                     data sets, and the network of published scores
//	autogan bench                        times against this device's own ceilings
//
// Results go to standard output, progress and errors to standard error. An
// error is one line. The exit status is 0 for success, 2 for a mistake in the
// input (arguments, configuration, files), 130 after an interruption and 1 for
// all other failures.
//
// Each subcommand has a file: it reads arguments, calls the package that does
// the work and prints the results.
package main
