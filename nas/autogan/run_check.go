package autogan

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"autogan/gan/metric"
	"autogan/layers/checkpoint"
	"autogan/nas/autogan/config"
	"autogan/vk/tensor/tune"
)

// CheckRun reads all files in a run's folder and in those below it, and compares
// each with its hash. It returns an error for every file that is damaged, which
// names it, and for what it cannot read. Images, reports and the files of earlier
// programs have no hash. No process may be working in the folder.
func CheckRun(dir string) []error {
	var damaged []error
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		if err := checkFile(&folder{filepath.Dir(path)}, entry.Name()); err != nil {
			damaged = append(damaged, err)
		}
		return nil
	})
	if err != nil {
		damaged = append(damaged, fmt.Errorf("autogan: check run: %w", err))
	}
	return damaged
}

func checkFile(f *folder, name string) error {
	switch {
	case name == configFile:
		_, err := config.Recorded(f.join(name))
		return err
	case name == kernelsFile:
		return f.checkKernels()
	case name == timesFile:
		_, err := f.readTimes()
		return err
	}
	switch filepath.Ext(name) {
	case ".json":
		return f.readJSON(name, new(json.RawMessage))
	case ".jsonl":
		_, err := readLog[json.RawMessage](f, name)
		return err
	case ".safetensors":
		_, err := checkpoint.Load(f.join(name))
		return err
	case ".npz":
		_, err := metric.ReadStatistics(f.join(name))
		return err
	}
	return nil
}

// checkKernels returns an error if the file of kernels is damaged. It may be of
// any device.
func (f *folder) checkKernels() error {
	text, err := os.ReadFile(f.join(kernelsFile))
	if err != nil {
		return err
	}
	if _, err := tune.Decode(tune.Key{}, text); !errors.Is(err, tune.ErrOtherKey) {
		return &config.Error{Where: f.join(kernelsFile), Problem: err.Error()}
	}
	return nil
}
