package metric

import (
	"strings"
	"testing"
)

// TestDoubts changes one thing at a time of a measurement that leaves none. The
// network has 3 classes and 3 features.
func TestDoubts(t *testing.T) {
	for name, c := range map[string]struct {
		change  func(p *Protocol)
		trained string
		want    []string // parts of the only sentence; none where there is no doubt
	}{
		"published":               {func(*Protocol) {}, "cifar10 train", nil},
		"trained on unknown data": {func(*Protocol) {}, "", nil},
		"10 splits of 10 images":  {func(p *Protocol) { p.Images = 10 }, "", []string{"10 images in 10 splits are 1 a split", "3 classes", "fewer splits"}},
		"just too few a split":    {func(p *Protocol) { p.Images = 29 }, "", []string{"2 a split"}},
		"just enough a split":     {func(p *Protocol) { p.Images = 30 }, "", nil},
		"as many as features":     {func(p *Protocol) { p.Images, p.Splits = 3, 1 }, "", []string{"the FID of 3 generated images by 3 features", "more than 3"}},
		"one more than features":  {func(p *Protocol) { p.Images, p.Splits = 4, 1 }, "", nil},
		"small reference":         {func(p *Protocol) { p.Reference.Count = 3 }, "", []string{"the FID of 3 reference images by 3 features"}},
		"reference of no number":  {func(p *Protocol) { p.Reference.Count = 0 }, "", nil},
		"another set":             {func(*Protocol) {}, "procedural train", []string{"all 50,000 images of cifar10 train at 32x32", "trained on procedural train"}},
		"another part of the set": {func(p *Protocol) { p.Reference.Set = "cifar10 test" }, "cifar10 train", nil},
		"another folder":          {func(p *Protocol) { p.Reference.Set = "folder cats" }, "folder dogs", []string{"folder cats", "folder dogs"}},
		"the same folder":         {func(p *Protocol) { p.Reference.Set = "folder cats" }, "folder cats", nil},
		"no reference":            {func(p *Protocol) { p.Images, p.Splits, p.Reference = 3, 1, Statistics{} }, "procedural train", nil},
	} {
		t.Run(name, func(t *testing.T) {
			p := exact()
			c.change(&p)
			got := p.Doubts(c.trained)
			if len(c.want) == 0 {
				if len(got) > 0 {
					t.Errorf("got %q, want none", got)
				}
				return
			}
			if len(got) != 1 {
				t.Fatalf("got %d sentences, want 1: %q", len(got), got)
			}
			for _, part := range c.want {
				if !strings.Contains(got[0], part) {
					t.Errorf("%q is not in %q", part, got[0])
				}
			}
		})
	}
}
