package bench

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"autogan/vk"
)

// Share is a kernel's part of a step.
type Share struct {
	Kernel     string  `json:"kernel"`
	Dispatches int     `json:"dispatches"`
	MiB        float64 `json:"mib"` // that it must move: operands and results, once a dispatch
	DeviceMS   float64 `json:"device_ms"`
	Share      float64 `json:"share"` // of the time of all kernels, 0 to 1
}

// split runs once and measures every dispatch separately.
func split(s *vk.Stream, run func() error) ([]Share, error) {
	s.StartProfile()
	failed := run()
	times, err := s.StopProfile()
	if failed != nil {
		return nil, failed
	}
	var shares []Share
	for _, t := range times {
		shares = append(shares, Share{Kernel: t.Kernel, Dispatches: t.Dispatches, MiB: mib(t.Bytes), DeviceMS: ms(t.Time)})
	}
	return divided(shares), err
}

// divided fills in the shares of the time.
func divided(shares []Share) []Share {
	total := sum("", shares).DeviceMS
	for i := range shares {
		if total > 0 {
			shares[i].Share = shares[i].DeviceMS / total
		}
	}
	return shares
}

// sum adds up shares.
func sum(name string, shares []Share) Share {
	all := Share{Kernel: name}
	for _, s := range shares {
		all.add(s)
	}
	return all
}

func (s *Share) add(other Share) {
	s.Dispatches += other.Dispatches
	s.MiB += other.MiB
	s.DeviceMS += other.DeviceMS
	s.Share += other.Share
}

// families adds up the shares of kernels whose names begin with the same word,
// in the order in which these words first occur.
func families(shares []Share) []Share {
	var list []Share
	at := map[string]int{}
	for _, s := range shares {
		name, _, _ := strings.Cut(s.Kernel, "_")
		i, known := at[name]
		if !known {
			i = len(list)
			at[name] = i
			list = append(list, Share{Kernel: name})
		}
		list[i].add(s)
	}
	return list
}

// writeSplit writes the shares of the families of kernels of a step, then its
// most expensive kernels.
func writeSplit(out io.Writer, name string, shares []Share) error {
	if len(shares) == 0 {
		return nil
	}
	fmt.Fprintf(out, "\n%s:", name)
	for _, f := range families(shares) {
		fmt.Fprintf(out, " %s %.1f %% (%d)", f.Kernel, 100*f.Share, f.Dispatches)
	}
	fmt.Fprintln(out)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	const most = 16
	listed := shares[:min(most, len(shares))]
	for _, s := range append(slices.Clone(listed), sum("all", shares)) {
		fmt.Fprintf(w, "%s\t%.2f ms\t%.1f %%\t%d dispatches\t%.1f MiB\t\n", s.Kernel, s.DeviceMS, 100*s.Share, s.Dispatches, s.MiB)
	}
	return w.Flush()
}
