package selftest

import (
	_ "embed"
	"encoding/json"
	"fmt"
)

// Expectation is what a check should give: its results and then the new values
// of the operands that it updates.
type Expectation struct {
	Check   string   `json:"check"` // or several, that are like it
	Outputs []Output `json:"outputs"`
}

// Output is the elements of a result and how far the least exact may be off.
type Output struct {
	Want    []float64 `json:"want"`
	Allowed float64   `json:"allowed"`
}

//go:embed golden.json
var golden []byte

// Golden is what the oracle expects of the checks.
func Golden() ([]Expectation, error) {
	var expected []Expectation
	if err := json.Unmarshal(golden, &expected); err != nil {
		return nil, fmt.Errorf("selftest: expected values: %w", err)
	}
	return expected, nil
}
