package metric

import "fmt"

// The names below are of figures that need the features of the real images
// themselves and not only their statistics.

// KernelName names a [KernelDistance]. The published protocol is torch-fidelity's.
func (p Protocol) KernelName() string {
	size := SubsetSize(p.Reference.Count, p.Images)
	var differs []string
	if size != KernelSubsetSize {
		differs = append(differs, "subsets of "+count(KernelSubsetSize))
	}
	text := fmt.Sprintf("of %s from %s by %s, the mean and deviation of %d subsets of %s by seed %d",
		p.ImagesText(), setText(p.Reference), p.featuresText(), KernelSubsets, count(size), ShuffleSeed)
	return protocolName("KID", "KID", text, append(differs, p.networkDiffers()...))
}

// NeighbourhoodNames names the four figures of [Neighbourhoods]. Published ones
// are of other features than any network here has.
func (p Protocol) NeighbourhoodNames() (precision, recall, density, coverage string) {
	name := func(short string, neighbours int) string {
		text := fmt.Sprintf("of %s against %s by %s, neighbourhoods to neighbour %d", p.ImagesText(), setText(p.Reference), p.featuresText(), neighbours)
		return protocolName(short, short, text, []string{"features of VGG-16"})
	}
	return name("precision", PrecisionNeighbours), name("recall", PrecisionNeighbours), name("density", DensityNeighbours), name("coverage", DensityNeighbours)
}

// ImagesText describes the generated images: "50 images of 32x32", or where they
// have a name "50 images of folder fakes at 32x32".
func (p Protocol) ImagesText() string {
	if p.Set == "" {
		return fmt.Sprintf("%s images of %s", count(p.Images), sizeText(p.Size))
	}
	return fmt.Sprintf("%s images of %s at %s", count(p.Images), p.Set, sizeText(p.Size))
}

func (p Protocol) featuresText() string {
	return fmt.Sprintf("%s (%s features)", networkText(p.Features), count(p.Features.Dim()))
}
