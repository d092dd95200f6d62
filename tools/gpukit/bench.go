package main

import (
	"encoding/json"
	"fmt"
)

// bench is what the page shows of the output of `autogan bench --json`.
type bench struct {
	HostOnly string `json:"host_only"`
	Ceilings struct {
		GFLOPS   float64 `json:"gflops"`
		CopyGBPS float64 `json:"copy_gb_per_s"`
		MoveGBPS float64 `json:"transfer_gb_per_s"`
		LaunchUS float64 `json:"us_per_dispatch"`
	} `json:"ceilings"`
	Results      []result `json:"results"`
	PredictedFor string   `json:"predicted_for"`
	StoppedAt    string   `json:"stopped_at"`
}

// result is that of a case.
type result struct {
	Case      string  `json:"case"`
	WallMS    float64 `json:"wall_ms"`
	DeviceMS  float64 `json:"device_ms"`
	GFLOPS    float64 `json:"gflops"`
	GBPS      float64 `json:"gb_per_s"`
	OfCeiling float64 `json:"of_ceiling"`
	HostUS    float64 `json:"host_us_per_dispatch"`
	FirstMS   float64 `json:"first_ms"`
	PeerMS    float64 `json:"peer_ms"`
	Ratio     float64 `json:"ratio_to_peer"`
	PeerSaid  string  `json:"peer_said"`
	Split     []struct {
		Kernel   string  `json:"kernel"`
		DeviceMS float64 `json:"device_ms"`
		Share    float64 `json:"share"`
	} `json:"split"`
	Predicted *prediction `json:"predicted"`
}

type prediction struct {
	MS    float64 `json:"ms"`
	Bound string  `json:"bound"`
}

func readBench(text []byte) (b bench, err error) {
	if err := json.Unmarshal(text, &b); err != nil {
		return b, fmt.Errorf("it printed no figures: %w", err)
	}
	return b, nil
}
