package nas

import (
	"fmt"
	"maps"
	"slices"

	"autogan/vk"
)

// NewStrategy makes a strategy for one level of a search. Equal seeds must give
// equal searches. The stream is for strategies that compute on the device.
type NewStrategy func(s *vk.Stream, level Level, seed uint64) (Resumable, error)

// own are the names of this package's strategies in experiments.
var own = []string{"controller", "random", "asha"}

var registered = map[string]NewStrategy{}

// Register makes a strategy known by a name, which then works as search.strategy in
// an experiment. It panics if the name is empty or taken; call it before a
// configuration is read, as in an init function.
func Register(name string, make NewStrategy) {
	if _, taken := registered[name]; taken || name == "" || slices.Contains(own, name) {
		panic(fmt.Sprintf("nas: a strategy can't be registered as %q: the name is empty or taken", name))
	}
	registered[name] = make
}

// Registered lists the names of registered strategies in alphabetical order.
func Registered() []string { return slices.Sorted(maps.Keys(registered)) }

// Named returns a registered strategy, nil if there is none of the name.
func Named(name string) NewStrategy { return registered[name] }
