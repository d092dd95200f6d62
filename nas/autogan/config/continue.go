package config

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Continuable are the settings with which a run of a kind may go on after it has
// begun, for a retry of what has diverged or was too short. They say how fast it
// learns, how long it trains and how it is evaluated; any other would make it
// another run.
var (
	ContinuableSearch   = []string{"gan.lr_g", "gan.lr_d", "controller.lr"}
	ContinuableTraining = []string{"gan.lr_g", "gan.lr_d", "train.generator_steps", "train.lr_decay", "train.eval_every", "eval.images", "eval.splits", "eval.batch"}
)

// continueFlag names the option in errors.
const continueFlag = "--continue-with"

// WithContinuation returns the configuration with ContinueWith set. An override
// that is wrong, or of a setting with which no run can go on, is an [*Error].
func (c Config) WithContinuation(overrides []string) (Config, error) {
	for _, o := range overrides {
		key := overrideKey(o)
		if !continuable(key) {
			return c, &Error{continueFlag + " " + o, key, fmt.Sprintf("a run cannot go on with another value of this; it can with %s, %s",
				strings.Join(ContinuableTraining, ", "), "controller.lr")}
		}
	}
	c.ContinueWith = overrides
	_, _, err := c.Continued(ContinuableSearch, ContinuableTraining)
	return c, err
}

// Continued returns the configuration with those overrides of ContinueWith whose
// settings are among the given ones, and what they change: in a [Difference]
// ours is the new value. The result has no ContinueWith.
func (c Config) Continued(settings ...[]string) (Config, []Difference, error) {
	var overrides []string
	for _, o := range c.ContinueWith {
		if slices.Contains(slices.Concat(settings...), overrideKey(o)) {
			overrides = append(overrides, o)
		}
	}
	c.ContinueWith = nil
	if len(overrides) == 0 {
		return c, nil, nil
	}
	changed, err := Decode(c.Name+".toml", c.Encode(), overrides...)
	var mistake *Error
	if errors.As(err, &mistake) {
		mistake.Where = strings.Replace(mistake.Where, "--set", continueFlag, 1)
	}
	if err != nil {
		return c, nil, err
	}
	return changed, changed.Differences(c), nil
}

// continuable reports whether a run can go on with another value of a setting.
func continuable(key string) bool {
	return slices.Contains(ContinuableSearch, key) || slices.Contains(ContinuableTraining, key)
}

// overrideKey is the setting of an override.
func overrideKey(override string) string {
	key, _, _ := strings.Cut(override, "=")
	return canonical(strings.TrimSpace(key))
}
