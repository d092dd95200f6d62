// Package durable writes files that are complete or not there at all.
//
// # Files
//
// [Write] and [WriteFile] replace a file as a whole. The content goes to a
// temporary file in the same folder, is flushed to the disk, and then takes the
// file's name; last, the folder is flushed, without which a power cut could
// still undo the renaming. A reader finds the former content or the new one and
// never a mixture, and so does the next start after a crash.
//
// A file's mode is what the umask leaves of 0666, as for any file that a shell
// makes. The kernel applies the umask when it makes the temporary file: a
// program can read its umask only by setting it, for all of its threads.
//
// Where the path is a symbolic link, the file that it points to is replaced and
// the link stays. A device or a pipe, such as /dev/stdout, has no content to
// keep and is written directly.
//
// # Folders
//
// [WriteFolder] does the same for a folder of many files, and [Rename] for what
// is on the disk already under another name.
//
// # What a killed process leaves
//
// A failed write removes its temporary file. A process that is killed cannot;
// [RemoveUnfinished] removes what it left.
//
// # Not for
//
// Files that grow by appending, such as logs and partial downloads: rewriting
// them for each line would cost more than it protects.
//
// All functions may be called from several goroutines. Two writes of one file
// at a time leave the content of one of them.
package durable
