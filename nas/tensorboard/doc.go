// Package tensorboard writes the event files that TensorBoard shows: scalars,
// images and texts by the step of a run.
//
// An event file is a sequence of records. A record is the length of its data in 8
// bytes, their masked CRC-32C in 4, the data, and their masked CRC-32C: all little
// endian. The data are a message Event of TensorFlow's event.proto. The first
// event of a file has the version of the format. Every record is written whole by
// one call, so a process that is killed leaves whole ones.
//
// # Going on
//
// A file is not gone on with: a process that continues a run begins a new one,
// whose name sorts after the others. Every file begins with a SessionLog START, a
// later one at the first step that is new. By its rule for restarts TensorBoard
// then drops what the earlier files have from that step on; the first START that
// it sees drops nothing. So steps must grow over a run, and after a checkpoint
// every point must have a higher one than before it.
package tensorboard
