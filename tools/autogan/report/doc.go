// Package report writes what a run found as one HTML page that needs no other
// file: curves and architectures are drawn as SVG inside the page, and images
// are part of it. A page over several runs compares them: searches of one
// experiment share curves, with bands over their seeds. [WriteFigures] writes the
// curves as image files.
//
// It reads only run folders, so a page can be made again at any time, also for
// a run that has not finished.
package report
