package bench

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"autogan/tools/autogan/predict"
	"autogan/vk"
)

// Options says what [Run] and [RunVariants] measure.
type Options struct {
	Rounds int               // runs of each case; the median counts
	Only   string            // run only cases whose names contain this; "" runs all
	Peer   *Peer             // a program to time in turn, or nil
	Card   *predict.Recorder // predicts the cases on a card, or nil
	Tell   func(string)      // called with the name of each case before it begins; not nil
}

// Result holds the figures of a case. WallMS, DeviceMS, HostUS and PeerMS are
// medians over the rounds; counts, sizes and RecordUS are those of the last
// round.
type Result struct {
	Case        string      `json:"case"`
	WallMS      float64     `json:"wall_ms"`
	DeviceMS    float64     `json:"device_ms"`            // between timestamps; 0 if the device has none
	GFLOPS      float64     `json:"gflops,omitempty"`     // by device time
	GBPS        float64     `json:"gb_per_s,omitempty"`   // by device time
	OfCeiling   float64     `json:"of_ceiling,omitempty"` // the larger fraction of the ceilings of multiply-adds and memory
	Dispatches  uint64      `json:"dispatches"`
	Barriers    uint64      `json:"barriers"`
	RecordUS    float64     `json:"record_us_per_dispatch"`         // time in the driver: commands and submission
	HostUS      float64     `json:"host_us_per_dispatch,omitempty"` // all time of the host; unknown if it waits during the run
	Waits       uint64      `json:"waits"`                          // of the host, before the end of the run
	Allocations uint64      `json:"driver_allocations"`
	TempMiB     float64     `json:"temp_mib"` // peak of a step's temporaries
	HeldMiB     float64     `json:"held_mib"` // allocated from the driver, at the end
	FirstMS     float64     `json:"first_ms"` // wall time of the first run, which compiles
	PeerMS      float64     `json:"peer_ms,omitempty"`
	RatioToPeer float64     `json:"ratio_to_peer,omitempty"` // peer's wall time divided by ours: above 1 we are faster
	PeerSaid    string      `json:"peer_said,omitempty"`     // why the peer has not run it
	Split       []Share     `json:"split,omitempty"`         // of a step
	Predicted   *Prediction `json:"predicted,omitempty"`
}

// Run measures the ceilings and every case that the options select. Where the time
// of ctx runs out, the report names the first case that is not in it. After an error
// it holds what was measured before.
func Run(ctx context.Context, s *vk.Stream, o Options) (Report, error) {
	info := s.Device().Info()
	report := Report{Device: info.Name, Driver: info.Driver, Rounds: o.Rounds}
	if o.Card != nil {
		report.PredictedFor = o.Card.Card.Title
	}
	var err error
	if report.HostOnly, err = hostOnly(s); err != nil {
		return report, fmt.Errorf("bench: %w", err)
	}
	if report.HostOnly != "" {
		o.Tell(info.Name + ": " + report.HostOnly)
	} else if report.Ceilings, err = measureCeilings(s); err != nil {
		return report, fmt.Errorf("bench: ceilings: %w", err)
	}
	for _, w := range o.selected(info.Caps.Type) {
		r, err := o.result(ctx, s, w, report)
		if report.outOfTime(w.name, err) {
			return report, nil
		}
		if err != nil {
			return report, fmt.Errorf("bench: %s: %w", w.name, err)
		}
		report.Results = append(report.Results, r)
	}
	if o.Card == nil || !strings.Contains(hoursCase, o.Only) {
		return report, nil
	}
	err = o.allHours(ctx, &report)
	if report.outOfTime(hoursCase, err) {
		return report, nil
	}
	if err != nil {
		return report, fmt.Errorf("bench: %s: %w", hoursCase, err)
	}
	return report, nil
}

// selected are the cases of the options; those that take minutes on a CPU can only
// be predicted there.
func (o Options) selected(device vk.DeviceType) []workload {
	var list []workload
	for _, w := range workloads() {
		w.large = w.large && device == vk.CPU
		if strings.Contains(w.name, o.Only) && !(w.large && o.Card == nil) {
			list = append(list, w)
		}
	}
	return list
}

// result measures and predicts a case of the report.
func (o Options) result(ctx context.Context, s *vk.Stream, w workload, report Report) (Result, error) {
	if err := ctx.Err(); err != nil {
		return Result{}, err
	}
	o.Tell(w.name)
	r := Result{Case: w.name}
	var err error
	if !w.large {
		w.step = w.step && report.HostOnly == "" // whose kernels take no time
		if r, err = o.measure(ctx, s, w); err != nil {
			return r, err
		}
		if report.HostOnly == "" {
			r.rate(w, report.Ceilings)
		} else {
			r.HostUS = 1e3 * r.WallMS / float64(max(r.Dispatches, 1)) // it waits for nothing
		}
	}
	if r.Predicted, err = o.predict(w); err != nil {
		return r, fmt.Errorf("predict: %w", err)
	}
	return r, nil
}

// outOfTime notes at which case the time ran out, if the error says that it did.
func (r *Report) outOfTime(at string, err error) bool {
	if !errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	r.StoppedAt = at
	return true
}

// measure times one case: a first run that compiles and grows the arena, then
// the rounds in turn with those of the peer, then a profile of a whole step. Each
// run begins only while ctx has time.
func (o Options) measure(ctx context.Context, s *vk.Stream, w workload) (r Result, err error) {
	r.Case = w.name
	if s, err = streamLike(s); err != nil {
		return r, err
	}
	defer s.Release()
	b := &builder{s: s}
	defer b.close()
	run := w.build(b)
	if b.err != nil {
		return r, b.err
	}
	first, _, err := timed(s, run)
	if err != nil {
		return r, err
	}
	r.FirstMS = ms(first)
	if err := o.rounds(ctx, s, w, run, &r); err != nil || !w.step {
		return r, err
	}
	r.Split, err = split(s, run)
	return r, err
}

// streamLike returns a new stream with the same options and tuning, so that its
// temporaries belong to one case.
func streamLike(s *vk.Stream) (*vk.Stream, error) {
	own, err := s.Device().NewStreamWith(s.Options())
	if err == nil {
		own.SetTuning(s.Tuning())
	}
	return own, err
}

func (o Options) rounds(ctx context.Context, s *vk.Stream, w workload, run func() error, r *Result) error {
	withPeer := o.Peer != nil && w.peer
	if withPeer {
		_, err := o.Peer.run(w.name) // its first run, too
		if r.declined(err) {
			withPeer, err = false, nil
		}
		if err != nil {
			return err
		}
	}
	var walls, devices, hosts, peers []time.Duration
	for range o.Rounds {
		if err := ctx.Err(); err != nil {
			return err
		}
		if w.warm {
			if _, _, err := timed(s, run); err != nil {
				return err
			}
		}
		before, allocations := s.Stats(), s.Device().DriverAllocations()
		var host time.Duration
		begin := time.Now()
		wall, device, err := timed(s, func() error {
			err := run()
			host = time.Since(begin)
			r.count(s, before, allocations)
			return err
		})
		if err != nil {
			return err
		}
		walls, devices, hosts = append(walls, wall), append(devices, device), append(hosts, host)
		if !withPeer {
			continue
		}
		took, err := o.Peer.timed(w)
		if r.declined(err) {
			withPeer = false
			continue
		}
		if err != nil {
			return err
		}
		peers = append(peers, took)
	}
	r.WallMS, r.DeviceMS = ms(median(walls)), ms(median(devices))
	if r.Waits == 0 {
		r.HostUS = 1e3 * ms(median(hosts)) / float64(max(r.Dispatches, 1))
	}
	if withPeer {
		r.PeerMS = ms(median(peers))
		r.RatioToPeer = r.PeerMS / r.WallMS
	}
	return nil
}

// declined notes why the peer does not run the case, if the error says so.
func (r *Result) declined(err error) bool {
	var why declined
	if !errors.As(err, &why) {
		return false
	}
	r.PeerSaid = string(why)
	return true
}

// timed runs once and waits. It returns the wall time and the time between
// timestamps.
func timed(s *vk.Stream, run func() error) (wall, device time.Duration, err error) {
	if err := s.Sync(); err != nil {
		return 0, 0, err
	}
	begin := time.Now()
	timer := s.StartTimer()
	if err := run(); err != nil {
		return 0, 0, err
	}
	device, err = timer.Stop()
	return time.Since(begin), device, err
}

// count records what a round asked of the runtime.
func (r *Result) count(s *vk.Stream, before vk.Stats, allocations uint64) {
	after := s.Stats()
	r.Dispatches = after.Dispatches - before.Dispatches
	r.Barriers = after.Barriers - before.Barriers
	r.Waits = after.Waits - before.Waits
	r.Allocations = s.Device().DriverAllocations() - allocations
	r.TempMiB = mib(after.TempBytes)
	r.HeldMiB = mib(s.Device().AllocatedBytes())
	r.RecordUS = 1e3 * ms(after.RecordTime-before.RecordTime) / float64(max(r.Dispatches, 1))
}

// rate compares the work with the time and the device's ceilings.
func (r *Result) rate(w workload, c Ceilings) {
	took := r.DeviceMS
	if took == 0 {
		took = r.WallMS
	}
	r.GFLOPS, r.GBPS = w.flop/1e6/took, w.bytes/1e6/took
	r.OfCeiling = max(r.GFLOPS/c.GFLOPS, r.GBPS/c.GBPS())
}

func ms(d time.Duration) float64 { return d.Seconds() * 1e3 }

func mib(bytes uint64) float64 { return float64(bytes) / (1 << 20) }

func median(times []time.Duration) time.Duration {
	return slices.Sorted(slices.Values(times))[len(times)/2]
}
