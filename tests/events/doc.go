// Package events reads TensorBoard's event files for tests, as TensorBoard does. It
// is written from the description of the format (TensorFlow's record_writer.h,
// event.proto and summary.proto) and shares no code with the writer.
package events
