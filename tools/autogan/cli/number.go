package cli

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"autogan/nas/autogan/config"
	"autogan/vk/tensor"

	"github.com/spf13/cobra"
)

// Ranges of the options that are no setting of an experiment. The others take
// those of the setting that they mean.
var (
	imageSizes = config.Range[int]{Low: 0, High: 1024} // 0 means the option's default
	rounds     = config.Range[int]{Low: 1, High: 10_000}
	samples    = config.Range[int]{Low: 1, High: 400} // one batch of the generator
	previews   = config.Range[int]{Low: 1, High: 10_000}
)

// number is the value of an option that holds a number of a range, or several.
// It implements pflag.Value and refuses what is outside, so no command sees it.
type number[T int | float64] struct {
	at     *T
	within config.Range[T]
}

// Set implements pflag.Value.
func (n number[T]) Set(text string) error {
	var v T
	var err error
	switch at := any(&v).(type) {
	case *int:
		*at, err = strconv.Atoi(text)
	case *float64:
		*at, err = strconv.ParseFloat(text, 64)
	}
	if err != nil || !n.within.Holds(v) {
		return fmt.Errorf("want %s", n.within)
	}
	*n.at = v
	return nil
}

// String implements pflag.Value.
func (n number[T]) String() string {
	if n.at == nil { // pflag asks the zero value
		return ""
	}
	return fmt.Sprint(*n.at)
}

// Type implements pflag.Value.
func (n number[T]) Type() string { return "number" }

// numberFlag adds an option whose help says its range. Short may be "".
func numberFlag[T int | float64](cmd *cobra.Command, at *T, name, short string, standard T, within config.Range[T], usage string) {
	*at = standard
	cmd.Flags().VarP(number[T]{at, within}, name, short, fmt.Sprintf("%s: %s", usage, within))
}

// limit is the value of an option that holds a time above zero.
type limit struct{ at *time.Duration }

// Set implements pflag.Value.
func (l limit) Set(text string) error {
	d, err := time.ParseDuration(text)
	if err != nil || d <= 0 {
		return errors.New("want a time above zero, such as 90s")
	}
	*l.at = d
	return nil
}

// String implements pflag.Value; it is empty where no time is set.
func (l limit) String() string {
	if l.at == nil || *l.at == 0 {
		return ""
	}
	return l.at.String()
}

// Type implements pflag.Value.
func (limit) Type() string { return "duration" }

// wantBatch returns an error if a batch of images is more than a tensor holds;
// values is how many of one image lie in the largest tensor. The error begins
// with the option that says the batch.
func wantBatch(option string, batch, values int) error {
	if most := tensor.MaxElements / values; batch > most {
		return badInputf("%s %d: want at most %d for images of this size", option, batch, most)
	}
	return nil
}

// seedList is the value of an option that holds different seeds, separated by
// commas.
type seedList struct{ at *[]int }

// Set implements pflag.Value.
func (l seedList) Set(text string) error {
	seeds := []int{}
	for _, item := range strings.Split(text, ",") {
		var seed int
		if (number[int]{&seed, config.RangeOf("seed")}).Set(strings.TrimSpace(item)) != nil || slices.Contains(seeds, seed) {
			return fmt.Errorf("want one or several different numbers, each %s, such as 1,2,3", config.RangeOf("seed"))
		}
		seeds = append(seeds, seed)
	}
	*l.at = seeds
	return nil
}

// String implements pflag.Value.
func (l seedList) String() string {
	if l.at == nil {
		return ""
	}
	return strings.ReplaceAll(strings.Trim(fmt.Sprint(*l.at), "[]"), " ", ",")
}

// Type implements pflag.Value.
func (l seedList) Type() string { return "numbers" }
