package config

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"autogan/nas"
)

// rule says what a setting may hold.
type rule struct {
	wanted  string               // in words, for errors and the documentation
	numbers any                  // [Range] of the number or of each number of a list; nil if it holds none
	holds   func(value any) bool // whether the value alone is possible
	context check                // what other settings demand of it; nil if nothing
}

// check returns what is wanted if the value is impossible, otherwise "".
type check func() string

// and adds what other settings demand.
func (r rule) and(context check) rule {
	r.context = context
	return r
}

// problem returns what is wanted if a value is impossible, otherwise "".
func (r rule) problem(value any) string {
	if !r.holds(value) {
		return r.wanted
	}
	if r.context == nil {
		return ""
	}
	return r.context()
}

// anything accepts every value of the field's type.
func anything() rule { return rule{holds: func(any) bool { return true }} }

// whole accepts integers of a range.
func whole(low, high int) rule {
	r := Range[int]{low, high}
	return rule{wanted: r.String(), numbers: r, holds: func(value any) bool { return r.Holds(integer(value)) }}
}

// integer returns the content of a field that holds one. A seed above 2^63-1,
// which no TOML text can have, becomes negative.
func integer(value any) int {
	if seed, ok := value.(uint64); ok {
		return int(seed)
	}
	return value.(int)
}

// wholes accepts lists of integers of a range.
func wholes(low, high int) rule {
	r := Range[int]{low, high}
	return rule{wanted: "a list of numbers, each " + r.String(), numbers: r, holds: func(value any) bool {
		return !slices.ContainsFunc(value.([]int), func(v int) bool { return !r.Holds(v) })
	}}
}

// number accepts numbers of a range.
func number(low, high float64) rule {
	r := Range[float64]{low, high}
	return rule{wanted: r.String(), numbers: r, holds: func(value any) bool { return r.Holds(value.(float64)) }}
}

// rate accepts learning rates that change a float32.
func rate() rule { return number(leastRate, 1) }

// decay accepts the decay of a moving average.
func decay() rule { return number(0, mostDecay) }

// decays accepts Adam's two decays.
func decays() rule {
	r := Range[float64]{0, mostDecay}
	return rule{wanted: "two decays, each " + r.String(), numbers: r, holds: func(value any) bool {
		pair := value.([2]float64)
		return r.Holds(pair[0]) && r.Holds(pair[1])
	}}
}

func filled() rule {
	return rule{wanted: `"builtin", "inception" or the file of a scorer`, holds: func(value any) bool { return value != "" }}
}

// longestName leaves room for what is added to the name of a folder: file
// systems allow 255 bytes.
const longestName = 200

// word accepts what is safe as the name of a folder.
func word() rule {
	strange := func(r rune) bool { return !isWordRune(r) }
	return rule{
		wanted: fmt.Sprintf("a name of up to %d letters, digits, '-', '_' and '.'", longestName),
		holds: func(value any) bool {
			name := value.(string)
			return name != "" && len(name) <= longestName && !strings.HasPrefix(name, ".") && !strings.ContainsFunc(name, strange)
		},
	}
}

func oneOf[S ~string](options ...S) rule {
	var known, quoted []string
	for _, o := range options {
		known, quoted = append(known, string(o)), append(quoted, fmt.Sprintf("%q", string(o)))
	}
	return rule{wanted: strings.Join(quoted, " or "), holds: func(value any) bool {
		return slices.Contains(known, reflect.ValueOf(value).String())
	}}
}

// strategies accepts those of package nas and the registered ones.
func strategies() rule {
	known := []Strategy{ControllerStrategy, RandomStrategy, ASHAStrategy}
	for _, name := range nas.Registered() {
		known = append(known, Strategy(name))
	}
	return oneOf(known...)
}

// precisions says what each of them stores.
func precisions() rule {
	r := oneOf(Float32, Mixed, BFloat16)
	r.wanted += ": activations as float32, float16 (with a scaled loss) or bfloat16"
	return r
}

// metrics accepts lists of different metrics.
func metrics() rule {
	return rule{wanted: `a list of different metrics out of "is" and "fid"`, holds: func(value any) bool {
		seen := map[string]bool{}
		for _, metric := range value.([]string) {
			known := metric == string(RewardIS) || metric == string(RewardFID)
			if !known || seen[metric] {
				return false
			}
			seen[metric] = true
		}
		return true
	}}
}
