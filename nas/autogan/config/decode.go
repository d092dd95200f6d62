package config

import (
	"cmp"
	"fmt"
	"slices"

	"autogan/nas/autogan/experiments"
)

// Decode applies a TOML text and then the overrides ("section.key=value") to
// the defaults of the chosen fidelity. Source names the text in errors. All
// mistakes are of type [*Error].
func Decode(source, text string, overrides ...string) (Config, error) {
	entries, err := parseExperiment(source, text)
	if err != nil {
		return Config{}, err
	}
	for _, o := range overrides {
		e, err := parseOverride(o)
		if err != nil {
			return Config{}, err
		}
		entries = append(entries, e)
	}
	c := Default(chosenFidelity(entries))
	c.Name = nameOf(source)
	where := map[string]string{}
	for _, e := range entries {
		e, err := e.asPath()
		if err != nil {
			return Config{}, err
		}
		if err := c.assign(e); err != nil {
			return Config{}, err
		}
		where[e.key] = e.where
	}
	if _, set := where["name"]; !set {
		if err := c.checkFileName(source); err != nil {
			return Config{}, err
		}
	}
	if _, set := where["reward.scorer"]; !set {
		c.Reward.Scorer = defaultScorer(c.Data.Name)
	}
	if err := c.checkSettings(source, where); err != nil {
		return Config{}, err
	}
	return c, nil
}

// checkSettings returns an [Error] about the first setting that is wrong, where
// it was set, or about the source if it has its default.
func (c *Config) checkSettings(source string, where map[string]string) error {
	for _, s := range c.settings() {
		if problem := s.rule.problem(s.value()); problem != "" {
			at := cmp.Or(where[s.key], source)
			return &Error{at, s.key, fmt.Sprintf("got %s, want %s", formatValue(s.value()), problem)}
		}
	}
	return nil
}

// baseKey names the embedded experiment whose settings a file changes.
const baseKey = "base"

// parseExperiment returns the assignments of the experiment that a text is
// based on, then those of the text.
func parseExperiment(source, text string) ([]entry, error) {
	own, err := parseTOML(text, func(line int) string { return fmt.Sprintf("%s:%d", source, line) })
	if err != nil {
		return nil, err
	}
	if err := refuseRepeated(own); err != nil {
		return nil, err
	}
	at := slices.IndexFunc(own, func(e entry) bool { return e.key == baseKey })
	if at < 0 {
		return own, nil
	}
	named := own[at]
	rest := slices.Delete(own, at, at+1)
	name, _ := named.value.(string)
	if !slices.Contains(experiments.Names(), name) || name == nameOf(source) {
		return nil, &Error{named.where, baseKey, fmt.Sprintf("got %s, want the name of a built-in experiment: %s",
			formatValue(named.value), listed(experiments.Names()))}
	}
	base, err := parseExperiment(name+".toml", experiments.Text(name))
	return append(base, rest...), err
}

// refuseRepeated finds a setting that a text has twice. TOML itself refuses a key
// that is repeated, but a decision has several spellings.
func refuseRepeated(own []entry) error {
	for i, e := range own {
		if slices.ContainsFunc(own[:i], func(before entry) bool { return before.key == e.key }) {
			return &Error{e.where, e.key, "is set twice; delete one of the lines"}
		}
	}
	return nil
}

func chosenFidelity(entries []entry) Fidelity {
	f := Paper
	for _, e := range entries {
		if name, ok := e.value.(string); ok && e.key == "fidelity" {
			f = Fidelity(name)
		}
	}
	return f
}

// assign stores an entry in its field.
func (c *Config) assign(e entry) error {
	s, ok := c.setting(e.key)
	if !ok && isSection(e.key) {
		return &Error{e.where, e.key, fmt.Sprintf("got %s, want a section: a line [%s], its settings below", formatValue(e.value), e.key)}
	}
	if !ok {
		return unknownKey(e)
	}
	if !s.store(e.value) {
		return &Error{e.where, e.key, fmt.Sprintf("got %s, want %s", formatValue(e.value), s.kind())}
	}
	return nil
}
