// Package code reads the machine code that Mesa's compilers print, and says what
// a turn of a kernel's hottest loop consists of. A turn's multiply-adds and what
// stands between them decide how near a kernel comes to a card's ceiling.
//
// Each [Syntax] reads one compiler's text into instructions; what a loop is and
// which one is the hottest is the same for all. A loop is the code from a label
// to the last branch back to it. Its own code is what no loop inside it holds.
// The hottest is the one whose own code has most matrix instructions, then most
// multiply-adds, then most instructions. A kernel without loops counts as one
// turn.
package code
