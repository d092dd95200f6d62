package arch

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Default is the space of files that name none: they are older than the name.
const Default = "autogan"

var registered = map[string]*Space{}

// Register makes a space known by its name. It panics on a name that is taken;
// call it from an init function.
func Register(s *Space) {
	if _, taken := registered[s.Name]; taken {
		panic(fmt.Sprintf("arch: the space %q is registered twice", s.Name))
	}
	registered[s.Name] = s
}

// Names lists the registered spaces in alphabetical order.
func Names() []string { return slices.Sorted(maps.Keys(registered)) }

// Named returns a registered space; "" is [Default]. The error lists the names
// that are known.
func Named(name string) (*Space, error) {
	if name == "" {
		name = Default
	}
	if s, ok := registered[name]; ok {
		return s, nil
	}
	return nil, fmt.Errorf("arch: no search space is named %q; known: %s", name, strings.Join(Names(), ", "))
}
