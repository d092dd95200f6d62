package config

// Setting describes a setting, for the documentation and for tests over all of
// them. It comes from the table that checks the settings.
type Setting struct {
	Key     string // section.name, or a name alone
	Kind    string // of the values: "an integer", "true or false" …
	Wanted  string // what else a value must be, such as "1 to 4,096"; "" if anything of its kind will do
	Default string // of [Paper], as TOML
	Numbers any    // Range[int] or Range[float64] of the number or of each number of a list; nil if it holds none
}

// Settings lists all settings, in the order of a configuration file.
func Settings() []Setting {
	c := Default(Paper)
	var list []Setting
	for _, s := range c.settings() {
		list = append(list, Setting{s.key, s.kind(), s.rule.wanted, formatValue(s.value()), s.rule.numbers})
	}
	return list
}
