package config

import (
	"cmp"
	"fmt"
)

// Annotated returns the configuration as TOML in which every setting is a comment:
// its value, and what it may hold. So the text sets nothing, and shows what one
// could set. Without the comment signs before the settings it is [Config.Encode]'s.
func (c Config) Annotated() string {
	return c.text(func(name string, s setting) string {
		line := fmt.Sprintf("# %s = %s", name, formatValue(s.value()))
		return fmt.Sprintf("%-40s # %s", line, cmp.Or(s.rule.wanted, s.kind()))
	})
}
