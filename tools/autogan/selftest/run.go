package selftest

import (
	"fmt"
	"math"
	"slices"

	"autogan/vk"
	"autogan/vk/tensor"
)

// Failure says which check failed and why.
type Failure struct {
	Check   string
	Problem string
}

// Report is the result of a self-test.
type Report struct {
	Passed  int
	Skipped []string // checks that the device cannot run, with the reason
	Failed  []Failure
}

// Run runs checks and compares them with the expected results. A device error
// fails the check that ran and ends the test, since nothing works after it.
func Run(s *vk.Stream, checks []Check, expected []Expectation) Report {
	var r Report
	for _, c := range checks {
		if missing := c.Missing(s.Device().Caps()); missing != "" {
			r.Skipped = append(r.Skipped, c.Name+" "+missing)
			continue
		}
		if problem := c.check(s, expected); problem != "" {
			r.Failed = append(r.Failed, Failure{c.Name, problem})
		} else {
			r.Passed++
		}
		if s.Err() != nil {
			break
		}
	}
	return r
}

// check runs a check twice, which must give the same bits, and compares the
// results. It returns what is wrong, "" if nothing is.
func (c Check) check(s *vk.Stream, expected []Expectation) string {
	at := slices.IndexFunc(expected, func(e Expectation) bool { return e.Check == c.expectation() })
	if at < 0 {
		return "no results are expected of this check"
	}
	first, err := c.outputs(s)
	if err != nil {
		return err.Error()
	}
	second, err := c.outputs(s)
	if err != nil {
		return err.Error()
	}
	if len(first) != len(expected[at].Outputs) {
		return fmt.Sprintf("gives %d results, want %d", len(first), len(expected[at].Outputs))
	}
	for k, want := range expected[at].Outputs {
		if problem := want.differs(first[k]); problem != "" {
			return fmt.Sprintf("result %d: %s", k, problem)
		}
		if !slices.Equal(first[k], second[k]) {
			return fmt.Sprintf("result %d: the second run gives other numbers", k)
		}
	}
	return ""
}

// outputs returns the elements of the results and of the updated operands.
func (c Check) outputs(s *vk.Stream) ([][]float64, error) {
	x := make([]tensor.Tensor, len(c.Operands))
	for i, elements := range c.Inputs() {
		x[i] = c.Operands[i].upload(s, elements)
	}
	results := c.run(s, x)
	for i, o := range c.Operands {
		if o.Updated {
			results = append(results, x[i])
		}
	}
	var outputs [][]float64
	for _, y := range results {
		elements, err := download(s, y)
		if err != nil {
			return nil, err
		}
		outputs = append(outputs, elements)
	}
	return outputs, s.EndStep()
}

// differs describes how got differs from the wanted elements, "" if it does
// not.
func (o Output) differs(got []float64) string {
	if len(got) != len(o.Want) {
		return fmt.Sprintf("%d elements, want %d", len(got), len(o.Want))
	}
	wrong, worst, worstAt := 0, -1.0, 0
	for i, v := range got {
		off := math.Abs(v - o.Want[i])
		if off <= o.Allowed {
			continue
		}
		wrong++
		if off > worst || math.IsNaN(off) {
			worst, worstAt = off, i
		}
	}
	if wrong == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %d elements are wrong, as element %d: got %g, want %g, allowed %.2g",
		wrong, len(got), worstAt, got[worstAt], o.Want[worstAt], o.Allowed)
}
