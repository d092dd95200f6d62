package faults

import (
	"bytes"
	"strings"
	"testing"

	"autogan/tools/autogan/bench"
	"autogan/vk"
)

// TestBenchOfADeviceThatComputesNothing measures the host alone: there is nothing
// to divide by a device's time or ceilings.
func TestBenchOfADeviceThatComputesNothing(t *testing.T) {
	in := instance(t)
	layer.mute(true)
	layer.writeNoTimestamps(true)
	_, err := attempt(in, func(s *vk.Stream) error {
		options := bench.Options{Rounds: 2, Only: "lstm", Tell: func(string) {}}
		r, err := bench.Run(t.Context(), s, options)
		if err != nil {
			return err
		}
		const why = "no values, no timestamps: host time only"
		if r.HostOnly != why || r.Ceilings != (bench.Ceilings{}) || len(r.Results) != 1 {
			t.Fatalf("%q, ceilings %+v, %d results; want %q, none, 1", r.HostOnly, r.Ceilings, len(r.Results), why)
		}
		got := r.Results[0]
		if got.HostUS <= 0 || got.Dispatches == 0 || got.DeviceMS != 0 || got.OfCeiling != 0 || got.Split != nil {
			t.Errorf("measured %+v, want the host's time alone", got)
		}
		var text, tables bytes.Buffer
		if err := r.WriteJSON(&text); err != nil {
			t.Error(err)
		}
		if err := r.WriteTables(&tables); err != nil || !strings.Contains(tables.String(), why+"\n") || strings.Contains(tables.String(), "GFLOP") {
			t.Errorf("the tables are (%v)\n%s", err, tables.String())
		}
		if _, err := bench.RunVariants(t.Context(), s, options); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("variants: %v, want %q", err, why)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
