package main

import (
	"regexp"
	"strings"
)

// verdict is what became of a fault.
type verdict int

const (
	survived verdict = iota // every test passed
	caught
	skipped // what it needs is not here
	broken  // the fault can't be planted, does not compile, or no test ran
)

var (
	failLine = regexp.MustCompile(`(?m)^ *--- FAIL: (\S+)`)
	runLine  = regexp.MustCompile(`(?m)^=== RUN +(\S+)`)
)

// blame names the test that failed in the output of a test binary: the
// innermost subtest, or the one that was running when the process died.
func blame(output string) string {
	name := ""
	for _, m := range failLine.FindAllStringSubmatch(output, -1) {
		if len(m[1]) > len(name) {
			name = m[1]
		}
	}
	switch {
	case strings.Contains(output, "panic: test timed out"):
		return running(output) + " (timed out)"
	case name == "":
		return running(output) + " (crash)"
	case strings.Contains(output, "\npanic: "):
		return name + " (panic)"
	}
	return name
}

// running is the test that began last.
func running(output string) string {
	runs := runLine.FindAllStringSubmatch(output, -1)
	if len(runs) == 0 {
		return ""
	}
	return runs[len(runs)-1][1]
}

// ran reports whether any test ran at all.
func ran(output string) bool { return runLine.MatchString(output) }
