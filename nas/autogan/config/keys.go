package config

import (
	"fmt"
	"reflect"
	"strings"
)

// setting returns the setting of a key. It adds the setting of a decision that
// is fixed for the first time.
func (c *Config) setting(key string) (setting, bool) {
	c.fixing(key)
	for _, s := range c.settings() {
		if s.key == key {
			return s, true
		}
	}
	return setting{}, false
}

// value returns what the field holds.
func (s setting) value() any { return reflect.ValueOf(s.field).Elem().Interface() }

// isText reports whether the field holds a string.
func (s setting) isText() bool { return reflect.TypeOf(s.field).Elem().Kind() == reflect.String }

// kind describes the type of the setting, for an error about a value of another
// type.
func (s setting) kind() string {
	switch s.field.(type) {
	case *bool:
		return "true or false"
	case *int:
		return "an integer"
	case *uint64:
		return "an integer, 0 or more"
	case *float64:
		return "a number"
	case *[]int:
		return "a list of integers, such as [25, 30, 35]"
	case *[]string:
		return `a list of strings, such as ["fid"]`
	case *[2]float64:
		return "a list of two numbers, such as [0.0, 0.9]"
	}
	return "a string in quotes"
}

func isSection(key string) bool {
	if key == fixSection {
		return true
	}
	var c Config
	for _, s := range c.settings() {
		if strings.HasPrefix(s.key, key+".") {
			return true
		}
	}
	return false
}

// unknownKey returns the error for a key that does not exist. It suggests the
// closest key if one is close.
func unknownKey(e entry) error {
	problem := "no such setting"
	if nearest := closestKey(e.key); nearest != "" {
		problem += fmt.Sprintf("; did you mean %s?", nearest)
	}
	return &Error{e.where, e.key, problem}
}

// closestKey returns the key with the same last part or, failing that, one
// that differs in at most a quarter of its letters; "" if there is none.
func closestKey(key string) string {
	var c Config
	best, bestEdits := "", 1+len(key)/4
	for _, s := range c.settings() {
		edits := editDistance(key, s.key)
		if lastPart(key) == lastPart(s.key) {
			edits = 0
		}
		if edits < bestEdits {
			best, bestEdits = s.key, edits
		}
	}
	return best
}

func lastPart(key string) string { return key[strings.LastIndexByte(key, '.')+1:] }

// editDistance is the Levenshtein distance of two strings, in bytes.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			substituted := diagonal
			if a[i] != b[j] {
				substituted++
			}
			diagonal = row[j+1]
			row[j+1] = min(substituted, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
