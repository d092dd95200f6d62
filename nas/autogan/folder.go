package autogan

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"autogan/nas"
	"autogan/vk"
)

// TrialLine is a line of trials.jsonl: a measured architecture and what it was
// measured for.
type TrialLine struct {
	Phase string `json:"phase"` // "controller" or "selection"
	nas.Record
}

// MetricLine is a line of metrics.jsonl: the mean losses of some steps of the
// shared GAN.
type MetricLine struct {
	Iteration int      `json:"iteration"`
	Stage     int      `json:"stage"`
	Step      int      `json:"step"` // discriminator steps of this iteration so far
	LossD     float64  `json:"loss_d"`
	LossG     *float64 `json:"loss_g,omitempty"` // none when no generator step was among them
	Reset     bool     `json:"reset,omitempty"`  // the losses stopped varying here
}

// folder is the run folder on disk:
//
//	config.toml             the effective configuration
//	run.json                device, driver and version
//	trials.jsonl            every measured architecture
//	metrics.jsonl           losses of the shared GAN
//	checkpoint.safetensors  everything that resuming needs
//	samples/*.png           a grid per stage
//	result.json             the top K, once the search has ended
type folder struct {
	path    string
	trials  *nas.Log[TrialLine]
	metrics *nas.Log[MetricLine]
}

// RunInfo is the content of run.json.
type RunInfo struct {
	Version string `json:"version"`
	Device  string `json:"device"`
	Driver  string `json:"driver"`
	Seed    uint64 `json:"seed"`
}

// openFolder makes the run folder or opens the one of an earlier run of the
// same configuration. Another configuration's folder is a [*ConfigError].
func openFolder(c Config, device *vk.Device) (*folder, error) {
	f := &folder{path: c.RunFolder()}
	if err := c.CheckSame(f.join("config.toml")); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(f.join("samples"), 0o755); err != nil {
		return nil, fmt.Errorf("autogan: run folder: %w", err)
	}
	if _, err := os.Stat(f.join("config.toml")); errors.Is(err, fs.ErrNotExist) {
		info := RunInfo{Version: Version(), Device: device.Name(), Driver: device.Info().Driver, Seed: c.Seed}
		if err := f.writeJSON("run.json", info); err != nil {
			return nil, err
		}
		if err := f.write("config.toml", []byte(c.Encode())); err != nil {
			return nil, err
		}
	}
	var err error
	if f.trials, _, err = nas.OpenLog[TrialLine](f.join("trials.jsonl")); err != nil {
		return nil, err
	}
	if f.metrics, _, err = nas.OpenLog[MetricLine](f.join("metrics.jsonl")); err != nil {
		f.close()
		return nil, err
	}
	return f, nil
}

func (f *folder) join(name string) string { return filepath.Join(f.path, name) }

func (f *folder) writeJSON(name string, value any) error {
	text, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return fmt.Errorf("autogan: encode %s: %w", name, err)
	}
	return f.write(name, append(text, '\n'))
}

// write replaces a file of the folder as a whole: an interruption leaves the
// old one or the new one.
func (f *folder) write(name string, data []byte) (err error) {
	temp, err := os.CreateTemp(f.path, "."+name+".*")
	if err != nil {
		return fmt.Errorf("autogan: write %s: %w", name, err)
	}
	defer os.Remove(temp.Name())
	_, err = temp.Write(data)
	if err == nil {
		err = temp.Sync()
	}
	if closed := temp.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(temp.Name(), f.join(name))
	}
	if err != nil {
		return fmt.Errorf("autogan: write %s: %w", name, err)
	}
	return nil
}

// close closes the logs, whose lines are all on disk.
func (f *folder) close() {
	if f.trials != nil {
		_ = f.trials.Close()
	}
	if f.metrics != nil {
		_ = f.metrics.Close()
	}
}
