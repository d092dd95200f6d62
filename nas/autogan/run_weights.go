package autogan

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"autogan/gan"
	"autogan/nas/autogan/config"
	"autogan/vk"
	"autogan/vk/durable"
)

// Weights names one of the generators that a run may have kept.
type Weights string

// The generators of a training, and the one of a search. Those of a training are
// averaged weights, except the raw ones.
const (
	WeightsBestFID Weights = "best-fid" // of the evaluation with the lowest FID
	WeightsBestIS  Weights = "best-is"  // of the one with the highest Inception score
	WeightsLast    Weights = "last"     // of the last evaluation
	WeightsRaw     Weights = "raw"      // of the checkpoint, as they are trained, without averaging
	WeightsShared  Weights = "shared"   // of a search, for all architectures
)

// AllWeights lists them.
var AllWeights = []Weights{WeightsBestFID, WeightsBestIS, WeightsLast, WeightsRaw, WeightsShared}

// Kept lists the generators that the run has, which depends on how far it is.
func (r Run) Kept() ([]Weights, error) {
	if !r.Config.Trains() {
		return r.has(WeightsShared, checkpointFile)
	}
	best, err := r.has(WeightsBestFID, BestFile)
	if err != nil {
		return nil, err
	}
	file, err := r.fileOfBestIS()
	if err != nil {
		return nil, err
	}
	bestIS, err := r.has(WeightsBestIS, file)
	if err != nil {
		return nil, err
	}
	last, err := r.has(WeightsLast, LastFile)
	if err != nil {
		return nil, err
	}
	raw, err := r.has(WeightsRaw, checkpointFile)
	return slices.Concat(best, bestIS, last, raw), err
}

// has returns the weights if the run has their file, whose name is "" if no file
// can hold them.
func (r Run) has(w Weights, name string) ([]Weights, error) {
	if name == "" || w == WeightsShared && r.Config.Search.Weights == config.FromScratch {
		return nil, nil
	}
	there, err := durable.Exists(filepath.Join(r.Folder, name))
	if !there || err != nil {
		return nil, err
	}
	return []Weights{w}, nil
}

// fileOfBestIS returns the file of the generator with the highest Inception score
// of a training, "" if it was not kept. Earlier programs kept it only if its FID was
// the lowest, too, or if it was the last. Figures of different names do not compare:
// an evaluation counts if it was measured as the last one was.
func (r Run) fileOfBestIS() (string, error) {
	if there, err := durable.Exists(filepath.Join(r.Folder, BestISFile)); there || err != nil {
		return BestISFile, err
	}
	evaluations, err := readLog[Evaluation](&folder{r.Folder}, evaluationsFile)
	if len(evaluations) == 0 || errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	best, last := evaluations[0], evaluations[len(evaluations)-1]
	highest := last.IS
	for _, e := range evaluations {
		if e.beats(best) {
			best = e
		}
		if e.ISName == last.ISName {
			highest = max(highest, e.IS)
		}
	}
	switch {
	case best.ISName == last.ISName && best.IS == highest:
		return BestFile, nil
	case last.IS == highest:
		return LastFile, nil
	}
	return "", nil
}

// KeptGenerator makes one of the generators that the run has kept. One that it does
// not have is a [*config.Error], which says what it has. Release it when done.
func (r Run) KeptGenerator(s *vk.Stream, w Weights) (*gan.Generator, error) {
	kept, err := r.Kept()
	if err != nil {
		return nil, err
	}
	if !slices.Contains(kept, w) {
		return nil, &config.Error{Where: r.Folder, Problem: fmt.Sprintf("this %s has no weights %q; it has %s", r.kind(), w, listedWeights(kept))}
	}
	name := BestFile
	switch w {
	case WeightsShared:
		return r.Generator(s)
	case WeightsRaw:
		return r.raw(s)
	case WeightsLast:
		name = LastFile
	case WeightsBestIS:
		if name, err = r.fileOfBestIS(); err != nil {
			return nil, err
		}
	}
	return gan.LoadGenerator(s, filepath.Join(r.Folder, name))
}

func (r Run) kind() string {
	if r.Config.Trains() {
		return "training"
	}
	return "search"
}

func listedWeights(kept []Weights) string {
	if len(kept) == 0 {
		return "kept no generator"
	}
	var names []string
	for _, w := range kept {
		names = append(names, string(w))
	}
	return strings.Join(names, ", ")
}

// raw makes the generator of a training's checkpoint, with the weights and the
// statistics that are being trained.
func (r Run) raw(s *vk.Stream) (*gan.Generator, error) {
	file, err := (&folder{r.Folder}).loadCheckpoint()
	if err != nil {
		return nil, err
	}
	a, err := r.Config.ParseArch(r.Config.Train.Arch)
	if err != nil {
		return nil, err
	}
	g, err := gan.NewGenerator(s, a, trainGeometry(r.Config), tap(r.Config), 0)
	if err != nil {
		return nil, err
	}
	return filled(s, g, file)
}
