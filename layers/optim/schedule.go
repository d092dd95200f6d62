package optim

// LinearDecay is a learning rate that falls, or rises, in a straight line from
// From at step Begin to To at step End, and is constant before and after.
type LinearDecay struct {
	From, To   float64
	Begin, End int
}

// At is the rate of a step.
func (d LinearDecay) At(step int) float64 {
	switch {
	case step >= d.End:
		return d.To
	case step <= d.Begin:
		return d.From
	}
	done := float64(step-d.Begin) / float64(d.End-d.Begin)
	return d.From + (d.To-d.From)*done
}
