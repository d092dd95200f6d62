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

// Because returns the mistake as an error that is also its cause, for
// [errors.Is]: a file that cannot be read may be a failure of the disk.
func (e *Error) Because(cause error) error { return caused{e, cause} }

// caused is a mistake and its cause. The text is that of the mistake.
type caused struct {
	mistake *Error
	cause   error
}

func (c caused) Error() string   { return c.mistake.Error() }
func (c caused) Unwrap() []error { return []error{c.mistake, c.cause} }
