package config

import "strings"

// Setting describes a setting, for the documentation and for tests over all of
// them. It comes from the table that checks the settings.
type Setting struct {
	Key     string   // section.name, or a name alone
	Kind    string   // of the values: "an integer", "true or false" …
	Wanted  string   // what else a value must be, such as "1 to 4,096"; "" if anything of its kind will do
	Default string   // of [Paper], as TOML
	Numbers any      // Range[int] or Range[float64] of the number or of each number of a list; nil if it holds none
	Options []string // all values, if they are a few words; nil otherwise
}

// Settings lists all settings, in the order of a configuration file.
func Settings() []Setting {
	c := Default(Paper)
	var list []Setting
	for _, s := range c.settings() {
		list = append(list, Setting{s.key, s.kind(), s.rule.wanted, formatValue(s.value()), s.rule.numbers, s.options()})
	}
	return list
}

// options lists all values of a setting that holds one of a few words.
func (s setting) options() []string {
	if _, truth := s.field.(*bool); truth {
		return []string{"true", "false"}
	}
	return s.rule.options
}

// FixSettings lists the settings that take a decision out of the search, for the
// space of the defaults: [Settings] has none, since nothing is fixed there.
func FixSettings() []Setting {
	var list []Setting
	for _, d := range Default(Paper).Archs().Fixable() {
		list = append(list, Setting{Key: canonical(fixSection + "." + d.Name), Kind: "a string in quotes", Wanted: strings.Join(d.Options, " or "), Options: d.Options})
	}
	return list
}
