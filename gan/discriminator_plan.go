package gan

import (
	"fmt"

	"autogan/gan/arch"
)

// MaxCells is the largest number of cells of a generator that the discriminator
// can score: one per block before the last.
const MaxCells = 3

// DiscriminatorConfig is the shape of the discriminator, which is not searched.
type DiscriminatorConfig struct {
	Channels  int // width of every block; df_dim in the reference code
	ImageSize int // height and width of its input
}

// DiscriminatorPlan lists the layers that the discriminator uses when the
// generator has the given number of cells (1 to [MaxCells]): that many of its
// first three blocks, the fourth, and the head. All its layers are spectrally
// normalised, which costs no parameters. It panics if cells is out of range.
func DiscriminatorPlan(cells int, c DiscriminatorConfig) arch.Plan {
	if cells < 1 || cells > MaxCells {
		panic(fmt.Sprintf("gan: discriminator plan: got %d cells, want 1 to %d", cells, MaxCells))
	}
	plan := c.firstBlock()
	size := c.ImageSize / 2
	if cells >= 2 {
		plan = append(plan, c.block(2, size)...)
		plan = append(plan, c.conv("block2.shortcut", 1, c.Channels, size)) // counted as in the paper, which pools after it
		size /= 2
	}
	if cells == 3 {
		plan = append(plan, c.block(3, size)...)
	}
	plan = append(plan, c.block(4, size)...)
	return append(plan, arch.Layer{Name: "linear", Op: arch.OpLinear, In: c.Channels, Out: 1, Size: 1})
}

// firstBlock pools its input before the convolution of the shortcut.
func (c DiscriminatorConfig) firstBlock() arch.Plan {
	return arch.Plan{
		c.conv("block1.conv1", 3, arch.ImageChannels, c.ImageSize),
		c.conv("block1.conv2", 3, c.Channels, c.ImageSize),
		c.conv("block1.shortcut", 1, arch.ImageChannels, c.ImageSize/2),
	}
}

func (c DiscriminatorConfig) block(i, size int) arch.Plan {
	return arch.Plan{
		c.conv(fmt.Sprintf("block%d.conv1", i), 3, c.Channels, size),
		c.conv(fmt.Sprintf("block%d.conv2", i), 3, c.Channels, size),
	}
}

func (c DiscriminatorConfig) conv(name string, kernel, in, size int) arch.Layer {
	return arch.Layer{Name: name, Op: arch.OpConv, Kernel: kernel, In: in, Out: c.Channels, Bias: true, Size: size}
}
