package cli

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"autogan/nas/autogan"
	"autogan/nas/autogan/config"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// strange are values that people and programs give to numbers.
var strange = []string{
	"0", "-1", "2147483648", "9223372036854775807", "9223372036854775808", "1e300", "-1e300", "1e-300", "1e-46", "0.5", "inf", "-inf", "nan",
	"", "true", "many", `"7"`, "[1]", "{}", "0x10", "\x00",
}

// around returns the limits of a range and what lies next to them.
func around(numbers any) (inside, outside []string) {
	switch r := numbers.(type) {
	case config.Range[int]:
		inside = []string{fmt.Sprint(r.Low), fmt.Sprint(r.High)}
		outside = []string{fmt.Sprint(r.Low - 1), fmt.Sprint(uint64(r.High) + 1)}
	case config.Range[float64]:
		inside = []string{fmt.Sprint(r.Low), fmt.Sprint(r.High)}
		outside = []string{fmt.Sprint(math.Nextafter(r.Low, math.Inf(-1))), fmt.Sprint(math.Nextafter(r.High, math.Inf(1)))}
	}
	return inside, outside
}

// sweep counts tries and checks that each ends well.
type sweep struct {
	t                       *testing.T
	tried, refused, allowed int
}

// one tries something that ends without work. An error is one line of status 2.
func (s *sweep) one(what string, try func() error) error {
	s.t.Helper()
	s.tried++
	done := make(chan error, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				s.t.Errorf("%s: panic: %v", what, r)
				done <- nil
			}
		}()
		done <- try()
	}()
	select {
	case err := <-done:
		s.judge(what, err)
		return err
	case <-time.After(time.Minute):
		s.t.Fatalf("%s: still at work after a minute", what)
	}
	return nil
}

func (s *sweep) judge(what string, err error) {
	s.t.Helper()
	if err == nil {
		s.allowed++
		return
	}
	s.refused++
	line := errorLine(err)
	clear := slices.ContainsFunc([]string{"want", "got", "would", "expected"}, func(word string) bool { return strings.Contains(line, word) })
	if exitStatus(err) != statusBadInput || strings.ContainsAny(line, "\n\r") || !clear {
		s.t.Errorf("%s: status %d, got %q, want status 2 and one line that says what is wanted", what, exitStatus(err), line)
	}
}

// TestEveryNumberHasARange tries every setting and every option that holds a
// number, with values at the limits, next to them and far outside. Nothing is
// allocated: a configuration is loaded and its sizes are planned.
func TestEveryNumberHasARange(t *testing.T) {
	s := &sweep{t: t}
	for _, setting := range config.Settings() {
		s.setting(setting)
	}
	settings := s.tried
	options := 0
	for _, cmd := range commands(newRoot(func(string) {})) {
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if numbers := rangeOf(t, cmd, f); numbers != nil {
				options++
				s.option(cmd.CommandPath(), f.Name, numbers)
			}
		})
	}
	t.Logf("%d settings in %d tries, %d options of commands in %d: %d values allowed, %d refused in one line, no panic, none endless",
		len(config.Settings()), settings, options, s.tried-settings, s.allowed, s.refused)
	if s.tried < 900 || options < 20 {
		t.Errorf("%d tries and %d options, want at least 900 and 20", s.tried, options)
	}
}

// machine is large, so that a configuration's own numbers decide.
var machine = autogan.Memory{Host: 1 << 40, Device: 1 << 37}

// setting tries values of a setting: all in an experiment that searches, the
// limits also in one that trains.
func (s *sweep) setting(setting config.Setting) {
	inside, outside := around(setting.Numbers)
	if strings.HasPrefix(setting.Kind, "a list") {
		inside, outside = inLists(inside), inLists(outside)
	}
	limits := slices.Concat(inside, outside)
	for experiment, values := range map[string][]string{"quickstart": slices.Concat(strange, limits), "cifar10-top1-small": limits} {
		for _, value := range values {
			what := fmt.Sprintf("%s with %s=%q", experiment, setting.Key, value)
			var c config.Config
			err := s.one(what, func() (err error) {
				if c, err = config.Load(experiment, setting.Key+"="+value); err == nil {
					err = autogan.CheckRoom(c, machine)
				}
				return err
			})
			if err == nil && slices.Contains(outside, value) {
				s.t.Errorf("%s is allowed, its range is %v", what, setting.Numbers)
			}
			if err == nil {
				s.sensible(what, c)
			}
		}
	}
}

// inLists puts values into lists of one and of two numbers.
func inLists(values []string) []string {
	var lists []string
	for _, v := range values {
		lists = append(lists, "["+v+"]", "["+v+", "+v+"]")
	}
	return lists
}

// sensible checks that no number of a configuration loses its meaning where it
// is used, and that it comes back from its file.
func (s *sweep) sensible(what string, c config.Config) {
	s.t.Helper()
	for _, rate := range []float64{c.GAN.LRG, c.GAN.LRD, c.Controller.LR} {
		if float32(rate) == 0 || 0.01+float32(rate) == 0.01 {
			s.t.Errorf("%s: a rate of %g moves nothing in float32", what, rate)
		}
	}
	for _, decay := range []float64{c.GAN.Betas[0], c.GAN.Betas[1], c.Controller.Betas[0], c.Controller.Betas[1], c.Controller.BaselineDecay, c.Train.EMA} {
		if float32(decay) >= 1 || 1-float32(decay) <= 0 {
			s.t.Errorf("%s: an average with the decay %g never moves in float32", what, decay)
		}
	}
	for _, minutes := range []float64{c.Search.SaveMinutes, c.Train.SaveMinutes, 60 * c.Search.Hours} {
		if d := time.Duration(minutes * float64(time.Minute)); d < 0 {
			s.t.Errorf("%s: %g minutes become a duration of %v", what, minutes, d)
		}
	}
	again, err := config.Decode("again.toml", c.Encode())
	if err != nil || len(again.Differences(c)) > 0 {
		s.t.Errorf("%s does not come back from its file: %v, %v", what, err, again.Differences(c))
	}
}

// option tries values of an option. Its command is not run: one that takes a
// value out of range starts with it.
func (s *sweep) option(path, name string, numbers any) {
	inside, outside := around(numbers)
	for _, value := range slices.Concat(strange, inside, outside) {
		what := fmt.Sprintf("%s --%s=%q", path, name, value)
		err := s.one(what, func() error {
			root := newRoot(func(string) {})
			root.SetOut(io.Discard)
			cmd, _, err := root.Find(strings.Fields(path)[1:])
			if err != nil {
				return err
			}
			if err := cmd.ParseFlags([]string{"--" + name + "=" + value}); err != nil {
				return cmd.FlagErrorFunc()(cmd, err)
			}
			return nil
		})
		if refused := err != nil; slices.Contains(outside, value) && !refused || slices.Contains(inside, value) && refused {
			s.t.Errorf("%s: %v, the range is %v", what, err, numbers)
		}
	}
}

// rangeOf returns the range of an option, nil for one that holds no number.
// pflag's own numbers have none.
func rangeOf(t *testing.T, cmd *cobra.Command, f *pflag.Flag) any {
	t.Helper()
	switch v := f.Value.(type) {
	case number[int]:
		return v.within
	case number[float64]:
		return v.within
	case seedList, seedRanges:
		return config.RangeOf("seed")
	case limit, choice: // see TestLimits; a word has no range
		return nil
	}
	if kind := f.Value.Type(); kind != "string" && kind != "stringArray" && kind != "bool" {
		t.Errorf("%s --%s holds a %s without a range; see numberFlag", cmd.CommandPath(), f.Name, kind)
	}
	return nil
}
