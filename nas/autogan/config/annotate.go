package config

import (
	"cmp"
	"fmt"
	"strings"
)

// Annotated returns the configuration as TOML in which every setting is a comment:
// its value, and what it may hold. So the text sets nothing, and shows what one
// could set. Without the comment signs before the settings it is [Config.Encode]'s.
func (c Config) Annotated() string {
	var b strings.Builder
	section := ""
	for _, s := range c.settings() {
		head, name, nested := strings.Cut(s.key, ".")
		if !nested {
			head, name = "", s.key
		}
		if head != section {
			fmt.Fprintf(&b, "\n[%s]\n", head)
			section = head
		}
		line := fmt.Sprintf("# %s = %s", name, formatValue(s.value()))
		fmt.Fprintf(&b, "%-40s # %s\n", line, cmp.Or(s.rule.wanted, s.kind()))
	}
	return b.String()
}
