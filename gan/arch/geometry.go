package arch

// ImageChannels is the number of channels of an image: red, green and blue.
const ImageChannels = 3

// The largest numbers of a [Geometry] in a configuration or a file.
const (
	MaxChannels    = 4096
	MaxLatentDim   = 4096
	MaxBottomWidth = 64
)

// Geometry is the shape of a generator, which is not searched.
type Geometry struct {
	Channels    int // width of every cell; gf_dim in the reference code
	LatentDim   int // length of z; 0 means 128
	BottomWidth int // height and width before the first cell: 4 for 32x32 images, 6 for 48x48
}

// Latent returns LatentDim, or its default.
func (g Geometry) Latent() int {
	if g.LatentDim == 0 {
		return 128
	}
	return g.LatentDim
}

// ImageSize returns the height and width after the given number of cells.
func (g Geometry) ImageSize(cells int) int { return g.BottomWidth << cells }
