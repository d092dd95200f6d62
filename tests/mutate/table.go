package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"
)

// String is the outcome in a line: what was planted, who caught it, how long it took.
func (o outcome) String() string {
	return fmt.Sprintf("%s: %s: %s, %.1f s", o.fault.Group, o.fault.Name, o.result(), o.took.Seconds())
}

// result is the test that caught the fault, or that none did.
func (o outcome) result() string {
	switch o.verdict {
	case caught:
		return o.by
	case survived:
		return "SURVIVED"
	case skipped:
		return "skipped: " + o.by
	}
	return "ERROR: " + strings.Join(strings.Fields(o.by), " ")
}

// writeTable prints a line for each fault, under the name of its table, and the totals.
func writeTable(out io.Writer, outcomes []outcome, took time.Duration) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	group := ""
	var counts [broken + 1]int
	for _, o := range outcomes {
		if o.fault.Group != group {
			group = o.fault.Group
			fmt.Fprintf(w, "\n%s\tcaught by\tseconds\n", strings.ToUpper(group))
		}
		counts[o.verdict]++
		fmt.Fprintf(w, "%s\t%s\t%.1f\n", o.fault.Name, o.result(), o.took.Seconds())
	}
	w.Flush() // errors of a report's writer have nowhere to go
	fmt.Fprintf(out, "\n%d faults: %d caught, %d survived, %d skipped, %d errors, in %s\n",
		len(outcomes), counts[caught], counts[survived], counts[skipped], counts[broken], took.Round(time.Second))
}
