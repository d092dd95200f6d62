package autogan

// The files of a run's folder; the package comment says what they hold.
const (
	configFile      = "config.toml"
	infoFile        = "run.json"
	kernelsFile     = "kernels.json"
	clockFile       = "clock.json"
	checkpointFile  = "checkpoint.safetensors"
	previousFile    = "checkpoint-previous.safetensors"
	keptFile        = "kept.safetensors"
	metricsFile     = "metrics.jsonl"
	trialsFile      = "trials.jsonl"
	timesFile       = "times.jsonl"
	evaluationsFile = "evaluations.jsonl"
	resultFile      = "result.json"
	divergedFile    = "diverged.json"
	summaryFile     = "summary.json"
	comparisonFile  = "comparison.json"
	sharedFile      = "shared.json"
	samplesFolder   = "samples"
	lockFile        = "lock"
	changesFile     = "changes.json"
)

// The files of a training's generators: at the evaluation with the lowest FID, at
// the one with the highest Inception score, and at the last one.
const (
	BestFile   = "generator-best.safetensors"
	BestISFile = "generator-best-is.safetensors"
	LastFile   = "generator-last.safetensors"
)

// DerivedSamples is the file in a derivation's folder with samples of its best
// generator on the left and real images on the right.
const DerivedSamples = "samples.png"

// namesOfRun lists the files and folders above.
var namesOfRun = []string{
	configFile, infoFile, changesFile, kernelsFile, clockFile, timesFile, checkpointFile, previousFile, keptFile, metricsFile, trialsFile, evaluationsFile,
	resultFile, divergedFile, summaryFile, comparisonFile, sharedFile, lockFile, DerivedSamples, samplesFolder, BestFile, BestISFile, LastFile,
}
