package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"autogan/vk"

	"github.com/spf13/cobra"
)

// benchFlags are the options of `autogan bench`.
type benchFlags struct {
	rounds int
	only   string
	peer   string
	json   bool
}

// benchResult is what was measured of a case: medians over the rounds.
type benchResult struct {
	Case        string  `json:"case"`
	WallMS      float64 `json:"wall_ms"`
	DeviceMS    float64 `json:"device_ms"`            // between timestamps; 0 if the device has none
	GFLOPS      float64 `json:"gflops,omitempty"`     // by wall time
	GBPS        float64 `json:"gb_per_s,omitempty"`   // by wall time
	OfCeiling   float64 `json:"of_ceiling,omitempty"` // share of the multiply-adds this device did in this run
	Dispatches  uint64  `json:"dispatches"`
	Barriers    uint64  `json:"barriers"`
	RecordUS    float64 `json:"record_us_per_dispatch"`
	Waits       uint64  `json:"waits"`
	Allocations uint64  `json:"driver_allocations"` // of the last round
	TempMiB     float64 `json:"temp_mib"`
	FirstMS     float64 `json:"first_ms"` // the first run, which compiles
	PeerMS      float64 `json:"peer_ms,omitempty"`
	RatioToPeer float64 `json:"ratio_to_peer,omitempty"` // peer's time over ours: above 1 we are faster
}

func newBench(t *target) *cobra.Command {
	var f benchFlags
	cmd := &cobra.Command{
		Use:   "bench",
		Short: "Time kernels and whole steps against this device's own ceilings",
		Long: `Time kernels and whole steps against this device's own ceilings. With --peer
another program runs the same cases, in turn with ours; tests/bench/pytorch has one.`,
		Args: wantArgs(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return t.withStream("", func(s *vk.Stream) error { return f.bench(cmd.OutOrStdout(), s) })
		},
	}
	cmd.Flags().IntVar(&f.rounds, "rounds", 5, "runs of each case; the median counts")
	cmd.Flags().StringVar(&f.only, "only", "", "run the cases whose name contains this")
	cmd.Flags().StringVar(&f.peer, "peer", "", "command of a program to compare with")
	cmd.Flags().BoolVar(&f.json, "json", false, "print a JSON line for each case")
	return cmd
}

func (f *benchFlags) bench(out io.Writer, s *vk.Stream) error {
	if f.rounds < 1 {
		return badInputf("bench: --rounds %d: want at least 1", f.rounds)
	}
	var other *peer
	if f.peer != "" {
		p, err := startPeer(f.peer)
		if err != nil {
			return err
		}
		defer p.stop()
		other = p
	}
	var results []benchResult
	ceiling := 0.0
	for _, c := range benchCases() {
		isCeiling := strings.HasPrefix(c.name, "ceiling/")
		if !isCeiling && !strings.Contains(c.name, f.only) {
			continue
		}
		r, err := f.measure(s, c, other)
		if err != nil {
			return fmt.Errorf("bench: %s: %w", c.name, err)
		}
		if isCeiling {
			ceiling = max(ceiling, r.GFLOPS)
		} else if ceiling > 0 {
			r.OfCeiling = r.GFLOPS / ceiling
		}
		results = append(results, r)
	}
	if f.json {
		return writeBenchJSON(out, results)
	}
	fmt.Fprintf(out, "%s, %s, medians of %d\n\n", s.Device().Name(), s.Device().Info().Driver, f.rounds)
	return writeBenchTable(out, results)
}

// measure times one case: a first run that compiles and grows the arena, then
// the rounds, each waited for, in turn with the peer's.
func (f *benchFlags) measure(s *vk.Stream, c benchCase, other *peer) (benchResult, error) {
	r := benchResult{Case: c.name}
	run, err := c.make(s)
	if err != nil {
		return r, err
	}
	first, _, err := timed(s, run)
	if err != nil {
		return r, err
	}
	r.FirstMS = ms(first)
	if other == nil || !c.peer {
		other = nil
	} else if _, err := other.run(c.name); err != nil { // its first run, too
		return r, err
	}
	var walls, devices, peers []time.Duration
	for range f.rounds {
		before, allocations := s.Stats(), s.Device().DriverAllocations()
		wall, device, err := timed(s, run)
		if err != nil {
			return r, err
		}
		r.count(before, s.Stats(), s.Device().DriverAllocations()-allocations)
		walls, devices = append(walls, wall), append(devices, device)
		if other == nil {
			continue
		}
		took, err := other.run(c.name)
		if err != nil {
			return r, err
		}
		peers = append(peers, took)
	}
	r.WallMS, r.DeviceMS = ms(median(walls)), ms(median(devices))
	r.GFLOPS, r.GBPS = c.flop/1e6/r.WallMS, c.bytes/1e6/r.WallMS
	if other != nil {
		r.PeerMS = ms(median(peers))
		r.RatioToPeer = r.PeerMS / r.WallMS
	}
	return r, nil
}

// timed runs once and waits: the time on the wall and that between timestamps.
func timed(s *vk.Stream, run func() error) (wall, device time.Duration, err error) {
	begin := time.Now()
	timer := s.StartTimer()
	if err := run(); err != nil {
		return 0, 0, err
	}
	device, err = timer.Stop()
	return time.Since(begin), device, err
}

// count notes what the last round asked of the runtime.
func (r *benchResult) count(before, after vk.Stats, allocations uint64) {
	r.Dispatches = after.Dispatches - before.Dispatches
	r.Barriers = after.Barriers - before.Barriers
	r.Waits = after.Waits - before.Waits
	r.Allocations = allocations
	r.TempMiB = float64(after.TempBytes) / (1 << 20)
	r.RecordUS = float64((after.RecordTime - before.RecordTime).Microseconds()) / float64(max(r.Dispatches, 1))
}

func ms(d time.Duration) float64 { return d.Seconds() * 1e3 }

func median(times []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(times))
	return sorted[len(sorted)/2]
}

func writeBenchJSON(out io.Writer, results []benchResult) error {
	encoder := json.NewEncoder(out)
	for _, r := range results {
		if err := encoder.Encode(r); err != nil {
			return err
		}
	}
	return nil
}

func writeBenchTable(out io.Writer, results []benchResult) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "case\twall ms\tdevice ms\tGFLOP/s\tGB/s\tof ceiling\tdispatches\tbarriers\trecord µs\twaits\tallocations\tfirst ms\tpeer ms\tratio\t")
	for _, r := range results {
		fmt.Fprintf(w, "%s\t%.1f\t%.1f\t%s\t%s\t%s\t%d\t%d\t%.2f\t%d\t%d\t%.0f\t%s\t%s\t\n", r.Case, r.WallMS, r.DeviceMS,
			unlessZero("%.1f", r.GFLOPS), unlessZero("%.1f", r.GBPS), unlessZero("%.0f %%", 100*r.OfCeiling),
			r.Dispatches, r.Barriers, r.RecordUS, r.Waits, r.Allocations, r.FirstMS,
			unlessZero("%.1f", r.PeerMS), unlessZero("%.2f", r.RatioToPeer))
	}
	return w.Flush()
}

func unlessZero(format string, v float64) string {
	if v == 0 {
		return ""
	}
	return fmt.Sprintf(format, v)
}
