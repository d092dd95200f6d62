package autogan

import (
	"fmt"
	"slices"

	"autogan/gan"
	"autogan/gan/arch"
	"autogan/gan/metric/inception"
	"autogan/nas/autogan/config"
	"autogan/vk"
	"autogan/vk/tensor"

	"github.com/dustin/go-humanize"
	"github.com/pbnjay/memory"
)

// Memory is what a machine has, in bytes; 0 where the system does not say.
type Memory struct {
	Host   uint64
	Device uint64
}

// memoryWith returns the memory of this machine and of a device.
func memoryWith(d *vk.Device) Memory {
	return Memory{Host: memory.TotalMemory(), Device: d.Caps().HeapBytes}
}

// CheckRoom returns a [*config.Error] if a run of the configuration asks for a
// tensor that no kernel can address, or for more memory than there is. Each
// setting may be in its range, and the product of several still too large.
//
// It is asked before anything is allocated. It counts only what is certain: the
// images, the weights with Adam's moments, and the largest tensor of a step. So
// a run that it lets pass may still run out of memory.
func CheckRoom(c config.Config, m Memory) error {
	for _, n := range needsOf(c) {
		if problem := n.problem(m); problem != "" {
			return &config.Error{Where: c.Name, Key: n.keys, Problem: problem}
		}
	}
	return nil
}

// need is what a run asks of memory for one purpose.
type need struct {
	what         string
	keys         string // the settings whose product it is
	host, device int    // bytes
	elements     int    // of its largest tensor
}

// problem says what is too large, "" if nothing is.
func (n need) problem(m Memory) string {
	switch {
	case n.elements > tensor.MaxElements:
		return fmt.Sprintf("%s would have %s values in one tensor, want at most %s", n.what, humanize.Comma(int64(n.elements)), humanize.Comma(tensor.MaxElements))
	case m.Host > 0 && uint64(n.host) > m.Host:
		return fmt.Sprintf("%s would take %s of memory, this machine has %s", n.what, humanize.IBytes(uint64(n.host)), humanize.IBytes(m.Host))
	case m.Device > 0 && uint64(n.device) > m.Device:
		return fmt.Sprintf("%s would take %s of device memory, the device has %s", n.what, humanize.IBytes(uint64(n.device)), humanize.IBytes(m.Device))
	}
	return ""
}

// needsOf lists the needs of a search and of the trainings that follow it, or
// those of a training. The ranges of the settings keep all products below 2^63.
func needsOf(c config.Config) []need {
	if c.Trains() {
		a, err := c.ParseArch(c.Train.Arch)
		if err != nil {
			return nil // whoever trains it reports that
		}
		return trainingNeeds(c, a)
	}
	list := searchNeeds(c)
	if c.Derive.AfterSearch {
		list = append(list, trainingNeeds(c, c.Archs().Plain(c.MaxCells()))...)
	}
	return list
}

func searchNeeds(c config.Config) []need {
	last := c.Stages() - 1
	size := c.ImageSize(last)
	n := networks{
		generator:     slices.DeleteFunc(c.Archs().Supernet(sharedGeometry(c)), func(l arch.Layer) bool { return l.Size > size }),
		discriminator: gan.DiscriminatorPlan(c.Cells(last), gan.DiscriminatorConfig{Channels: c.GAN.DiscChannels, ImageSize: size}),
		widths:        "gan.channels, gan.disc_channels",
	}
	list := n.needs(c, size)
	list = append(list, n.measuring(c.Reward.Batch, c.Reward.Scorer, "reward.batch"))
	if c.Search.Strategy != config.ControllerStrategy {
		return list
	}
	const vectors = 4 // of the LSTM, each as wide as its state
	drawn := max(c.Controller.Batch, c.Search.NumCandidates) * vectors * c.Controller.Hidden
	return append(list, need{what: "the architectures that a controller draws at once", elements: drawn, device: 4 * drawn,
		keys: "controller.batch, search.num_candidates, controller.hidden"})
}

func trainingNeeds(c config.Config, a arch.Arch) []need {
	size := trainGeometry(c).ImageSize(a.Cells())
	n := networks{
		generator:     a.Plan(trainGeometry(c)),
		discriminator: gan.DiscriminatorPlan(a.Cells(), gan.DiscriminatorConfig{Channels: c.Train.DiscChannels, ImageSize: size}),
		widths:        "train.channels, train.disc_channels",
	}
	return append(n.needs(c, size), n.measuring(c.Eval.Batch, c.EvalScorer(), "eval.batch"))
}

// networks are the layers of a generator and of its discriminator.
type networks struct {
	generator, discriminator arch.Plan
	widths                   string // the settings that hold them
}

// needs lists the needs of training the networks on images of a size.
func (n networks) needs(c config.Config, size int) []need {
	list := []need{imagesNeed(c, size), n.weights()}
	for _, batch := range []need{{keys: "gan.batch_g", elements: c.GAN.BatchG}, {keys: "gan.batch_d", elements: c.GAN.BatchD}} {
		largest := max(n.generator.Largest(batch.elements), n.discriminator.Largest(batch.elements))
		list = append(list, need{what: "a training step", keys: n.sizes(batch.keys), elements: largest, device: largest * Storage(c.Precision).Size()})
	}
	return list
}

// weights counts a network's weights and Adam's two moments of each.
func (n networks) weights() need {
	return need{what: "the weights", keys: n.widths + ", gan.latent_dim, gan.bottom_width",
		device: 3 * 4 * (n.generator.Params() + n.discriminator.Params())}
}

// measuring is what drawing a batch of images and scoring them needs.
func (n networks) measuring(batch int, scorer, key string) need {
	largest := n.generator.Largest(batch)
	if scored := batch * inception.LargestTensor; scorer == config.InceptionScorer && scored > largest {
		return need{what: "a batch of images in Inception-v3", keys: key, elements: scored, device: 4 * scored}
	}
	return need{what: "drawing a batch of images", keys: n.sizes(key), elements: largest, device: 4 * largest}
}

func (n networks) sizes(batch string) string { return batch + ", " + n.widths + ", gan.bottom_width" }

// imagesNeed counts the images that this program draws. Those of files are as
// many as there are.
func imagesNeed(c config.Config, size int) need {
	n := c.Data.Images
	if c.Data.Name != "procedural" {
		return need{}
	}
	if n == 0 {
		n = proceduralImages
	}
	const drawn = 32 // pixels each way, before they are resized
	return need{what: "the training images", keys: "data.images, gan.bottom_width",
		host: n * arch.ImageChannels * (drawn*drawn + size*size), device: n * arch.ImageChannels * size * size}
}
