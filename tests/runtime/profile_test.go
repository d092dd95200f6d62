package runtime

import (
	"slices"
	"testing"

	"autogan/tests/testgpu"
	"autogan/vk"
	"autogan/vk/tensor"
)

// TestProfileCountsEveryDispatch takes more dispatches than the stream has
// timestamps, each reading what the one before wrote.
func TestProfileCountsEveryDispatch(t *testing.T) {
	dev, s := testgpu.Stream(t)
	const each = 600
	run := func() []float32 {
		x := tensor.Full(s, 1, 64)
		for range each {
			x = tensor.SumRows(s, tensor.Affine(s, x, 1, 1).Reshape(1, 64))
		}
		values, err := x.Floats(s)
		if err != nil {
			t.Fatal(err)
		}
		return values
	}
	want := run()
	s.StartProfile()
	got := run()
	times, err := s.StopProfile()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got, want) {
		t.Error("a profile changes what is computed")
	}
	before := s.Stats()
	counts := map[string]int{}
	for i, k := range times {
		counts[k.Kernel] += k.Dispatches
		if dev.Caps().TimestampPeriod > 0 && k.Time <= 0 {
			t.Errorf("%s: %d dispatches took %v", k.Kernel, k.Dispatches, k.Time)
		}
		if i > 0 && k.Time > times[i-1].Time {
			t.Errorf("%s comes after %s, which took less", k.Kernel, times[i-1].Kernel)
		}
	}
	sums := slices.DeleteFunc(slices.Clone(times), func(k vk.KernelTime) bool { return k.Dispatches != each })
	if len(sums) != 2 {
		t.Errorf("got %v, want two kernels with %d dispatches each", counts, each)
	}
	for _, k := range sums {
		if k.Bytes != each*2*64*4 {
			t.Errorf("%s: %d dispatches move %d bytes, want a read and a write of 64 floats each", k.Kernel, k.Dispatches, k.Bytes)
		}
	}
	tensor.Full(s, 1, 64)
	tensor.Full(s, 1, 64)
	if after := s.Stats(); after.Barriers != before.Barriers {
		t.Error("barriers between dispatches that share nothing, after the profile")
	}
}
