package inherited

// Output reports whether the process was started with a standard output. Here
// writing to one that is missing fails.
func Output() bool { return true }
