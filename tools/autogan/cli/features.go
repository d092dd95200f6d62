package cli

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strings"

	"autogan/gan/metric"
	"autogan/gan/metric/inception"
	"autogan/vk"
)

// features is a feature network that its owner releases.
type features interface {
	metric.Features
	Release()
}

// featuresUsage describes the flag that names a network.
const featuresUsage = "the network that measures images: inception, a stage of it such as inception/mixed_7, builtin, or the file of a scorer"

// openFeatures opens the network of a name that featuresUsage lists.
func openFeatures(s *vk.Stream, name string) (features, error) {
	network, err := openNetwork(s, name)
	if !errors.Is(err, fs.ErrNotExist) {
		return network, err
	}
	if name == inceptionName || strings.HasPrefix(name, inceptionName+"/") {
		return nil, badInputf("--features %s: %w; --features builtin does without it", name, err)
	}
	return nil, badInputf("--features %s: no such file; want %s", name, featuresUsage)
}

func openNetwork(s *vk.Stream, name string) (features, error) {
	file := filepath.Join(dataFolder(inceptionName), inception.FileName)
	stage, isStage := strings.CutPrefix(name, inceptionName+"/")
	switch {
	case name == inceptionName:
		return opened(inception.Load(s, file))
	case isStage:
		return opened(openStage(s, file, stage))
	}
	return opened(openScorer(s, name))
}

func openStage(s *vk.Stream, path, name string) (*inception.Stage, error) {
	file, err := inception.LoadFile(path)
	if err != nil {
		return nil, err
	}
	trunk, err := inception.Open(s, file)
	if err != nil {
		return nil, err
	}
	stage, err := trunk.Stage(name)
	if err != nil {
		trunk.Release()
		return nil, badInput(err)
	}
	return stage, nil
}

// opened keeps a typed nil out of the interface.
func opened[F features](f F, err error) (features, error) {
	if err != nil {
		return nil, err
	}
	return f, nil
}
