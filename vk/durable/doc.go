// Package durable writes files that are complete or not there at all.
//
// # Files
//
// [Write] and [WriteFile] replace a file as a whole. The content goes to a
// temporary file in the same folder and is flushed to the disk; then the
// temporary file takes the name of the file. Last, the folder is flushed:
// without that a power cut could undo the renaming. A reader finds the old
// content or the new, never a mixture, also after a crash. Windows refuses the
// renaming while another program has the file open; there it is tried for two
// seconds.
//
// A file's mode is 0666 less the umask, as for any file that a shell makes. The
// kernel applies the umask when it makes the temporary file. A program could
// read its umask only by setting it for all of its threads.
//
// [WriteUnused] takes another name if a file is there already, for names that a
// program chose and no user.
//
// If the path is a symbolic link, the file that it points to is replaced and
// the link stays. A device or a pipe has no content to protect and is written
// directly. So is the process's own standard output, also if it is a file.
//
// [Open] and [ReadFile] read a file, and refuse what is none: a named pipe would
// let its reader wait for ever. [CheckRegular] is the same for what is written
// next.
//
// [Keep] gives a file a second name before Write replaces it.
//
// # Folders
//
// [WriteFolder] does the same for a folder of many files, and [Rename] renames
// a file or folder that is already on the disk.
//
// # What a killed process leaves
//
// A failed write removes its temporary file. A killed process cannot;
// [RemoveUnfinished] removes what it left.
//
// # Not for
//
// Files that grow by appending, such as logs and partial downloads: rewriting
// them for each line costs too much.
//
// All functions may be called from several goroutines. If two of them write one
// file at the same time, it has the content of one of them.
package durable
