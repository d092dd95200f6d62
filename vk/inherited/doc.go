// Package inherited says with which standard streams the process was started.
//
// A process may be started without a standard output. Go's runtime then opens
// /dev/null in its place, so that no other file gets its number, and whatever is
// printed is lost without an error. This package looks before the runtime does.
package inherited
