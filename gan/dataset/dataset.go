package dataset

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// Channels is the number of colour channels of every Dataset: red, green, blue.
const Channels = 3

// Dataset is a set of RGB images of one size.
//
// Its slices are shared by copies and by derived sets: treat them as read-only.
type Dataset struct {
	// Name is the set and its split, such as "cifar10 train". A part of a set has
	// the name of the whole.
	Name string
	// Images holds [N, H, W, 3] bytes, 0 to 255.
	Images []byte
	// Labels holds one class index per image; nil if the set has no labels.
	Labels []uint8
	// N, H, W are the number of images and their height and width in pixels.
	N, H, W int
	// Classes names the labels: Classes[Labels[i]]. Nil if there are none.
	Classes []string
	// Findings is about the folder that ReadFolder read.
	Findings Findings
}

// ImageSize returns H·W·3, the number of values in one image.
func (d Dataset) ImageSize() int { return d.H * d.W * Channels }

// Hash identifies the images: SHA-256 of their bytes, in hexadecimal.
func (d Dataset) Hash() string {
	sum := sha256.Sum256(d.Images)
	return hex.EncodeToString(sum[:])
}

// Image returns the [H, W, 3] bytes of image i. Panics if i is out of range.
func (d Dataset) Image(i int) []byte {
	if i < 0 || i >= d.N {
		panic(fmt.Sprintf("dataset: image: index %d, want 0 to %d", i, d.N-1))
	}
	size := d.ImageSize()
	return d.Images[i*size : (i+1)*size : (i+1)*size]
}

// Slice returns images lo to hi-1 as a set that shares this one's memory.
// Panics unless 0 ≤ lo ≤ hi ≤ N.
func (d Dataset) Slice(lo, hi int) Dataset {
	if lo < 0 || hi < lo || hi > d.N {
		panic(fmt.Sprintf("dataset: slice: got [%d:%d], want it within [0:%d]", lo, hi, d.N))
	}
	part := d
	part.N = hi - lo
	part.Images = d.Images[lo*d.ImageSize() : hi*d.ImageSize()]
	if d.Labels != nil {
		part.Labels = d.Labels[lo:hi]
	}
	return part
}

// Bytes copies the images named by indices into dst, one after the other.
// Panics unless dst has len(indices)·ImageSize() bytes and every index is valid.
func (d Dataset) Bytes(dst []byte, indices []int) {
	d.checkBatch("bytes", len(dst), len(indices))
	size := d.ImageSize()
	for k, i := range indices {
		copy(dst[k*size:(k+1)*size], d.Image(i))
	}
}

// Floats writes the images named by indices into dst as [len(indices), H, W, 3]
// values in [-1, 1], the range of the generator's tanh: (x/255 - 0.5) / 0.5.
// Panics unless dst has len(indices)·ImageSize() values and every index is valid.
func (d Dataset) Floats(dst []float32, indices []int) {
	d.checkBatch("floats", len(dst), len(indices))
	size := d.ImageSize()
	for k, i := range indices {
		out := dst[k*size : (k+1)*size]
		for j, v := range d.Image(i) {
			out[j] = unitRange[v]
		}
	}
}

func (d Dataset) checkBatch(op string, got, indices int) {
	if want := indices * d.ImageSize(); got != want {
		panic(fmt.Sprintf("dataset: %s: destination has %d values, want %d for %d images of %dx%dx%d",
			op, got, want, indices, d.H, d.W, Channels))
	}
}

// unitRange maps a byte to [-1, 1].
var unitRange = func() (table [256]float32) {
	for i := range table {
		table[i] = (float32(i)/255 - 0.5) / 0.5
	}
	return table
}()
