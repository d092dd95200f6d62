// Package watch serves the pages of runs that are going on, which update
// themselves in the browser.
//
// [Open] listens, and [Server.Serve] answers until its context ends. The page of
// a run is that of package report, in blocks. A page that is open gets the blocks
// that have changed as server-sent events and puts them in their places
// (watch.js). A folder with several runs has an index, which lists them.
//
// # What a run notices of it
//
// Nothing. Files are only read: no lock is tried, since a process that takes it at
// that moment would be refused, and of logs only new lines are read. It looks once
// a second at most, only while a page is open, and spends at most a tenth of the
// time on looking. Several pages share a look.
//
// # Catching up
//
// Every block has the version of its page at which it last changed. A page names
// the version that it has when it connects, and gets what has changed since. So
// one that slept, or whose connection broke, catches up, and a slow one gets the
// newest block and not each one in between. No event is kept for anyone.
//
// # Who may read it
//
// By default only this machine can connect. At any other address a page needs a
// token, which is part of the address that is printed and then a cookie. The
// answers are not encrypted: over networks that are not trusted use `ssh -L`.
// Requests to a name that is not this server's are refused: a page of somebody
// else could let its own name lead here (DNS rebinding). A path in an address is
// looked up in the list of runs that were found and never opened as a file.
package watch
