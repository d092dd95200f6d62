package config

import "strings"

// Error is a mistake in a configuration that its author can correct.
type Error struct {
	Where   string // "file:line", "file", or the override as it was given
	Key     string // the setting; "" for a mistake of syntax
	Problem string // what was found, what is wanted
}

// Error returns one line, whatever the values in it.
func (e *Error) Error() string {
	line := e.Where + ": " + e.Problem
	if e.Key != "" {
		line = e.Where + ": " + e.Key + ": " + e.Problem
	}
	return strings.ReplaceAll(line, "\n", " ")
}
