// Package paper is the work that the paper's recipe gives a device: the steps of
// its search and of its final training, at full width. The commands that look at
// compilers and drivers record it; nothing is trained by it.
package paper
