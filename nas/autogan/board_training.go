package autogan

import (
	"fmt"
	"time"

	"autogan/gan/arch"
	"autogan/nas"
	"autogan/nas/tensorboard"
)

func architectureText(a arch.Arch, g arch.Geometry) tensorboard.Point {
	return tensorboard.Text("architecture", preformatted(fmt.Sprintf("%s\n\n%s", a, a.Plan(g))))
}

// openBoard opens a training's events. They are by discriminator steps.
func (t *training) openBoard() error {
	from := t.state.Step + 1
	if t.evaluationDue() { // it may have been shown before it was saved
		from = t.state.Step
	}
	err := t.run.openBoard(from, func() []tensorboard.Point {
		protocol := t.measurer.protocol(t.size())
		return []tensorboard.Point{architectureText(t.arch, trainGeometry(t.config)),
			tensorboard.Text("protocol", preformatted(protocol.ScoreName()+"\n"+protocol.DistanceName()))}
	})
	if err != nil || !t.board.Continues() || from > t.state.Step {
		return err
	}
	lines, err := nas.ReadLog[TrainLine](t.folder.join(metricsFile))
	if err != nil || len(lines) == 0 {
		return err
	}
	return t.board.Add(int64(from), t.blockPoints(lines[len(lines)-1])...)
}

// blockPoints are the points of the line of the log that was written last.
func (t *training) blockPoints(line TrainLine) []tensorboard.Point {
	factor := t.rateFactor()
	return append(lossPoints(line.LossD, line.LossG), ratePoints(factor*t.config.GAN.LRG, factor*t.config.GAN.LRD)...)
}

// showBlock shows a line of the log, and how fast its last steps went.
func (t *training) showBlock(line TrainLine, steps int, begun time.Time) error {
	return t.board.Add(int64(line.Step), append(t.blockPoints(line), speedPoint(steps*t.config.GAN.BatchD, begun))...)
}

// showEvaluation shows the scores and the samples of the last evaluation.
func (t *training) showEvaluation(e Evaluation) error {
	if t.board == nil {
		return nil
	}
	samples, err := t.folder.image("samples", e.Samples)
	if err != nil {
		return err
	}
	return t.board.Add(int64(t.state.Step), tensorboard.Scalar("evaluation/inception score", e.IS),
		tensorboard.Scalar("evaluation/inception score, deviation", e.ISStd), tensorboard.Scalar("evaluation/fid", e.FID), samples)
}
