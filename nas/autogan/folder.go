package autogan

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"autogan/nas/autogan/config"
	"autogan/vk"
)

// folder is a run folder on disk; the package comment lists its files.
type folder struct {
	path string
}

// RunInfo is the content of run.json.
type RunInfo struct {
	Version string `json:"version"`
	Device  string `json:"device"`
	Driver  string `json:"driver"`
	Seed    uint64 `json:"seed"`
}

// openFolder makes the run folder or opens the one of an earlier run of the
// same configuration. Another configuration's folder is a [*config.Error].
func openFolder(c config.Config, device *vk.Device, observer Observer) (*folder, error) {
	f := &folder{path: c.RunFolder()}
	if err := c.CheckSame(f.join(configFile)); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(f.join(samplesFolder), 0o755); err != nil {
		return nil, fmt.Errorf("autogan: run folder: %w", err)
	}
	if err := f.removeUnfinished(); err != nil {
		return nil, err
	}
	info := RunInfo{Version: Version(), Device: device.Name(), Driver: device.Info().Driver, Seed: c.Seed}
	if _, err := os.Stat(f.join(configFile)); err == nil {
		f.compareInfo(info, observer)
		return f, nil
	}
	if err := f.writeJSON(infoFile, info); err != nil {
		return nil, err
	}
	return f, f.write(configFile, []byte(c.Encode()))
}

// compareInfo says when a run goes on elsewhere than it began. It may: states
// hold numbers and nothing of a device. But other devices round otherwise.
func (f *folder) compareInfo(now RunInfo, observer Observer) {
	var begun RunInfo
	text, err := os.ReadFile(f.join(infoFile))
	if err != nil || json.Unmarshal(text, &begun) != nil {
		return // it is for people; what it says decides nothing
	}
	if begun.Device != now.Device || begun.Driver != now.Driver {
		observer.Message(fmt.Sprintf("this run began on %s (%s) and goes on with %s (%s): the last digits will differ from an uninterrupted run's",
			begun.Device, begun.Driver, now.Device, now.Driver))
	}
}

// removeUnfinished deletes the temporary files that writes leave when the
// process is killed before their rename. There may be no folder yet.
func (f *folder) removeUnfinished() error {
	for _, dir := range []string{f.path, f.join(samplesFolder)} {
		entries, err := os.ReadDir(dir)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("autogan: run folder: %w", err)
		}
		for _, e := range entries {
			if !unfinished.MatchString(e.Name()) {
				continue
			}
			if err := os.Remove(filepath.Join(dir, e.Name())); err != nil {
				return fmt.Errorf("autogan: run folder: %w", err)
			}
		}
	}
	return nil
}

// unfinished are the names under which files are written before they are whole.
var unfinished = regexp.MustCompile(`^\.(.*\.(json|toml|safetensors|npz|html)\.[0-9]+|grid-[0-9]+\.png)$`)

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
