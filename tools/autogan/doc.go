// Command autogan searches for GAN generators on any Vulkan device.
//
//	autogan devices                      what Vulkan sees, and what can be used
//	autogan doctor                       does this device compute every kernel right?
//	autogan search   NAME|FILE.toml      the main job; resumes an interrupted run
//	autogan train    NAME|FILE.toml      one architecture from scratch
//	autogan derive   RUN                 the top K of a search from scratch
//	autogan compare  NAME…               searches with several seeds, side by side
//	autogan report   RUN…                one HTML page about runs
//	autogan watch    RUN|DIR             the page about runs that go on, in a browser
//	autogan runs     [DIR]               runs with state, size and age; removes old checkpoints
//	autogan sample   RUN|CHECKPOINT      generated images: a grid, files, an array, an interpolation
//	autogan eval     RUN|CHECKPOINT      metrics of a generator, or with --real and --fake of two sets of images
//	autogan import   FILE.pth            a run of a checkpoint of AutoGAN's published code
//	autogan export   RUN|CHECKPOINT      a generator for that code in PyTorch, or for ONNX
//	autogan check    RUN…                are the files of a run what was written?
//	autogan scorer   train|eval          the classifier that scores images
//	autogan arch     "1 0 1 1 / …"       parameters, operations, diagram
//	autogan settings [SECTION|KEY]       what can be set, and to what
//	autogan experiments [NAME]           the built-in experiments; one as TOML
//	autogan init     NAME                an experiment file to start from
//	autogan data     list|cifar10|stl10|inception|verify|preview|export|fid-stats
//	                                     data sets, and the network of published scores
//	autogan bench                        times against this device's own ceilings
//	autogan completion bash|fish|powershell|zsh
//	                                     the script by which a shell completes all of this
//	autogan man      [DIR]               a manual page of each command
//	autogan version                      version, commit, build and Vulkan loader
//
// Results go to standard output, progress and errors to standard error. An
// error is one line. The exit status is 0 for success, 2 for a mistake in the
// input (arguments, configuration, files), 130 after an interruption and 1 for
// all other failures; `autogan help exit-status` has the details.
//
// For scripts, --quiet leaves only results and errors, and --json prints results as
// one JSON value where a command has a table; `autogan help json` names the fields.
//
// Its commands are package cli, from which programs with spaces and strategies of
// their own are made.
package main
