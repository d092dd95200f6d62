package card

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// Write prints the reports as a table, and below it what is wrong.
func Write(out io.Writer, reports []Report) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "card\tdriver\tvariants\tcommands\tdispatches\tsubmissions\thost µs a dispatch\thost ms an iteration\tMiB\tof heap of\t")
	wrong := 0
	for _, r := range reports {
		if r.Missing != nil {
			continue
		}
		f, m := r.Host.Float32, r.Host.Mixed
		fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%d, %d\t%d, %d\t%.2f, %.2f\t%.2f, %.2f\t%d, %d\t%d\t\n", r.Card.Name, r.Card.Family, orNone(r.Compiled.Variants), r.Runs,
			f.Dispatches, m.Dispatches, f.Submits, m.Submits, 1e6*f.PerDispatch().Seconds(), 1e6*m.PerDispatch().Seconds(),
			1e3*f.Time.Seconds(), 1e3*m.Time.Seconds(), f.Bytes>>20, m.Bytes>>20, f.Heap>>20)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for _, r := range reports {
		switch {
		case r.Missing != nil:
			fmt.Fprintf(out, "skipped: %s: %v\n", r.Card.Title, r.Missing)
		case r.Err != nil:
			wrong++
			fmt.Fprintf(out, "FAILED on %s: %v\n", r.Card.Title, r.Err)
		}
	}
	if wrong > 0 {
		return fmt.Errorf("drivers: %d of %d cards failed", wrong, len(reports))
	}
	return nil
}

// orNone is a count, or a dash where nothing was counted.
func orNone(n int) string {
	if n == 0 {
		return "-"
	}
	return fmt.Sprint(n)
}
