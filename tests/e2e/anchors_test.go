package e2e

import (
	"cmp"
	"context"
	"math"
	"os"
	"path/filepath"
	"testing"

	"autogan/gan/dataset"
	"autogan/gan/metric"
	"autogan/gan/metric/inception"
	"autogan/tests/testgpu"
	"autogan/vk"
)

// The known scores of the real CIFAR-10 under the published protocol: its
// training images have an Inception score of 11.24 (Salimans et al., 2016,
// table 3), and its two splits a distance of about 3.15.
const (
	anchorScore, scoreMargin       = 11.24, 0.1
	anchorDistance, distanceMargin = 3.15, 0.1
)

// TestAnchors measures real images with the published network, so that scores
// of generated ones (paper, section 4) are known to be on the published scale.
// AUTOGAN_INCEPTION and AUTOGAN_CIFAR10 name the file and the folder, if they
// are not where `autogan data` puts them.
func TestAnchors(t *testing.T) {
	weights := cmp.Or(os.Getenv("AUTOGAN_INCEPTION"), filepath.Join("../../data/inception", inception.FileName))
	folder := cmp.Or(os.Getenv("AUTOGAN_CIFAR10"), "../../data/cifar10")
	if _, err := os.Stat(weights); err != nil {
		t.Skipf("unverified: %s is missing (autogan data inception)", weights)
	}
	train, err := dataset.ReadCIFAR10(t.Context(), folder, dataset.CIFAR10Options{})
	if err != nil {
		t.Skipf("unverified: the training images of CIFAR-10 are missing (autogan data cifar10): %v", err)
	}
	test, err := dataset.ReadCIFAR10(t.Context(), folder, dataset.CIFAR10Options{Split: dataset.Test})
	if err != nil {
		t.Skipf("unverified: the test images of CIFAR-10 are missing (autogan data cifar10): %v", err)
	}
	_, s := testgpu.Stream(t)
	network, err := inception.Load(s, weights)
	if err != nil {
		t.Skipf("unverified: %v", err)
	}
	t.Cleanup(network.Release)
	if !network.Weights().Published {
		t.Skipf("unverified: %s is not made from the file with the published checksum", weights)
	}
	ofTrain, ofTest := measured(t, s, network, train), measured(t, s, network, test)
	distance, err := metric.FrechetDistance(ofTrain.Statistics, ofTest.Statistics)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("IS %.3f ± %.3f, FID %.3f", ofTrain.Score, ofTrain.Deviation, distance)
	if math.Abs(ofTrain.Score-anchorScore) > scoreMargin {
		t.Errorf("the training images score %.3f, want %.2f ± %.1f", ofTrain.Score, anchorScore, scoreMargin)
	}
	if math.Abs(distance-anchorDistance) > distanceMargin {
		t.Errorf("training and test images are at %.3f, want %.2f ± %.1f", distance, anchorDistance, distanceMargin)
	}
}

// measured passes all images of a set through the network.
func measured(t *testing.T, s *vk.Stream, network metric.Network, d dataset.Dataset) metric.Measurement {
	t.Helper()
	config := metric.MeasureConfig{Images: d.N, Batch: 100, Splits: metric.Splits}
	m, err := metric.Measure(context.Background(), s, network, config, metric.HostImages(d.Images, d.H))
	if err != nil {
		t.Fatal(err)
	}
	return m
}
