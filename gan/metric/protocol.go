package metric

import (
	"fmt"
	"strings"

	"github.com/dustin/go-humanize"
)

// Protocol is how a score or a distance was measured. Its names say all of it:
// the number of generated images, the reference and its size, the network. Only
// the published protocol gets the names that compare with published figures,
// IS-50k and FID-50k/train. Any other name says what differs.
//
// The published protocol is that of the reference code: 50,000 generated images,
// the Inception score over 10 splits, Inception-v3 of 2015-12-05, and for the
// distance all training images of CIFAR-10, or all training and unlabeled images
// of STL-10 at 48×48.
type Protocol struct {
	Images   int    // generated
	Set      string // the name of their set, which [MeasureConfig] has shuffled; "" if a generator drew them
	Splits   int    // of these, for the Inception score
	Size     int    // height and width of the generated images, or OwnSizes
	Features Features
	// Reference are the statistics that a distance is measured from.
	Reference Statistics
}

// publishedImages is the number of generated images of published scores.
const publishedImages = 50_000

// publishedSets are the references of published distances. The first letters of
// Set are the name of the data set.
var publishedSets = []Statistics{
	{Set: "cifar10 train", Count: 50_000, Size: 32},
	{Set: "stl10 train+unlabeled", Count: 105_000, Size: 48},
}

// ShortName is the beginning of a name, for the heads of tables: IS-50k or
// FID-50k/train of the published protocol, else IS or FID.
func ShortName(name string) string {
	short, _, _ := strings.Cut(name, " ")
	return short
}

// ScoreName names an Inception score. The features must be a [Network].
func (p Protocol) ScoreName() string {
	var differs []string
	if p.Images != publishedImages {
		differs = append(differs, humanize.Comma(publishedImages)+" images")
	}
	if p.Splits != Splits {
		differs = append(differs, fmt.Sprintf("%d splits", Splits))
	}
	classes := p.Features.(Network).Classes()
	of, shuffled := "", ""
	if p.Set != "" {
		of, shuffled = " of "+p.Set, fmt.Sprintf(", shuffled by seed %d,", ShuffleSeed)
	}
	text := fmt.Sprintf("of %s images%s in %d splits%s by %s (%s classes)", count(p.Images), of, p.Splits, shuffled, networkText(p.Features), count(classes))
	return protocolName("IS-50k", "IS", text, append(differs, p.networkDiffers()...))
}

// DistanceName names a Fréchet distance from the reference.
func (p Protocol) DistanceName() string {
	var differs []string
	if p.Images != publishedImages {
		differs = append(differs, humanize.Comma(publishedImages)+" images")
	}
	published := publishedFor(p.Reference.Set)
	if p.Reference.Set != published.Set || p.Reference.Count != published.Count || p.Reference.Size != published.Size || p.Size != published.Size {
		differs = append(differs, "from "+setText(published))
	}
	reference := setText(p.Reference)
	if p.Reference.Weights == "" {
		reference += ", measured by a network of unknown weights,"
		differs = append(differs, "a reference whose network is known")
	}
	if p.Reference.Weights == OfPublished && p.Reference.Count == 0 {
		reference += ", resized as its maker did,"
	}
	_, part, _ := strings.Cut(published.Set, " ")
	text := fmt.Sprintf("of %s from %s by %s", p.ImagesText(), reference, p.featuresText())
	return protocolName("FID-50k/"+part, "FID", text, append(differs, p.networkDiffers()...))
}

// protocolName begins with the published name if nothing differs from the
// published protocol. Otherwise it begins with the other one, and ends with what
// the published protocol has instead.
func protocolName(published, other, text string, differs []string) string {
	if len(differs) == 0 {
		return published + " " + text
	}
	return fmt.Sprintf("%s %s; published figures: %s", other, text, strings.Join(differs, ", "))
}

// networkDiffers names the network of published scores, unless this one is known
// to be the same.
func (p Protocol) networkDiffers() []string {
	if p.isPublishedNetwork() {
		return nil
	}
	return []string{"Inception-v3 of 2015-12-05"}
}

func (p Protocol) isPublishedNetwork() bool {
	return p.Features.FeatureName() == Pool3 && p.Features.Weights().Published
}

// networkText describes a network. The layers alone do not tell whether the
// weights are the published ones.
func networkText(f Features) string {
	switch {
	case f.FeatureName() != Pool3:
		return f.FeatureName()
	case f.Weights().Published:
		return "Inception-v3 pool_3"
	}
	return "pool_3 of weights that are not verified"
}

// setText describes the images of statistics: how many of which set.
func setText(st Statistics) string {
	text := fmt.Sprintf("%s images of %s", humanize.Comma(int64(st.Count)), st.Set)
	whole := publishedFor(st.Set)
	switch {
	case st.Count == 0:
		return "images of " + st.Set + " in unknown number"
	case st.Set == whole.Set && st.Count < whole.Count:
		text = fmt.Sprintf("the first %s of all %s images of %s", humanize.Comma(int64(st.Count)), humanize.Comma(int64(whole.Count)), st.Set)
	case st.Set == whole.Set && st.Count == whole.Count:
		text = "all " + text
	}
	return text + " at " + sizeText(st.Size)
}

// sizeText describes the size of images.
func sizeText(size int) string {
	switch size {
	case 0:
		return "an unknown size"
	case OwnSizes:
		return "their own sizes"
	}
	return fmt.Sprintf("%dx%d", size, size)
}

// publishedFor returns the reference that published distances on the same data
// have; CIFAR-10's for data without published distances.
func publishedFor(set string) Statistics {
	data, _, _ := strings.Cut(set, " ")
	for _, st := range publishedSets {
		if strings.HasPrefix(st.Set, data+" ") {
			return st
		}
	}
	return publishedSets[0]
}

// Thousands writes 50000 as 50k and 1234 as 1234.
func Thousands(n int) string {
	if n >= 1000 && n%1000 == 0 {
		return fmt.Sprintf("%dk", n/1000)
	}
	return fmt.Sprint(n)
}
