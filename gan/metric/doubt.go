package metric

import (
	"fmt"
	"strings"

	"github.com/dustin/go-humanize"
)

// Doubts returns a sentence for each reason why a figure measured in this way
// means little: parts of images too small for the Inception score, fewer images
// than features for the distance, and a reference of other images than those
// that the generator was trained on. Trained is the name of their set, as in
// [Statistics], and empty if it is not known.
func (p Protocol) Doubts(trained string) []string {
	doubts := p.scoreDoubts()
	if p.Reference.Dim() == 0 {
		return doubts
	}
	return append(doubts, p.distanceDoubts(trained)...)
}

// scoreDoubts: a score is at most the number of images in a part, since it
// counts how many classes they tell apart.
func (p Protocol) scoreDoubts() []string {
	network, ok := p.Features.(Network)
	if !ok || p.Splits < 1 || p.Images/p.Splits >= network.Classes() {
		return nil
	}
	splits := fmt.Sprintf("%d splits", p.Splits)
	if p.Splits == 1 {
		splits = "1 split"
	}
	return []string{fmt.Sprintf("%s images in %s are %s a split, and no Inception score is above that, whatever the %s classes: draw more images or take fewer splits",
		count(p.Images), splits, count(p.Images/p.Splits), count(network.Classes()))}
}

// distanceDoubts: the covariance of n images has a rank of n − 1 at most, so that
// with no more images than features some directions are not measured at all.
func (p Protocol) distanceDoubts(trained string) (doubts []string) {
	dim := p.Features.Dim()
	const few = "the FID of %s %s images by %s features depends more on their number than on how they look: take more than %s"
	if p.Images <= dim {
		doubts = append(doubts, fmt.Sprintf(few, count(p.Images), "generated", count(dim), count(dim)))
	}
	if p.Reference.Count > 0 && p.Reference.Count <= dim {
		doubts = append(doubts, fmt.Sprintf(few, count(p.Reference.Count), "reference", count(dim), count(dim)))
	}
	if trained != "" && dataOf(trained) != dataOf(p.Reference.Set) {
		doubts = append(doubts, fmt.Sprintf("the FID is the distance from %s, but the generator was trained on %s", setText(p.Reference), trained))
	}
	return doubts
}

func count(n int) string { return humanize.Comma(int64(n)) }

// dataOf is the data set of a name such as "cifar10 train"; the folders of users
// differ by what comes after the first word.
func dataOf(set string) string {
	data, _, _ := strings.Cut(set, " ")
	if data == "folder" {
		return set
	}
	return data
}
