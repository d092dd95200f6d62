// Package lock keeps two processes from writing to the same place.
//
// [Take] locks a file, until [Lock.Release] or until the process ends in
// whatever way: the operating system frees the lock even after kill -9. A
// second process gets a [*HeldError], which names the first. What it says
// stands in a file next to the lock, since on Windows nobody can read a locked
// file.
//
// A lock belongs to the process. Taking it again in the same process succeeds,
// and it is free after as many releases.
//
// The last release removes both files and the folders that Take made for them,
// if they are empty. So a place where nobody works shows no lock. A process that
// is killed leaves the files, which lock nothing.
//
// Some file systems, above all on networks, cannot lock. There Take succeeds,
// and warns that nothing is locked.
package lock
