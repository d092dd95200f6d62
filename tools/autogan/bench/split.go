package bench

import (
	"strings"

	"autogan/vk"
)

// Share is a kernel's part of a step's device time.
type Share struct {
	Kernel     string  `json:"kernel"`
	Dispatches int     `json:"dispatches"`
	DeviceMS   float64 `json:"device_ms"`
	Share      float64 `json:"share"` // of the sum over all kernels, 0 to 1
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
	total := 0.0
	for _, t := range times {
		shares = append(shares, Share{Kernel: t.Kernel, Dispatches: t.Dispatches, DeviceMS: ms(t.Time)})
		total += ms(t.Time)
	}
	for i := range shares {
		if total > 0 {
			shares[i].Share = shares[i].DeviceMS / total
		}
	}
	return shares, err
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
		list[i].Dispatches += s.Dispatches
		list[i].DeviceMS += s.DeviceMS
		list[i].Share += s.Share
	}
	return list
}
