package cli

import (
	"fmt"
	"strconv"
	"strings"

	"autogan/nas/autogan/config"
)

// seedRanges is the value of an option that holds different seeds and ranges of
// them, such as 0-99,200.
type seedRanges struct{ at *[]int }

// Set implements pflag.Value.
func (l seedRanges) Set(text string) error {
	var seeds []int
	taken := map[int]bool{}
	for _, item := range strings.Split(text, ",") {
		low, high, isRange := strings.Cut(strings.TrimSpace(item), "-")
		if !isRange {
			high = low
		}
		first, err := seedIn(low)
		last, err2 := seedIn(high)
		if err != nil || err2 != nil || last < first || last-first >= drawnImages.High-len(seeds) {
			return l.wanted()
		}
		for seed := first; seed-first <= last-first; seed++ {
			if taken[seed] {
				return l.wanted()
			}
			taken[seed] = true
			seeds = append(seeds, seed)
			if seed == last {
				break // the next one may be more than an integer holds
			}
		}
	}
	*l.at = seeds
	return nil
}

func seedIn(text string) (seed int, err error) {
	return seed, number[int]{&seed, config.RangeOf("seed")}.Set(text)
}

func (seedRanges) wanted() error {
	return fmt.Errorf("want different seeds, such as 0-99 or 3,14,15, each %s", config.RangeOf("seed"))
}

// String implements pflag.Value.
func (l seedRanges) String() string {
	if l.at == nil {
		return ""
	}
	var text []string
	for _, seed := range *l.at {
		text = append(text, strconv.Itoa(seed))
	}
	return strings.Join(text, ",")
}

// Type implements pflag.Value.
func (seedRanges) Type() string { return "seeds" }
