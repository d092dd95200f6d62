package autogan

// Observer is told how a long run gets on. Its methods are called from the
// goroutine that runs the search.
type Observer interface {
	// Phase begins a phase of the given number of units, some of which may be
	// done already; the phase before it has ended.
	Phase(name string, total, done int)
	// Advance says that n more units are done.
	Advance(n int)
	// Message is a line worth keeping.
	Message(line string)
}
