package cli

import (
	"autogan/gan/arch"
	"autogan/nas/autogan/config"
)

// archJSON is an architecture in the JSON output.
type archJSON struct {
	Architecture string      `json:"architecture" about:"as integers, or supernet"`
	Parameters   int         `json:"parameters"`
	MACs         int64       `json:"macs,omitempty" about:"multiply-adds of one image; a supernet has none of its own"`
	Size         int         `json:"size" about:"height and width of the images"`
	Channels     int         `json:"channels" about:"width of the generator"`
	Latent       int         `json:"latent" about:"length of the latent vector"`
	Layers       []layerJSON `json:"layers,omitempty" about:"with --table"`
}

type layerJSON struct {
	Name       string `json:"name"`
	Operation  string `json:"operation"`
	Kernel     int    `json:"kernel,omitempty" about:"height and width of a convolution's"`
	In         int    `json:"in" about:"channels or features"`
	Out        int    `json:"out"`
	Size       int    `json:"size" about:"height and width of the output"`
	Parameters int    `json:"parameters"`
	MACs       int64  `json:"macs"`
}

// describe returns what is printed of a plan.
func (f *archFlags) describe(name string, plan arch.Plan) archJSON {
	a := archJSON{Architecture: name, Parameters: plan.Params(), Size: f.size, Channels: f.channels, Latent: f.latent}
	if !f.supernet {
		a.MACs = plan.MACs()
	}
	if !f.table {
		return a
	}
	for _, l := range plan {
		a.Layers = append(a.Layers, layerJSON{l.Name, l.Op.String(), l.Kernel, l.In, l.Out, l.Size, l.Params(), l.MACs()})
	}
	return a
}

// spaceJSON is a search space in the JSON output.
type spaceJSON struct {
	Space         string `json:"space"`
	Fixed         string `json:"fixed,omitempty" about:"the decisions that are not searched"`
	Cells         []int  `json:"cells" about:"choices of each cell"`
	Architectures int    `json:"architectures"`
}

func spaceOf(c config.Config) spaceJSON {
	s := spaceJSON{Space: c.Space.Name, Fixed: c.Fixed().String(), Architectures: c.Choices(0, c.MaxCells())}
	for cell := range c.MaxCells() {
		s.Cells = append(s.Cells, c.Choices(cell, cell+1))
	}
	return s
}
