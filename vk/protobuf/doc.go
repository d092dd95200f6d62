// Package protobuf writes messages of protocol buffers by the numbers of their
// fields. It needs no generated code, and large fields are not copied.
package protobuf
