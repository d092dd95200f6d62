package autogan

import (
	"encoding/binary"
	"hash/fnv"

	"autogan/nas/autogan/config"
)

// Purposes of random numbers. Each has a seed of its own, derived from the
// run's, so that drawing more for one changes nothing for the others.
const (
	forLatent      = "latent"      // z of training
	forWeights     = "weights"     // initial G and D
	forController  = "controller"  // initial controllers and their samples
	forReward      = "reward"      // z of measured images
	forShuffle     = "shuffle"     // order of the training images
	forSamples     = "picture"     // z of the sample grids
	forEvaluation  = "evaluation"  // z of the images that measure a training
	forCorrelation = "correlation" // random architectures, and z of their images
	forStatistics  = "statistics"  // z from which statistics are recomputed
	forTiming      = "timing"      // architectures and z of measurements that are only timed
)

// seedFor derives the seed of a purpose; index separates repeated uses (stages,
// restarts).
func seedFor(c config.Config, purpose string, index int) uint64 {
	h := fnv.New64a()
	var words [16]byte
	binary.LittleEndian.PutUint64(words[:8], c.Seed)
	binary.LittleEndian.PutUint64(words[8:], uint64(index))
	h.Write(words[:])
	h.Write([]byte(purpose))
	return h.Sum64()
}
