package bench

import (
	"bytes"
	"fmt"
	"io"
	"text/tabwriter"

	"autogan/vk"
	"autogan/vk/tensor"
)

// hostOnly says why only the host's time can be measured on the device: it does
// not even fill a word. "" means that it computes.
func hostOnly(s *vk.Stream) (string, error) {
	x, want, got := tensor.Temp(s, 1), []byte{1, 2, 3, 4}, make([]byte, 4)
	s.Fill(x.Buffer, 0x04030201)
	timer := s.StartTimer()
	if err := s.Download(got, x.Buffer); err != nil {
		return "", err
	}
	if _, err := timer.Stop(); err != nil {
		return "", err
	}
	if err := s.EndStep(); err != nil {
		return "", err
	}
	switch {
	case bytes.Equal(got, want):
		return "", nil
	case s.Device().TellsTime():
		return "no values: host time only", nil
	}
	return "no values, no timestamps: host time only", nil
}

// writeHost writes the table of a device that computes nothing.
func (r Report) writeHost(out io.Writer) error {
	fmt.Fprintf(out, "%s\n\n", r.HostOnly)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "case\thost ms\tdispatches\tbarriers\thost µs a dispatch\tof these recording\tallocations\ttemp MiB\theld MiB\tfirst ms\t")
	for _, r := range r.Results {
		if !r.measured() {
			continue
		}
		fmt.Fprintf(w, "%s\t%.2f\t%d\t%d\t%.2f\t%.2f\t%d\t%.0f\t%.0f\t%.0f\t\n", r.Case, r.WallMS, r.Dispatches, r.Barriers, r.HostUS, r.RecordUS,
			r.Allocations, r.TempMiB, r.HeldMiB, r.FirstMS)
	}
	return w.Flush()
}
