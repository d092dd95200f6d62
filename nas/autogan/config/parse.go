package config

import (
	"errors"
	"fmt"
	"strings"

	"github.com/BurntSushi/toml"
)

// entry is one assignment of a TOML text.
type entry struct {
	key   string
	value any // int64, float64, string, bool, []any …
	where string
}

// parseTOML returns the assignments of a text in their order. At describes a
// line of the text in errors.
func parseTOML(text string, at func(line int) string) ([]entry, error) {
	var primitives map[string]toml.Primitive
	md, err := toml.Decode(text, &primitives)
	var syntax toml.ParseError
	if errors.As(err, &syntax) {
		message, _, _ := strings.Cut(syntax.Message, "\n")
		return nil, &Error{Where: at(syntax.Position.Line), Problem: message}
	}
	if err != nil {
		return nil, &Error{Where: at(1), Problem: err.Error()}
	}
	var entries []entry
	for _, key := range md.Keys() {
		value, line := lookUp(&md, primitives, key)
		if _, isTable := value.(map[string]any); !isTable || !isSection(key.String()) {
			entries = append(entries, entry{canonical(key.String()), value, at(line)})
		}
	}
	return entries, nil
}

// parseOverride returns the assignment of an override, "section.key=value". A
// text may be without quotes.
func parseOverride(text string) (entry, error) {
	where := "--set " + text
	key, value, found := strings.Cut(text, "=")
	key, value = canonical(strings.TrimSpace(key)), strings.TrimSpace(value)
	if !found || key == "" {
		return entry{}, &Error{Where: where, Problem: "want section.key=value, such as gan.channels=32"}
	}
	var c Config
	s, ok := c.setting(key)
	if !ok {
		return entry{}, unknownKey(entry{key: key, where: where})
	}
	entries, err := parseTOML(key+" = "+value, func(int) string { return where })
	if s.isText() { // quotes are optional: the shell removes them anyway
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
	return entry{}, &Error{where, key, fmt.Sprintf("got %s, want %s", value, s.kind())}
}

// probe finds the line of a key: the error that it returns from decoding comes
// back with the position.
type probe struct{ value any }

var errProbe = errors.New("probe")

// UnmarshalTOML implements toml.Unmarshaler.
func (p *probe) UnmarshalTOML(value any) error {
	p.value = value
	return errProbe
}

func lookUp(md *toml.MetaData, level map[string]toml.Primitive, key toml.Key) (value any, line int) {
	for _, section := range key[:len(key)-1] {
		var next map[string]toml.Primitive
		if md.PrimitiveDecode(level[section], &next) != nil {
			return nil, 1 // in an array of tables, whose key is an error of its own
		}
		level = next
	}
	var p probe
	var found toml.ParseError
	errors.As(md.PrimitiveDecode(level[key[len(key)-1]], &p), &found)
	return p.value, found.Position.Line
}
