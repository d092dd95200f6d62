package autogan

import (
	"context"
	"fmt"

	"autogan/gan"
	"autogan/gan/dataset"
	"autogan/layers"
	"autogan/nas/autogan/config"
)

// evalEvery is the number of discriminator steps between evaluations.
func (t *training) evalEvery() int { return t.config.Train.EvalEvery * t.config.GAN.NCritic }

// sayProtocol says how the training will be evaluated, and where that means
// little.
func (t *training) sayProtocol() {
	protocol := t.measurer.protocol(t.size())
	t.observer.Message("evaluation: " + protocol.ScoreName())
	t.observer.Message("evaluation: " + protocol.DistanceName())
	for _, doubt := range protocol.Doubts(t.measurer.trained) {
		t.observer.Message("warning: " + doubt)
	}
}

// evaluationDue reports whether the current weights must be evaluated.
func (t *training) evaluationDue() bool {
	now := t.state.Step
	if t.state.Evaluated == now || now == 0 {
		return false
	}
	return now%t.evalEvery() == 0 || t.state.Collapsed || now == t.goal()
}

// evaluate measures the averaged weights and saves them as the last generator
// and, if their FID is the lowest or their Inception score the highest, as the best
// by that. If interrupted, it changes nothing and is due again.
func (t *training) evaluate(ctx context.Context) error {
	if err := t.trainer.CheckFinite(); err != nil {
		return err // before the generators of earlier evaluations are replaced
	}
	var statistics func() error
	if t.config.Train.Statistics == config.RecomputedStatistics {
		statistics = func() error {
			return t.trainer.Gen.GatherStatistics(t.stream, t.arch, t.config.GAN.BatchG, seedFor(t.config, forStatistics, 0))
		}
	}
	err := t.average.Use(statistics, func() error { return t.measure(ctx) })
	if err != nil {
		return err
	}
	t.state.Evaluated = t.state.Step
	e := *t.state.Last
	t.observer.Message(fmt.Sprintf("%s: after %d generator steps %s", t.label(), e.Step, e))
	if err := t.evaluations.Append(e); err != nil {
		return err
	}
	if err := t.showEvaluation(e); err != nil {
		return err
	}
	return t.save()
}

// measure evaluates the generator with its current weights and writes it and
// its samples, with real images to their right.
func (t *training) measure(ctx context.Context) error {
	g := t.trainer.Gen
	e, err := t.measurer.measure(ctx, t.stream, t.state.Numbered.images(g, t.arch, layers.Eval, seedFor(t.config, forEvaluation, 0)))
	if err != nil {
		return fmt.Errorf("autogan: evaluate %s: %w", t.arch, err)
	}
	e.Step = t.state.Step / t.config.GAN.NCritic
	e.Samples = fmt.Sprintf("samples/step%06d.png", e.Step)
	z := gan.Latent(t.stream, gridImages, g.Geometry().Latent(), seedFor(t.config, forSamples, 0), 0)
	generated, err := gridOf(t.stream, g.Sample(t.stream, z, t.arch, layers.Eval))
	if err != nil {
		return err
	}
	pair := dataset.Pair(generated, t.real)
	if err := t.folder.replace(e.Samples, func(path string) error { return dataset.WritePNG(path, pair) }); err != nil {
		return err
	}
	save := func(path string) error { return gan.SaveGenerator(t.stream, g, path) }
	if best := t.state.Best; best == nil || e.beats(*best) {
		if err := t.folder.replace(BestFile, save); err != nil {
			return err
		}
		t.state.Best = &e
	}
	if best := t.state.BestIS; best == nil || e.outscores(*best) {
		if err := t.folder.replace(BestISFile, save); err != nil {
			return err
		}
		t.state.BestIS = &e
	}
	t.state.Last = &e
	return t.folder.replace(LastFile, save)
}
