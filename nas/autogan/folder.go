package autogan

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"autogan/nas/autogan/config"
	"autogan/vk"
	"autogan/vk/durable"
	"autogan/vk/sealed"
)

// folder is a run folder on disk; the package comment lists its files.
type folder struct {
	path string
}

// RunInfo is the content of run.json.
type RunInfo struct {
	Format  int    `json:"format"`  // of the folder; 0 if the program wrote none
	Version string `json:"version"` // of the program
	Device  string `json:"device"`
	Driver  string `json:"driver"`
	Seed    uint64 `json:"seed"`

	Imported  string `json:"imported,omitempty"`   // the checkpoint of another program with which it began
	BadImages int    `json:"bad_images,omitempty"` // of the folder that cannot be read and were skipped

	Config string   `json:"config_sha256,omitempty"` // of config.toml; "" in runs of earlier programs
	Files  []string `json:"files,omitempty"`         // that the run has written, see run_files.go
}

// openFolder makes the run folder, or opens it if an earlier run of the same
// configuration made it: see [continued].
func openFolder(c config.Config, device *vk.Device, observer Observer) (*folder, error) {
	f := &folder{path: c.RunFolder()}
	if err := os.MkdirAll(f.join(samplesFolder), 0o755); err != nil {
		return nil, fmt.Errorf("autogan: run folder: %w", err)
	}
	if err := f.removeUnfinished(); err != nil {
		return nil, err
	}
	info := infoOf(c, device)
	begun, err := durable.Exists(f.join(configFile))
	if err != nil {
		return nil, fmt.Errorf("autogan: run folder: %w", err)
	}
	if begun {
		return f, f.compareInfo(info, observer)
	}
	return f, f.begin(c, info)
}

// infoOf describes a run that begins now.
func infoOf(c config.Config, device *vk.Device) RunInfo {
	return RunInfo{Format: folderFormat, Version: Version(), Device: device.Name(), Driver: device.Info().Driver, Seed: c.Seed}
}

// begin writes the first files of a run.
func (f *folder) begin(c config.Config, info RunInfo) error {
	text := c.EncodeSealed()
	info.Config = hashOf(text)
	if err := f.writeJSON(infoFile, info); err != nil {
		return err
	}
	return f.write(configFile, text)
}

// folderFormat is the version of the format of a run folder. It grows when an
// earlier program would misunderstand a file; files and fields that are only
// added do not change it.
const folderFormat = 1

// checkFormat returns a [*config.Error] if a later program wrote the folder in
// a format that this program does not know. It is called before a folder is
// read or continued.
func (f *folder) checkFormat() error {
	var info RunInfo
	text, err := durable.ReadFile(f.join(infoFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil // no run yet
	}
	if err != nil {
		return fmt.Errorf("autogan: read run: %w", err)
	}
	if json.Unmarshal(text, &info) != nil {
		return nil // damaged, which does not say that a later program wrote it
	}
	if info.Format > folderFormat {
		return &config.Error{Where: f.join(infoFile), Problem: fmt.Sprintf(
			"a later program (%s) wrote this run: it is of format %d, this program reads up to format %d", info.Version, info.Format, folderFormat)}
	}
	return nil
}

// readConfig returns the configuration with which the run began. One that is
// not what the run wrote is a [*config.Error]; without one the error wraps
// [fs.ErrNotExist]. A hash line that is gone is noticed by the hash in run.json:
// the configuration itself would pass for one of an earlier program.
func (f *folder) readConfig() (config.Config, error) {
	path := f.join(configFile)
	text, err := durable.ReadFile(path)
	if err != nil {
		return config.Config{}, fmt.Errorf("autogan: read the run's configuration: %w", err)
	}
	c, err := config.Recorded(path, text)
	if err != nil {
		return c, err
	}
	info, _, err := f.info()
	if err != nil || info.Config == "" {
		return c, err
	}
	if hashOf(text) != info.Config {
		return c, &config.Error{Where: path, Problem: "it is not the configuration with which this run began: run.json has another hash; restore it from a copy"}
	}
	return c, nil
}

// checkSame returns a [*config.Error] if the folder was written by a later
// program, has another configuration, or has lost the one that it had. The
// folder need not exist.
func (f *folder) checkSame(c config.Config) error {
	if err := f.checkFormat(); err != nil {
		return err
	}
	began, err := f.readConfig()
	if errors.Is(err, fs.ErrNotExist) {
		return f.checkNotBegun()
	}
	if err != nil {
		return err
	}
	return c.CheckSame(f.join(configFile), began)
}

// checkNotBegun returns a [*config.Error] if a folder without a configuration
// has files of a run. Other settings would take over its results. A run that was
// killed while it began has left none: its configuration is the first of them. A
// divergence alone has no results.
func (f *folder) checkNotBegun() error {
	listed, err := f.listed()
	if err != nil {
		return err
	}
	for _, name := range lastingFiles {
		if name == configFile {
			continue // as long as it is alone, nothing is lost
		}
		there, err := durable.Exists(f.join(name))
		if err != nil {
			return fmt.Errorf("autogan: run folder: %w", err)
		}
		if there && name != divergedFile || slices.Contains(listed, name) {
			return &config.Error{Where: f.join(configFile), Problem: fmt.Sprintf(
				"it is missing, and this folder has the %s of a run; copy it back, or begin anew with --restart", name)}
		}
	}
	return nil
}

// compareInfo tells the observer if a run continues on another device or
// driver. That is allowed, since checkpoints hold nothing that belongs to a
// device, but other devices round differently. Nothing of a run depends on
// run.json, so one that is missing or damaged is written anew.
func (f *folder) compareInfo(now RunInfo, observer Observer) error {
	begun, _, err := f.info()
	if err != nil {
		return err
	}
	if begun.Device == "" {
		observer.Message(f.join(infoFile) + " is missing or damaged and is written anew: on which device and with which program this run began is no longer known")
		return f.rewriteInfo(now)
	}
	if begun.Device != now.Device || begun.Driver != now.Driver {
		observer.Message(fmt.Sprintf("this run began on %s (%s) and goes on with %s (%s): the last digits will differ from an uninterrupted run's",
			begun.Device, begun.Driver, now.Device, now.Driver))
	}
	return nil
}

// rewriteInfo writes run.json for a run that has begun, with what is there of it.
func (f *folder) rewriteInfo(now RunInfo) error {
	text, err := durable.ReadFile(f.join(configFile))
	if err != nil {
		return fmt.Errorf("autogan: read the run's configuration: %w", err)
	}
	now.Config = hashOf(text)
	if now.Files, err = f.present(); err != nil {
		return err
	}
	return f.writeJSON(infoFile, now)
}

// removeUnfinished deletes the temporary files that a killed process left. The
// folder need not exist.
func (f *folder) removeUnfinished() error {
	for _, dir := range []string{f.path, f.join(samplesFolder)} {
		if err := durable.RemoveUnfinished(dir); err != nil {
			return fmt.Errorf("autogan: run folder: %w", err)
		}
	}
	return nil
}

func (f *folder) join(name string) string { return filepath.Join(f.path, name) }

// writeJSON writes a file with its hash, which readJSON checks.
func (f *folder) writeJSON(name string, value any) error {
	text, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return fmt.Errorf("autogan: encode %s: %w", name, err)
	}
	return f.write(name, sealed.JSON.Add(append(text, '\n')))
}

// write replaces a file as a whole: after an interruption it is the old one or
// the new one.
func (f *folder) write(name string, data []byte) error {
	return f.replace(name, func(path string) error {
		if err := durable.WriteFile(path, data); err != nil {
			return fmt.Errorf("autogan: write %s: %w", name, err)
		}
		return nil
	})
}
