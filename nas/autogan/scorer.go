package autogan

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"autogan/gan/metric"
	"autogan/gan/metric/classifier"
	"autogan/gan/metric/inception"
	"autogan/nas/autogan/config"
	"autogan/vk"
)

// InceptionFile is the path of the network of the scorer "inception", relative
// to the working directory.
var InceptionFile = filepath.Join("data", "inception", inception.FileName)

// network is a scorer that its owner releases.
type network interface {
	metric.Network
	Release()
}

// The settings that name a scorer.
const (
	rewardScorer = "reward.scorer"
	evalScorer   = "eval.scorer"
)

// checkScorer refuses the built-in scorer for images that it was not made for.
// This needs no file, so it comes before anything is read.
func checkScorer(c config.Config, name, setting string) error {
	if name != config.BuiltinScorer {
		return nil
	}
	return fits(classifier.BuiltinName, c, name, setting)
}

// fits returns a [*config.Error] if a classifier that was trained on one set
// scores images of another. For a folder of images only the user knows which
// classifier fits.
func fits(trainedOn string, c config.Config, name, setting string) error {
	if trainedOn == c.Data.Name || c.Data.Name == "folder" && name != config.BuiltinScorer {
		return nil
	}
	return &config.Error{Where: c.Name, Key: setting, Problem: fmt.Sprintf(
		"%q knows images of %s, data.name is %q: set it to %q, or to the file of a scorer of these images (autogan scorer train)",
		name, trainedOn, c.Data.Name, config.InceptionScorer)}
}

// openScorer returns a scorer, which must fit the data and take images of all
// the given sizes. Mistakes are a [*config.Error] about the given setting.
func openScorer(s *vk.Stream, c config.Config, name, setting string, sizes ...int) (network, error) {
	scorer, err := loadScorer(s, name)
	if errors.Is(err, vk.ErrOutOfMemory) {
		return nil, err // not a mistake in the configuration
	}
	if err != nil {
		return nil, (&config.Error{Where: setting, Problem: err.Error() + withoutScorer(err, c, name, setting)}).Because(err)
	}
	if err := takes(scorer, c, name, setting, sizes); err != nil {
		scorer.Release()
		return nil, err
	}
	return scorer, nil
}

// takes returns a [*config.Error] if a scorer does not fit the data or a size.
func takes(scorer network, c config.Config, name, setting string, sizes []int) error {
	if n, ok := scorer.(*classifier.Network); ok {
		if err := fits(n.Name(), c, name, setting); err != nil {
			return err
		}
	}
	for _, size := range sizes {
		if err := scorer.CheckSize(size); err != nil {
			return &config.Error{Where: setting, Problem: err.Error()}
		}
	}
	return nil
}

// withoutScorer is what follows the error about a missing file: how to make the
// file, or how to do without it.
func withoutScorer(err error, c config.Config, name, setting string) string {
	cheap := config.CheapReward(c.Data.Name)
	switch {
	case !errors.Is(err, fs.ErrNotExist):
		return ""
	case name != config.InceptionScorer:
		return fmt.Sprintf("; `autogan scorer train %s --out %s` makes it", trainingSet(c), name)
	case setting == rewardScorer && cheap != "":
		return fmt.Sprintf("; the experiment %s searches without it, by a cheaper reward", cheap)
	}
	return "; a scorer of this project (`autogan scorer`) does without it"
}

// trainingSet is the argument of `autogan scorer train` for the images of a
// configuration.
func trainingSet(c config.Config) string {
	if c.Data.Name == "folder" {
		return c.Data.Path
	}
	return c.Data.Name
}

func loadScorer(s *vk.Stream, name string) (network, error) {
	switch name {
	case config.BuiltinScorer:
		return released(classifier.Builtin(s))
	case config.InceptionScorer:
		return released(inception.Load(s, InceptionFile))
	}
	return released(classifier.Load(s, name))
}

// released keeps a typed nil out of the interface.
func released[N network](n N, err error) (network, error) {
	if err != nil {
		return nil, err
	}
	return n, nil
}

// rewardLine says what a search rewards, for the first lines of a run. Only
// rewards of the paper's scorer compare with the paper's.
func rewardLine(c config.Config, scorer network) string {
	what := "Inception score"
	if c.Reward.Metric == config.RewardFID {
		what = "reciprocal of the FID"
	}
	line := fmt.Sprintf("reward: %s of %d images by scorer %s (%s, %d classes)",
		what, c.Reward.Images, c.Reward.Scorer, scorer.Name(), scorer.Classes())
	if c.Reward.Scorer == config.InceptionScorer {
		return line
	}
	return line + ", not the paper's Inception-v3"
}
