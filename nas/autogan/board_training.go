package autogan

import (
	"fmt"
	"time"

	"autogan/nas"
	"autogan/nas/tensorboard"
)

// openBoard opens a training's events. They are by discriminator steps.
func (t *training) openBoard() error {
	if !t.config.Log.TensorBoard {
		return nil
	}
	from := t.state.Step + 1
	if t.evaluationDue() { // it may have been shown before it was saved
		from = t.state.Step
	}
	protocol := t.measurer.protocol(t.size())
	err := t.run.openBoard(from, tensorboard.Text("protocol", preformatted(protocol.ScoreName()+"\n"+protocol.DistanceName())),
		tensorboard.Text("architecture", preformatted(fmt.Sprintf("%s\n\n%s", t.arch, t.arch.Plan(trainGeometry(t.config))))))
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
	if t.board == nil {
		return nil
	}
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
