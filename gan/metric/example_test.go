package metric_test

import (
	"context"
	"fmt"
	"math/rand/v2"

	"autogan/gan/metric"
	"autogan/vk"
	"autogan/vk/tensor"
)

// colours are features of one's own: the mean red, green and blue of an image, from 0
// to 255.
type colours struct{}

func (colours) FeatureName() string     { return "mean colours" }
func (colours) Weights() metric.Weights { return metric.Weights{} }
func (colours) Dim() int                { return 3 }
func (colours) CheckSize(int) error     { return nil }

func (colours) Features(s *vk.Stream, images tensor.Tensor) tensor.Tensor {
	size := images.Dim(1)
	return tensor.Scale(s, tensor.SumHW(s, tensor.FromBytes(s, images)), 1/float32(size*size))
}

// The distance between two sets of images by features of one's own.
func ExampleFeatures() {
	instance, err := vk.Open(vk.Options{})
	if err != nil {
		panic(err) // no Vulkan here
	}
	defer instance.Release()
	device, _ := instance.OpenDevice("")
	defer device.Release()
	stream, _ := device.NewStream()
	defer stream.Release()

	const n, size = 500, 8
	var sets [3]metric.Measurement
	for i := range sets {
		pixels := make([]byte, n*size*size*3)
		rand.NewChaCha8([32]byte{byte(i % 2)}).Read(pixels) // the third set has the images of the first
		if i == 1 {
			for p := range pixels {
				pixels[p] /= 2 // half as bright
			}
		}
		config := metric.MeasureConfig{Images: n, Batch: 100, Splits: 1}
		if sets[i], err = metric.Measure(context.Background(), stream, colours{}, config, metric.HostImages(pixels, size)); err != nil {
			panic(err)
		}
	}
	for _, other := range sets[1:] {
		distance, err := metric.FrechetDistance(sets[0].Statistics, other.Statistics)
		fmt.Printf("%.0f %v\n", distance, err)
	}
	// Output:
	// 12241 <nil>
	// 0 <nil>
}
