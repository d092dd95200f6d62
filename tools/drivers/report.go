package main

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// testName names a test or subtest of a package; an empty name is the package.
type testName struct{ pkg, name string }

// op is the operation that a test is about, without the variant of its kernel
// and the case.
func (n testName) op() string {
	parts := strings.Split(n.name, "/")
	parts = parts[:max(1, len(parts)-2)]
	return strings.TrimPrefix(strings.Join(parts, "/"), "Test")
}

// variant is the variant of the kernel that a test runs, or empty.
func (n testName) variant() string {
	if parts := strings.Split(n.name, "/"); len(parts) > 2 {
		return parts[len(parts)-2]
	}
	return ""
}

// parent is the test that n is a subtest of; that of a top-level test is its
// package.
func (n testName) parent() testName {
	return testName{n.pkg, n.name[:max(0, strings.LastIndex(n.name, "/"))]}
}

// event is a line of go test -json.
type event struct {
	Action, Package, Test, Output string
	ImportPath                    string  // of a build, instead of Package
	Elapsed                       float64 // seconds
}

// report is what came out of a suite on a target.
type report struct {
	target  target
	took    time.Duration
	order   []testName            // as they began; a package when it ends
	action  map[testName]string   // pass, fail, skip
	output  map[testName][]string // lines
	parents map[testName]bool     // tests with subtests
}

func newReport(t target) report {
	return report{target: t, action: map[testName]string{}, output: map[testName][]string{}, parents: map[testName]bool{}}
}

func (r *report) add(e event) {
	n := testName{e.Package, e.Test}
	switch e.Action {
	case "run":
		r.order = append(r.order, n)
		r.action[n] = "fail" // until it ends: tests that a crash cut short don't
		r.parents[n.parent()] = true
	case "output":
		r.output[n] = append(r.output[n], e.Output)
	case "build-output":
		pkg, _, _ := strings.Cut(e.ImportPath, " ")
		r.output[testName{pkg, ""}] = append(r.output[testName{pkg, ""}], e.Output)
	case "pass", "fail", "skip":
		if n.name == "" {
			r.order = append(r.order, n)
		}
		r.action[n] = e.Action
	}
}

// cases are the tests without subtests, and the tests and packages that failed
// though none of their subtests did.
func (r *report) cases() []testName {
	blamed := map[testName]bool{} // their failure is that of a subtest
	for _, n := range r.order {
		for at := n; r.action[n] == "fail" && at.name != ""; {
			at = at.parent()
			blamed[at] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(r.order), func(n testName) bool {
		leaf := n.name != "" && !r.parents[n]
		return !leaf && (r.action[n] != "fail" || blamed[n])
	})
}

var logged = regexp.MustCompile(`^\s*\S+\.go:\d+: (.*)`)

// reason is what a skipped test said.
func (r *report) reason(n testName) string {
	for _, line := range slices.Backward(r.output[n]) {
		if match := logged.FindStringSubmatch(strings.TrimRight(line, "\n")); match != nil {
			return match[1]
		}
	}
	return "no reason given"
}
