// Command genspv builds the committed SPIR-V from the GLSL kernels.
//
//	go run ./tools/genspv          build what changed
//	go run ./tools/genspv -check   rebuild all in memory, compare, write nothing
//
// For each kernel of shaders/*.comp (a file, or a file with the defines of a
// `//!variant SUFFIX NAME=VALUE ...` line) it runs glslangValidator, reads the
// kernel's interface, optimises and strips with spirv-opt and checks with
// spirv-val. It writes shaders/spv/NAME.spv, the table shaders/kernels_gen.go
// and shaders/manifest. It enforces the rules of buffer pointers itself, which
// older versions of spirv-val don't know. With other compilers than the
// manifest's, -check compares the interfaces and runs spirv-val on the committed
// modules, and says which compilers are meant. The same sources and compilers give the same bytes.
//
// A file with a line //!newest needs a language that installed compilers may not
// know, such as cooperative matrices. It is built by the compilers that `make
// drivers` fetches (tools/newest). Where they are not, its modules stay as they
// are, -check says that it has not compared them, and a change to the file is an
// error.
//
// Before that it writes what follows from the table of operations,
// vk/tensor/optable: the GLSL constants that kernels include, the Go constants
// of the table and the lists of vk/autograd/functions.
//
// A kernel that does not compile keeps its former SPIR-V, the others are
// built, and the command reports every error and exits with status 1. Runs at
// the same time wait for each other.
package main
