//go:build !windows

package inherited

/*
#include <fcntl.h>
#include <unistd.h>

static int without_output;

// A constructor runs before Go's runtime.
__attribute__((constructor)) static void look(void) {
	without_output = fcntl(STDOUT_FILENO, F_GETFD) == -1;
}

static int lacks_output(void) { return without_output; }
*/
import "C"

// Output reports whether the process was started with a standard output.
func Output() bool { return C.lacks_output() == 0 }
