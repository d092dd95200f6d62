package arch

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Default is the space of files that name none, as earlier programs wrote them.
const Default = "autogan"

var registered = map[string]*Space{}

// Register makes a space known by its name. It panics if the name is taken;
// call it from an init function.
func Register(s *Space) {
	if _, taken := registered[s.Name]; taken {
		panic(fmt.Sprintf("arch: the space %q is registered twice", s.Name))
	}
	registered[s.Name] = s
}

// Names lists the registered spaces in alphabetical order.
func Names() []string { return slices.Sorted(maps.Keys(registered)) }

// Named returns a registered space; "" means [Default]. The error lists the
// registered names.
func Named(name string) (*Space, error) {
	if name == "" {
		name = Default
	}
	if s, ok := registered[name]; ok {
		return s, nil
	}
	return nil, fmt.Errorf("arch: no search space is named %q; known: %s", name, strings.Join(Names(), ", "))
}
