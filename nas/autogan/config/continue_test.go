package config

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestContinuation takes over what a run of a kind may change and leaves the
// rest. Other settings, and other values, are refused in one line.
func TestContinuation(t *testing.T) {
	c := Default(Paper)
	c.Name = "x"
	with, err := c.WithContinuation([]string{"gan.lr_g=1e-5", "controller.lr = 0.001", "train.generator_steps=7"})
	if err != nil {
		t.Fatal(err)
	}
	now, changes, err := with.Continued(ContinuableTraining)
	want := []Difference{{"gan.lr_g", "1e-05", "0.0002"}, {"train.generator_steps", "7", "50000"}}
	if diff := cmp.Diff(want, changes); diff != "" || err != nil {
		t.Errorf("a training changes (-want +got)\n%s%v", diff, err)
	}
	if now.GAN.LRG != 1e-5 || now.Controller.LR != c.Controller.LR || now.ContinueWith != nil {
		t.Errorf("it goes on with rates %v and %v and %v", now.GAN.LRG, now.Controller.LR, now.ContinueWith)
	}
	for _, override := range []string{"gan.channels=4", "seed=2", "gan.lr_g=fast", "gan.lr_g", "nonsense=1"} {
		var mistake *Error
		if _, err := c.WithContinuation([]string{override}); !errors.As(err, &mistake) || !strings.Contains(err.Error(), "--continue-with "+override) {
			t.Errorf("%s: got %v, want an Error that names the option", override, err)
		}
	}
}

// TestContinuableSettingsExist checks the two lists.
func TestContinuableSettingsExist(t *testing.T) {
	c := Default(Paper)
	for _, key := range slices.Concat(ContinuableSearch, ContinuableTraining) {
		if s, ok := c.setting(key); !ok || s.local {
			t.Errorf("%s: a run cannot differ in it", key)
		}
	}
}
