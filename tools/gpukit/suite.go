package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// suite is a package's tests, built into a program.
type suite struct {
	name    string // the package's folder
	program string
	weight  float64
}

// first are the suites that matter most: the operations, then their derivatives.
// They take the longest, too.
var first = []string{"tests/kernels", "tests/gradcheck"}

// suites are those in the archive.
func (k kit) suites() []suite {
	var list []suite
	root := filepath.Join(k.root, "suites")
	_ = filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error { // without suites there are none to run
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".test") {
			return nil
		}
		folder, err := filepath.Rel(root, filepath.Dir(path))
		s := suite{name: filepath.ToSlash(folder), program: path, weight: 0.5}
		if slices.Contains(first, s.name) {
			s.weight = 3
		}
		list = append(list, s)
		return err
	})
	slices.SortStableFunc(list, func(a, b suite) int { return rank(a.name) - rank(b.name) })
	return list
}

func rank(name string) int {
	if i := slices.Index(first, name); i >= 0 {
		return i
	}
	return len(first)
}

// Tests are the results of a suite; subtests count, too.
type Tests struct {
	Passed     int      `json:"passed"`
	Failed     int      `json:"failed"`
	Skipped    int      `json:"skipped"`
	Failing    []string `json:"failing,omitempty"`
	Validation bool     `json:"validation"` // ran under the validation layer, which said nothing in those that passed
}

// suite runs a suite on the device in its own folder, where its data are.
func (k kit) suite(ctx context.Context, s suite) Part {
	// In this form the results of subtests are printed when they come.
	c := call{line: []string{s.program, "-test.v=test2json", "-test.timeout=0"}, dir: filepath.Dir(s.program)}
	c.env = append(k.env(), "AUTOGAN_REQUIRE_DEVICE=1", "AUTOGAN_DEVICE="+strconv.Itoa(k.device.Index))
	validate := "" // whatever the user's shell says
	if k.noLayer == "" {
		validate = "1"
	}
	c.env = append(c.env, "AUTOGAN_VALIDATE="+validate)
	e := c.run(ctx)
	p := c.of(e)
	tests, messages := readTests(e.out)
	tests.Validation = k.noLayer == ""
	p.Tests = &tests
	if p.State == CutOff {
		p.Said = "its time ran out; until then " + tests.String()
		p.Output = ""
	}
	if p.State == Passed {
		p.Said = tests.String()
	}
	if p.State == Failed || tests.Failed > 0 {
		p.State, p.Said = Failed, tests.String()
		p.Output = lastLines(messages+"\n"+string(e.errs), mostOutput)
	}
	if p.State == Failed && tests.Failed == 0 {
		p.Said = fmt.Sprintf("it ended early (%v); until then %s", e.err, tests)
	}
	return p
}

func (t Tests) String() string {
	text := fmt.Sprintf("%d tests passed, %d failed, %d skipped", t.Passed, t.Failed, t.Skipped)
	if !t.Validation {
		text += ", without validation"
	}
	if len(t.Failing) > 0 {
		text += ": " + strings.Join(t.Failing[:min(3, len(t.Failing))], ", ")
	}
	return text
}

var (
	resultLine = regexp.MustCompile(`^\s*--- (PASS|FAIL|SKIP): (\S+) \(`)
	noteLine   = regexp.MustCompile(`^\s*(=== (RUN|PAUSE|CONT|NAME)|--- (PASS|SKIP):|PASS$|FAIL$)`)
)

// readTests reads the output of a program of tests: the results, and what the tests
// said besides.
func readTests(out []byte) (Tests, string) {
	var t Tests
	var messages strings.Builder
	for line := range bytes.Lines(out) {
		text := strings.TrimPrefix(string(line), "\x16") // marks lines that are not a test's own
		if m := resultLine.FindStringSubmatch(text); m != nil {
			t.add(m[1], m[2])
		}
		if !noteLine.MatchString(text) {
			messages.WriteString(text)
		}
	}
	return t, messages.String()
}

func (t *Tests) add(result, name string) {
	switch result {
	case "PASS":
		t.Passed++
	case "SKIP":
		t.Skipped++
	case "FAIL":
		t.Failed++
		t.Failing = append(t.Failing, name)
	}
}
