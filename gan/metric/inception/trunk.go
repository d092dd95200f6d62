package inception

import (
	"fmt"
	"slices"
	"strings"

	"autogan/gan/metric"
	"autogan/layers/checkpoint"
	"autogan/vk"
	"autogan/vk/tensor"
)

// Trunk is the network up to its last block, or the first blocks of it, with
// its weights in device memory.
type Trunk struct {
	plan    plan
	device  *vk.Device
	weights map[string]tensor.Tensor
	missing []string // arrays that the file lacks, in the order of the network

	digests   []checkpoint.Array // with the digest of an array in place of its numbers
	published bool               // the file is converted from one with a published checksum
}

// Open makes the network from a file of [Convert] or, for use up to some stage,
// from one that lacks layers. It returns an error that wraps
// [checkpoint.ErrMismatch] when an array is not of the network or has another
// shape, and one of the device when there is no memory.
func Open(s *vk.Stream, file *checkpoint.File) (*Trunk, error) {
	return open(s, newPlan(1, publishedSize), file)
}

// publishedSize is the height and width that the graph resizes images to.
const publishedSize = 299

func open(s *vk.Stream, p plan, file *checkpoint.File) (*Trunk, error) {
	t := &Trunk{plan: p, device: s.Device(), weights: map[string]tensor.Tensor{}, digests: digests(file), published: isPublished(file)}
	names, shapes := p.shapes()
	for _, name := range names {
		if _, ok := file.Find(name); !ok {
			t.missing = append(t.missing, name)
			continue
		}
		weight, err := tensor.New(s.Device(), tensor.Float32, shapes[name]...)
		if err != nil {
			t.Release()
			return nil, fmt.Errorf("inception: %w", err)
		}
		t.weights[name] = weight
	}
	if err := checkpoint.Upload(s, file, "", t.weights); err != nil {
		t.Release()
		return nil, fmt.Errorf("inception: %w", err)
	}
	return t, nil
}

// Release frees the weights. No recorded work may still use them.
func (t *Trunk) Release() {
	for _, weight := range t.weights {
		weight.Release(t.device)
	}
}

// CheckSize returns an error when the network does not take images of this
// size: it resizes those of every size.
func (t *Trunk) CheckSize(size int) error {
	if size < 1 {
		return fmt.Errorf("inception: images of %d×%d, want at least one pixel", size, size)
	}
	return nil
}

// Stage is a stage of the network as a network of features: the means over
// height and width of what its block gives.
type Stage struct {
	*Trunk
	name  string
	block int
	hash  string // of the layers up to the block
}

// Stage returns the features of a stage, by its name in TensorFlow's graph:
// conv … pool_1, mixed … mixed_10, pool_3. It returns an error if there is none
// of that name or if the file lacks a layer before it.
func (t *Trunk) Stage(name string) (*Stage, error) {
	block := slices.IndexFunc(t.plan.blocks, func(b block) bool { return b.name == name })
	if name == pool3 {
		block = len(t.plan.blocks) - 1
	}
	if block < 0 {
		return nil, fmt.Errorf("inception: no stage %q; stages are %s, %s", name, strings.Join(t.plan.stages(), ", "), pool3)
	}
	for _, b := range t.plan.blocks[:block+1] {
		for _, c := range b.convolutions() {
			if slices.Contains(t.missing, c.weights()) || slices.Contains(t.missing, c.bias()) {
				return nil, fmt.Errorf("inception: stage %s needs the layer %s, which the file lacks", name, c.name)
			}
		}
	}
	return &Stage{Trunk: t, name: name, block: block, hash: t.hashTo(block)}, nil
}

// FeatureName is the name of the stage: "pool_3" for the published features.
func (g *Stage) FeatureName() string { return g.name }

// Weights identifies the weights that the stage depends on. They are known to be
// the published ones if the file was converted from the one whose checksum is
// published.
func (g *Stage) Weights() metric.Weights {
	return metric.Weights{Hash: g.hash, Published: g.published}
}

// Dim is the number of features.
func (g *Stage) Dim() int { return g.plan.blocks[g.block].out }

// Features returns [N, Dim] for images uint8 [N, H, W, 3], some at a time, so
// that the memory it takes hardly grows with N. As in the graph, images that are not
// square lose their proportions. It panics on another shape.
func (g *Stage) Features(s *vk.Stream, images tensor.Tensor) tensor.Tensor {
	if len(images.Shape) != 4 || images.Shape[3] != 3 || g.CheckSize(min(images.Shape[1], images.Shape[2])) != nil {
		panic(fmt.Sprintf("inception: features: images are %v, want [N H W 3]", images.Shape))
	}
	n := images.Shape[0]
	features := tensor.Temp(s, n, g.Dim())
	s.Scratch(func() {
		pixels := scale(s, images)
		chunk := g.chunk()
		for from := 0; from < n; from += chunk {
			count := min(chunk, n-from)
			s.Scratch(func() {
				x := g.resize(s, pixels.Rows(from, count))
				tensor.CopyTo(s, features.Rows(from, count), means(s, g.run(s, x, 0, g.block)))
			})
		}
	})
	return features
}

// scale makes numbers (v − 128)/128 of bytes, exactly. The graph scales after the
// resize, which gives the same.
func scale(s *vk.Stream, images tensor.Tensor) tensor.Tensor {
	return tensor.Affine(s, tensor.FromBytes(s, images), 1.0/128, -1)
}

// resize gives images the size of the network.
func (t *Trunk) resize(s *vk.Stream, pixels tensor.Tensor) tensor.Tensor {
	return tensor.ResizeBilinear2D(s, pixels, t.plan.size, t.plan.size)
}

// means averages x [N, H, W, C] over height and width.
func means(s *vk.Stream, x tensor.Tensor) tensor.Tensor {
	return tensor.Scale(s, tensor.SumHW(s, x), 1/float32(x.Shape[1]*x.Shape[2]))
}

const (
	// bytesPerPixel of the resized image is what the stem needs, which is the
	// most of all parts, and the results of the parts: 27 MB for an image.
	bytesPerPixel = 300
	heapShare     = 8  // of the device's memory, a chunk may take one part in so many
	maxChunk      = 64 // images keep every GPU busy
	maxChunkCPU   = 8  // more only take memory
)

// chunk is how many images go through the network at a time. It depends on the
// device alone, so that the same images always give the same bits.
func (t *Trunk) chunk() int {
	caps := t.device.Caps()
	most := uint64(maxChunk)
	if caps.Type == vk.CPU {
		most = maxChunkCPU
	}
	perImage := uint64(t.plan.size * t.plan.size * bytesPerPixel)
	return int(min(max(caps.HeapBytes/heapShare/perImage, 1), most))
}
