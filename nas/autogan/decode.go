package autogan

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

// ConfigError is a mistake in a configuration that its author can correct.
type ConfigError struct {
	Where   string // "file:line", "file", or the override as it was given
	Key     string // the setting; "" for a mistake of syntax
	Problem string // what was found, what is wanted
}

// Error returns one line, whatever the values in it.
func (e *ConfigError) Error() string {
	line := e.Where + ": " + e.Problem
	if e.Key != "" {
		line = e.Where + ": " + e.Key + ": " + e.Problem
	}
	return strings.ReplaceAll(line, "\n", " ")
}

// entry is one assignment of a TOML text.
type entry struct {
	key   string
	value any // int64, float64, string, bool, []any …
	where string
}

// Decode reads a TOML text over the defaults of its fidelity, then the
// overrides ("section.key=value") over that. Source names the text in errors.
// All mistakes are of type [*ConfigError].
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
		if err := c.assign(e); err != nil {
			return Config{}, err
		}
		where[e.key] = e.where
	}
	for _, s := range c.settings() {
		if problem := s.check(); problem != "" {
			at, found := where[s.key]
			if !found {
				at = source
			}
			return Config{}, &ConfigError{at, s.key, fmt.Sprintf("got %s, want %s", formatValue(s.value()), problem)}
		}
	}
	return c, nil
}

// baseKey names the embedded experiment whose settings a file changes.
const baseKey = "base"

// parseExperiment returns the assignments of a text behind those of the
// experiment it is based upon.
func parseExperiment(source, text string) ([]entry, error) {
	own, err := parseTOML(text, func(line int) string { return fmt.Sprintf("%s:%d", source, line) })
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(own, func(e entry) bool { return e.key == baseKey })
	if at < 0 {
		return own, nil
	}
	named := own[at]
	rest := slices.Delete(own, at, at+1)
	name, _ := named.value.(string)
	if !slices.Contains(Experiments(), name) || name == nameOf(source) {
		return nil, &ConfigError{named.where, baseKey, fmt.Sprintf("got %s, want the name of a built-in experiment: %s",
			formatValue(named.value), listed(Experiments()))}
	}
	base, err := parseExperiment(name+".toml", embedded(name))
	return append(base, rest...), err
}

// parseTOML returns the assignments of a text in their order.
func parseTOML(text string, at func(line int) string) ([]entry, error) {
	var primitives map[string]toml.Primitive
	md, err := toml.Decode(text, &primitives)
	var syntax toml.ParseError
	if errors.As(err, &syntax) {
		message, _, _ := strings.Cut(syntax.Message, "\n")
		return nil, &ConfigError{Where: at(syntax.Position.Line), Problem: message}
	}
	if err != nil {
		return nil, &ConfigError{Where: at(1), Problem: err.Error()}
	}
	var entries []entry
	for _, key := range md.Keys() {
		value, line := lookUp(&md, primitives, key)
		if _, isTable := value.(map[string]any); !isTable || !isSection(key.String()) {
			entries = append(entries, entry{key.String(), value, at(line)})
		}
	}
	return entries, nil
}

func parseOverride(text string) (entry, error) {
	where := "--set " + text
	key, value, found := strings.Cut(text, "=")
	key, value = strings.TrimSpace(key), strings.TrimSpace(value)
	if !found || key == "" {
		return entry{}, &ConfigError{Where: where, Problem: "want section.key=value, such as gan.channels=32"}
	}
	var c Config
	s, ok := c.setting(key)
	if !ok {
		return entry{}, unknownKey(entry{key: key, where: where})
	}
	entries, err := parseTOML(key+" = "+value, func(int) string { return where })
	if s.isText() { // quotes may be left out: the shell eats them anyway
		if err == nil && len(entries) == 1 {
			if text, quoted := entries[0].value.(string); quoted {
				value = text
			}
		}
		return entry{key, value, where}, nil
	}
	if err == nil && len(entries) == 1 {
		return entries[0], nil
	}
	return entry{}, &ConfigError{where, key, fmt.Sprintf("got %s, want %s", value, s.kind())}
}

// probe is decoded into to learn where a key stands: the error it returns
// comes back with the position.
type probe struct{ value any }

var errProbe = errors.New("probe")

func (p *probe) UnmarshalTOML(value any) error {
	p.value = value
	return errProbe
}

func lookUp(md *toml.MetaData, level map[string]toml.Primitive, key toml.Key) (value any, line int) {
	for _, section := range key[:len(key)-1] {
		var next map[string]toml.Primitive
		if md.PrimitiveDecode(level[section], &next) != nil {
			return nil, 1 // below an array of tables, whose own key is refused
		}
		level = next
	}
	var p probe
	var found toml.ParseError
	errors.As(md.PrimitiveDecode(level[key[len(key)-1]], &p), &found)
	return p.value, found.Position.Line
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
		return &ConfigError{e.where, e.key, fmt.Sprintf("got %s, want a section: a line [%s], its settings below", formatValue(e.value), e.key)}
	}
	if !ok {
		return unknownKey(e)
	}
	if !s.store(e.value) {
		return &ConfigError{e.where, e.key, fmt.Sprintf("got %s, want %s", formatValue(e.value), s.kind())}
	}
	return nil
}

// store converts a TOML value to the field's type; false if it does not fit.
func (s setting) store(value any) (ok bool) {
	switch field := s.field.(type) {
	case *string:
		*field, ok = value.(string)
	case *Fidelity:
		ok = storeText(field, value)
	case *Precision:
		ok = storeText(field, value)
	case *Statistics:
		ok = storeText(field, value)
	case *AverageStatistics:
		ok = storeText(field, value)
	case *Tuning:
		ok = storeText(field, value)
	case *Strategy:
		ok = storeText(field, value)
	case *RewardMetric:
		ok = storeText(field, value)
	case *Levels:
		ok = storeText(field, value)
	case *Weights:
		ok = storeText(field, value)
	case *SkipTap:
		ok = storeText(field, value)
	case *bool:
		*field, ok = value.(bool)
	case *int:
		*field, ok = toInt(value)
	case *uint64:
		var n int
		n, ok = toInt(value)
		*field, ok = uint64(n), ok && n >= 0
	case *float64:
		*field, ok = toFloat(value)
	case *[]int:
		*field, ok = toList(value, toInt)
	case *[2]float64:
		var list []float64
		if list, ok = toList(value, toFloat); ok && len(list) == 2 {
			*field = [2]float64(list)
		} else {
			ok = false
		}
	}
	return ok
}

func storeText[S ~string](field *S, value any) bool {
	text, ok := value.(string)
	*field = S(text)
	return ok
}

func toInt(value any) (int, bool) {
	n, ok := value.(int64)
	return int(n), ok && int64(int(n)) == n
}

func toFloat(value any) (float64, bool) {
	if n, ok := value.(int64); ok {
		return float64(n), true
	}
	x, ok := value.(float64)
	return x, ok && !math.IsNaN(x) && !math.IsInf(x, 0)
}

func toList[T any](value any, convert func(any) (T, bool)) ([]T, bool) {
	items, ok := value.([]any)
	if !ok {
		return nil, false
	}
	list := make([]T, len(items))
	for i, item := range items {
		if list[i], ok = convert(item); !ok {
			return nil, false
		}
	}
	return list, true
}
