package vk

// SetTuning keeps a value with the stream for the package that chooses between
// kernels; vk does not look at it.
func (s *Stream) SetTuning(t any) { s.tuning = t }

// Tuning is the value of the last SetTuning, or nil.
func (s *Stream) Tuning() any { return s.tuning }
