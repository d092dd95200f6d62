package autogan

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"autogan/nas"
	"autogan/nas/tensorboard"
)

// openBoard opens a search's events. They are by [Search.position].
func (r *Search) openBoard() error {
	if !r.config.Log.TensorBoard {
		return nil
	}
	return r.run.openBoard(r.position()+1, tensorboard.Text("protocol", preformatted(rewardLine(r.config, r.scorer))))
}

// position counts what a search has done, by its settings alone: in each
// iteration the steps of the shared GAN, the updates of the controller, and one
// for the end. Part of an iteration may be left out, as after a collapse; then the
// position jumps.
func (r *Search) position() int {
	shared, updates := sharedSteps(r.config, (r.data.N()+r.config.GAN.BatchD-1)/r.config.GAN.BatchD), r.config.Controller.Steps
	at := r.state.Iteration * (shared + updates + 1)
	switch r.state.Phase {
	case sharedPhase:
		return at + r.state.Step
	case controllerPhase:
		return at + shared + r.state.Step
	}
	return at + shared + updates
}

// showBlock shows a line of the log, and how fast its last steps went.
func (r *Search) showBlock(line MetricLine, steps int, begun time.Time) error {
	if r.board == nil {
		return nil
	}
	points := append(lossPoints(line.LossD, line.LossG), speedPoint(steps*r.config.GAN.BatchD, begun))
	return r.board.Add(int64(r.position()), append(points, ratePoints(r.config.GAN.LRG, r.config.GAN.LRD)...)...)
}

// showUpdate shows the rewards of a batch and what the controller made of them.
func (r *Search) showUpdate(batch []nas.Record) error {
	if r.board == nil {
		return nil
	}
	points := rewardPoints("controller", batch)
	strategy, _ := r.strategy.(completing)
	if learns, ok := strategy.Resumable.(interface{ Last() nas.Update }); ok {
		last := learns.Last()
		points = append(points, tensorboard.Scalar("controller/entropy", last.Entropy), tensorboard.Scalar("controller/baseline", last.Baseline),
			tensorboard.Scalar("controller/advantage", last.Advantage), tensorboard.Scalar("controller/log probability", last.LogProb))
	}
	return r.board.Add(int64(r.position()), points...)
}

// rewardPoints are the mean and the best of rewards, and the means of the other
// metrics.
func rewardPoints(of string, batch []nas.Record) []tensorboard.Point {
	sums, best := map[string]float64{"reward": 0}, batch[0].Reward
	for _, record := range batch {
		sums["reward"] += record.Reward
		best = max(best, record.Reward)
		for name, value := range record.Metrics {
			sums[name] += value
		}
	}
	points := []tensorboard.Point{tensorboard.Scalar(of+"/best reward", best)}
	for _, name := range slices.Sorted(maps.Keys(sums)) {
		points = append(points, tensorboard.Scalar(of+"/"+name, sums[name]/float64(len(batch))))
	}
	return points
}

// showIteration shows where the search is when an iteration ends and, when a
// stage ends with it, the best architectures and what the first of them draws.
func (r *Search) showIteration(stage int, closed bool) error {
	if r.board == nil {
		return nil
	}
	points := []tensorboard.Point{tensorboard.Scalar("search/iteration", float64(r.state.Iteration+1)),
		tensorboard.Scalar("search/stage", float64(stage+1)), tensorboard.Scalar("search/resets", float64(r.state.Resets)),
		tensorboard.Scalar("search/divergences", float64(r.state.Diverged))}
	if closed {
		found, err := r.bestPoints(stage)
		if err != nil {
			return err
		}
		points = append(points, found...)
	}
	return r.board.Add(int64(r.position()+1), points...)
}

func (r *Search) bestPoints(stage int) ([]tensorboard.Point, error) {
	var lines []string
	for _, parent := range r.state.Parents {
		a, err := r.config.Archs().Arch(parent.Tokens)
		if err != nil {
			return nil, fmt.Errorf("autogan: show the stage's best: %w", err)
		}
		lines = append(lines, fmt.Sprintf("%s  %.3f", a, parent.Reward))
	}
	points := []tensorboard.Point{tensorboard.Scalar("selection/best reward", r.state.Parents[0].Reward),
		tensorboard.Text("best architectures", preformatted(strings.Join(lines, "\n")))}
	if r.trainer == nil {
		return points, nil
	}
	samples, err := r.folder.image("samples", StageSamples(stage))
	return append(points, samples), err
}
