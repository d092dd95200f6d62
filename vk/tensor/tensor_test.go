package tensor

import (
	"fmt"
	"strings"
	"testing"
)

// TestNoneIsNoScalar uses the zero Tensor: its nil shape counts one element, as
// a scalar's does.
func TestNoneIsNoScalar(t *testing.T) {
	for op, use := range map[string]func(){
		"fill":     func() { Fill(nil, Tensor{}, 1) },
		"upload":   func() { Tensor{}.Upload(nil, []float32{1}) },
		"download": func() { _, _ = Tensor{}.Floats(nil) },
	} {
		func() {
			defer func() {
				if text := fmt.Sprint(recover()); !strings.HasPrefix(text, "tensor: "+op+": ") {
					t.Errorf("%s of no tensor: panic %q", op, text)
				}
			}()
			use()
		}()
	}
}
