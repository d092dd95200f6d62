package bench

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
)

// Report holds all results of a run.
type Report struct {
	Device       string    `json:"device"`
	Driver       string    `json:"driver"`
	Rounds       int       `json:"rounds"`
	HostOnly     string    `json:"host_only,omitempty"` // why there is only the host's time
	Ceilings     Ceilings  `json:"ceilings"`
	Results      []Result  `json:"results,omitempty"`
	Variants     []Variant `json:"variants,omitempty"`
	PredictedFor string    `json:"predicted_for,omitempty"` // the card of the results' predictions
	Hours        []Hours   `json:"hours,omitempty"`
	StoppedAt    string    `json:"stopped_at,omitempty"` // the first case for which there was no time
}

// Empty reports whether no case was selected.
func (r Report) Empty() bool { return len(r.Results)+len(r.Variants)+len(r.Hours) == 0 }

// WriteJSON writes the report as JSON.
func (r Report) WriteJSON(out io.Writer) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(r)
}

// WriteTables writes the report as tables for people.
func (r Report) WriteTables(out io.Writer) error {
	fmt.Fprintf(out, "%s, %s, medians of %d\n", r.Device, r.Driver, r.Rounds)
	write := r.writeMeasured
	if r.HostOnly != "" {
		write = r.writeHost
	}
	if err := write(out); err != nil {
		return err
	}
	for _, result := range r.Results {
		if err := writeSplit(out, result.Case, result.Split); err != nil {
			return err
		}
	}
	if err := r.writePredictions(out); err != nil {
		return err
	}
	if err := r.writeVariants(out); err != nil {
		return err
	}
	if r.StoppedAt != "" {
		fmt.Fprintf(out, "\nstopped: there was no time for %s and what follows it\n", r.StoppedAt)
	}
	return nil
}

func (r Report) writeMeasured(out io.Writer) error {
	c := r.Ceilings
	fmt.Fprintf(out, "ceilings: %.1f GFLOP/s; memory %.1f GB/s by the driver's copy, %.1f by a kernel; %.0f µs a dispatch\n\n",
		c.GFLOPS, c.MoveGBPS, c.CopyGBPS, c.LaunchUS)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	if slices.ContainsFunc(r.Results, Result.measured) {
		fmt.Fprintln(w, "case\twall ms\tdevice ms\tGFLOP/s\tGB/s\tof ceiling\tdispatches\tbarriers\trecord µs\thost µs\twaits\tallocations\ttemp MiB\theld MiB\tfirst ms\tpeer ms\tratio\t")
	}
	for _, r := range r.Results {
		if !r.measured() {
			continue
		}
		fmt.Fprintf(w, "%s\t%.2f\t%.2f\t%s\t%s\t%s\t%d\t%d\t%.2f\t%s\t%d\t%d\t%.0f\t%.0f\t%.0f\t%s\t%s\t\n", r.Case, r.WallMS, r.DeviceMS,
			unlessZero("%.1f", r.GFLOPS), unlessZero("%.1f", r.GBPS), unlessZero("%.0f %%", 100*r.OfCeiling),
			r.Dispatches, r.Barriers, r.RecordUS, unlessZero("%.2f", r.HostUS), r.Waits, r.Allocations, r.TempMiB, r.HeldMiB, r.FirstMS,
			unlessZero("%.1f", r.PeerMS), unlessZero("%.2f", r.RatioToPeer))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for _, r := range r.Results {
		if r.PeerSaid != "" {
			fmt.Fprintf(out, "%s: the peer has not run it: %s\n", r.Case, r.PeerSaid)
		}
	}
	return nil
}

// measured is false for a case that was only predicted.
func (r Result) measured() bool { return r.WallMS > 0 }

func unlessZero(format string, v float64) string {
	if v == 0 {
		return ""
	}
	return fmt.Sprintf(format, v)
}
