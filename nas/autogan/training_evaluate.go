package autogan

import (
	"fmt"

	"autogan/gan"
	"autogan/gan/metric"
	"autogan/layers"
	"autogan/vk"
	"autogan/vk/tensor"
)

// The files of a training's generators: those of the evaluation with the
// lowest distance, and of the last one.
const (
	BestFile = "generator-best.safetensors"
	LastFile = "generator-last.safetensors"
)

// evalEvery is the number of discriminator steps between evaluations.
func (t *Training) evalEvery() int { return t.config.Train.EvalEvery * t.config.GAN.NCritic }

// evaluationDue reports whether the weights as they are have to be evaluated.
func (t *Training) evaluationDue() bool {
	now := t.state.Step
	if t.state.Evaluated == now || now == 0 {
		return false
	}
	return now%t.evalEvery() == 0 || now == t.discriminatorSteps()
}

// evaluate measures the averaged weights and keeps them, as the last and, if
// they are, as the best.
func (t *Training) evaluate() error {
	e := Evaluation{Step: t.state.Step / t.config.GAN.NCritic}
	e.Picture = fmt.Sprintf("samples/step%06d.png", e.Step)
	var statistics func() error
	if t.config.Train.Statistics == RecomputedStatistics {
		statistics = func() error {
			return t.trainer.Gen.GatherStatistics(t.stream, t.arch, t.config.GAN.BatchG, t.config.seedFor(forStatistics, 0))
		}
	}
	err := t.average.Use(statistics, func() error { return t.measure(&e) })
	if err != nil {
		return err
	}
	t.state.Evaluated = t.state.Step
	t.observer.Message(fmt.Sprintf("%s: after %d generator steps %s", t.label(), e.Step, e))
	if err := t.evaluations.Append(e); err != nil {
		return err
	}
	return t.save()
}

// measure evaluates the generator as it is and writes it with its samples.
func (t *Training) measure(e *Evaluation) error {
	g := t.trainer.Gen
	if err := evaluateGenerator(t.stream, t.config, t.scorer, g, e); err != nil {
		return err
	}
	z := gan.Latent(t.stream, pictureImages, g.Config().Latent(), t.config.seedFor(forPicture, 0), 0)
	if err := t.folder.writePicture(t.stream, e.Picture, g.Sample(t.stream, z, t.arch, layers.Eval)); err != nil {
		return err
	}
	if t.state.Best == nil || e.betterThan(*t.state.Best) {
		t.state.Best = e
		if err := gan.SaveGenerator(t.stream, g, t.folder.join(BestFile)); err != nil {
			return err
		}
	}
	t.state.Last = e
	return gan.SaveGenerator(t.stream, g, t.folder.join(LastFile))
}

// evaluateGenerator measures the generator of one architecture by the settings
// of [EvalConfig].
func evaluateGenerator(s *vk.Stream, c Config, scorer *metric.Classifier, g *gan.Generator, e *Evaluation) (err error) {
	seed := c.seedFor(forEvaluation, 0)
	generate := func(from, count int) tensor.Tensor {
		z := gan.Latent(s, count, g.Config().Latent(), seed, uint64(from))
		return g.Sample(s, z, g.Arch(), layers.Eval)
	}
	e.Images, e.Scorer = c.Eval.Images, scorer.Name()
	e.IS, e.ISStd, err = metric.ScoreSamples(s, scorer, c.Eval.Images, c.Eval.Batch, c.Eval.Splits, generate)
	if err != nil {
		return fmt.Errorf("autogan: evaluate %s: %w", g.Arch(), err)
	}
	return nil
}

func (e Evaluation) betterThan(other Evaluation) bool { return e.IS > other.IS }

// String reads "IS 8.55 ± 0.10".
func (e Evaluation) String() string {
	return fmt.Sprintf("IS %.3f ± %.3f (%s)", e.IS, e.ISStd, e.Scorer)
}
