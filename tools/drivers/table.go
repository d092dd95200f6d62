package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

func printTargets(out io.Writer, targets []target, missing []unavailable) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "device\tdriver\tsubgroup\tfloat16\tfrom")
	for _, t := range targets {
		float16 := "no"
		if t.Float16 {
			float16 = "yes"
		}
		fmt.Fprintf(w, "%s\t%s\t%d\t%s\t%s\n", t.Label, t.Driver, t.Lanes, float16, t.Origin)
	}
	w.Flush()
	for _, m := range missing {
		fmt.Fprintf(out, "not available: %s: %v\n", m.driver, m.why)
	}
	fmt.Fprintln(out)
}

// row is an operation: the tests of a package under one name.
type row struct{ pkg, op string }

// tally counts cases.
type tally struct{ passed, skipped, failed int }

func (c *tally) count(action string) {
	switch action {
	case "pass":
		c.passed++
	case "skip":
		c.skipped++
	default:
		c.failed++
	}
}

func (c tally) total() int { return c.passed + c.skipped + c.failed }

func (c tally) String() string {
	text := fmt.Sprint(c.passed)
	if c.skipped > 0 {
		text += fmt.Sprintf(", %d skipped", c.skipped)
	}
	if c.failed > 0 {
		text += fmt.Sprintf(", %d FAILED", c.failed)
	}
	return text
}

// printReports prints the table of operations and devices, the reasons of what
// was skipped, the output of what failed, and totals. It returns an error if
// anything failed or a device ran nothing.
func printReports(out io.Writer, reports []report) error {
	cells := map[row]map[string]tally{}
	sums := map[string]tally{}
	variants := map[row]map[string]bool{}
	for _, r := range reports {
		for _, n := range r.cases() {
			at := row{n.pkg, n.op()}
			if cells[at] == nil {
				cells[at], variants[at] = map[string]tally{}, map[string]bool{}
			}
			cell, sum := cells[at][r.target.Label], sums[r.target.Label]
			cell.count(r.action[n])
			sum.count(r.action[n])
			cells[at][r.target.Label], sums[r.target.Label] = cell, sum
			if r.action[n] != "skip" { // a variant skips as a whole, without its cases
				variants[at][n.variant()] = true
			}
		}
	}
	printTable(out, reports, cells)
	printSkipped(out, reports)
	printFailed(out, reports)
	return printTotals(out, reports, len(cells), countAll(variants), sums)
}

func countAll(variants map[row]map[string]bool) int {
	n := 0
	for _, v := range variants {
		n += len(v)
	}
	return n
}

func printTable(out io.Writer, reports []report, cells map[row]map[string]tally) {
	rows := slices.SortedFunc(maps.Keys(cells), func(a, b row) int {
		return strings.Compare(a.pkg+" "+a.op, b.pkg+" "+b.op)
	})
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	pkg := ""
	for _, at := range rows {
		if at.pkg != pkg {
			pkg = at.pkg
			fmt.Fprint(w, strings.TrimPrefix(pkg, "autogan/"))
			for _, r := range reports {
				fmt.Fprint(w, "\t", r.target.Label)
			}
			fmt.Fprintln(w)
		}
		fmt.Fprint(w, "  ", cmp.Or(at.op, "package"))
		for _, r := range reports {
			cell, ran := cells[at][r.target.Label]
			if !ran {
				fmt.Fprint(w, "\t-")
				continue
			}
			fmt.Fprint(w, "\t", cell)
		}
		fmt.Fprintln(w)
	}
	w.Flush()
}

func printSkipped(out io.Writer, reports []report) {
	for _, r := range reports {
		byReason := map[string][]string{}
		for _, n := range r.cases() {
			if r.action[n] == "skip" {
				reason := r.reason(n)
				byReason[reason] = append(byReason[reason], path.Base(n.pkg)+" "+n.name)
			}
		}
		for _, reason := range slices.Sorted(maps.Keys(byReason)) {
			fmt.Fprintf(out, "\nskipped on %s: %s\n  %s\n", r.target.Label, reason, strings.Join(byReason[reason], "\n  "))
		}
	}
}

// failedLines bounds the output shown for a failed case: a crash lists every
// goroutine, the one that matters first.
const failedLines = 30

func printFailed(out io.Writer, reports []report) {
	for _, r := range reports {
		for _, n := range r.cases() {
			if r.action[n] != "fail" {
				continue
			}
			fmt.Fprintf(out, "\nFAILED on %s: %s %s\n", r.target.Label, n.pkg, n.name)
			lines := r.output[n]
			fmt.Fprint(out, strings.Join(lines[:min(failedLines, len(lines))], ""))
		}
	}
}

func printTotals(out io.Writer, reports []report, ops, variants int, sums map[string]tally) error {
	fmt.Fprintln(out)
	var all tally
	var idle []string
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, r := range reports {
		sum := sums[r.target.Label]
		fmt.Fprintf(w, "%s\t%s\t%v\n", r.target.Label, sum, r.took.Round(time.Second))
		all = tally{all.passed + sum.passed, all.skipped + sum.skipped, all.failed + sum.failed}
		if sum.passed == 0 {
			idle = append(idle, r.target.Label)
		}
	}
	w.Flush()
	fmt.Fprintf(out, "%d operations in %d variants; cases × variants × devices (%d): %d, of which %d passed, %d skipped, %d failed\n",
		ops, variants, len(reports), all.total(), all.passed, all.skipped, all.failed)
	switch {
	case all.failed > 0:
		return fmt.Errorf("drivers: %d failed", all.failed)
	case len(reports) == 0:
		return errors.New("drivers: no device to test")
	case len(idle) > 0:
		return fmt.Errorf("drivers: nothing passed on %s", strings.Join(idle, ", "))
	}
	return nil
}
