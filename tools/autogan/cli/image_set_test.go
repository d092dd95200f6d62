package cli

import (
	"strings"
	"testing"

	"autogan/gan/metric"

	"github.com/spf13/cobra"
)

// wide is a network of many features.
type (
	layer = metric.Features // under another name, since Features is also its method
	wide  struct{ layer }
)

func (wide) Dim() int { return 2048 }

// TestFeaturesOfTooManyImagesAreNotKept: one tensor does not hold them.
func TestFeaturesOfTooManyImagesAreNotKept(t *testing.T) {
	_, err := measureKept(&cobra.Command{}, nil, wide{}, "images", imageSet{count: 10_000_000}, metric.MeasureConfig{}, true)
	if err == nil || exitStatus(err) != statusBadInput || !strings.Contains(err.Error(), "10,000,000 images are too many to compare in pairs; want at most 1,048,575 by 2,048 features") {
		t.Errorf("got %v", err)
	}
}
