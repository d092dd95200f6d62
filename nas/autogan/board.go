package autogan

import (
	"fmt"
	"strings"
	"time"

	"autogan/nas/tensorboard"
	"autogan/vk/durable"
)

// openBoard opens the events for TensorBoard. What earlier processes have shown
// from a step on will be shown again. In a folder without events, it shows texts
// first.
func (r *run) openBoard(from int, texts ...tensorboard.Point) (err error) {
	if r.board, err = tensorboard.New(r.folder.path, int64(from)); err != nil || r.board.Continues() {
		return err
	}
	configuration := tensorboard.Text("configuration", preformatted(r.config.Encode()))
	return r.board.Add(0, append(texts, configuration)...)
}

// preformatted is a text that Markdown leaves as it is.
func preformatted(text string) string {
	return "    " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n    ")
}

// image is an image of the run as a point.
func (f *folder) image(tag, name string) (tensorboard.Point, error) {
	data, err := durable.ReadFile(f.join(name))
	if err != nil {
		return tensorboard.Point{}, fmt.Errorf("autogan: show samples: %w", err)
	}
	return tensorboard.Image(tag, data)
}

func lossPoints(lossD float64, lossG *float64) []tensorboard.Point {
	points := []tensorboard.Point{tensorboard.Scalar("loss/discriminator", lossD)}
	if lossG != nil {
		points = append(points, tensorboard.Scalar("loss/generator", *lossG))
	}
	return points
}

// ratePoints are the learning rates of the steps that follow.
func ratePoints(generator, discriminator float64) []tensorboard.Point {
	return []tensorboard.Point{tensorboard.Scalar("rate/generator", generator), tensorboard.Scalar("rate/discriminator", discriminator)}
}

// speedPoint is about real images. It is the only point that depends on time.
func speedPoint(images int, begun time.Time) tensorboard.Point {
	return tensorboard.Scalar("speed/images per second", float64(images)/time.Since(begun).Seconds())
}
