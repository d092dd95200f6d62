package autogan

// Observer receives the progress of a long run. Its methods are called from the
// goroutine that runs the search.
type Observer interface {
	// Phase ends the previous phase and begins one of total units, of which
	// done were done earlier.
	Phase(name string, total, done int)
	// Advance reports that n more units are done.
	Advance(n int)
	// Message reports a line of text that should stay visible.
	Message(line string)
}
