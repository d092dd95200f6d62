// Package sealed says whether a text still is what a program wrote: the text
// carries its own SHA-256.
//
// A [Seal] is the place of the hash in one kind of file: the last member of a
// JSON object, the first comment of a TOML file, the comment of a zip archive.
// Other programs read these files as before.
//
//	text, err := sealed.JSON.Add(text)
//	…
//	if err := sealed.JSON.Check(text); err != nil { … }
//
// A text without a seal is of an earlier program, and passes; [Seal.In] is for
// those who know that there was one. A seal that is
// only half there does not: its words and its digits lie next to each other, and
// a single fault can hit only one of them.
//
// # Not for
//
// Files that people edit, logs, which grow, and safetensors files, which have
// their hash in their metadata (package checkpoint). A seal finds faults of disks
// and copies; it does not keep out whoever wants to change a file.
package sealed
