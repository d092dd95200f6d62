package autogan

import (
	"strings"
	"testing"

	"autogan/nas/autogan/config"
)

// TestScorerFits: a classifier scores only images like those it was trained on.
// Which file fits a folder its user knows; the built-in one fits none.
func TestScorerFits(t *testing.T) {
	for _, c := range []struct {
		trainedOn, data, scorer string
		fits                    bool
	}{
		{"procedural", "procedural", "builtin", true},
		{"procedural", "cifar10", "builtin", false},
		{"procedural", "stl10", "builtin", false},
		{"procedural", "folder", "builtin", false},
		{"cifar10", "cifar10", "file", true},
		{"stl10", "cifar10", "file", false},
		{"cifar10", "procedural", "file", false},
		{"shapes", "folder", "file", true},
	} {
		err := fits(c.trainedOn, config.Config{Name: "x", Data: config.Data{Name: c.data}}, c.scorer, rewardScorer)
		if (err == nil) != c.fits || err != nil && !strings.Contains(err.Error(), `set it to "inception"`) {
			t.Errorf("a scorer of %s (%s) on %s: %v, want it to fit: %v", c.trainedOn, c.scorer, c.data, err, c.fits)
		}
	}
}
