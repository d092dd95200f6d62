package selftest

import (
	_ "embed"
	"encoding/json"
	"fmt"
)

// Expectation holds the expected results of a check, then the expected new
// values of the operands that it updates.
type Expectation struct {
	Check   string   `json:"check"` // its name, or the Like of several checks
	Outputs []Output `json:"outputs"`
}

// Output holds the expected elements of one result, and the error that is
// allowed in each: that of the least exact.
type Output struct {
	Want    []float64 `json:"want"`
	Allowed float64   `json:"allowed"`
}

//go:embed golden.json
var golden []byte

// Golden returns the embedded expectations for [Checks].
func Golden() ([]Expectation, error) {
	var expected []Expectation
	if err := json.Unmarshal(golden, &expected); err != nil {
		return nil, fmt.Errorf("selftest: expected values: %w", err)
	}
	return expected, nil
}
