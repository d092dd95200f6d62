package predict

import (
	"fmt"
	"slices"
	"strings"
)

// Card is a GPU by its published figures. A unit is what its maker calls a compute
// unit (AMD) or a streaming multiprocessor (NVIDIA).
type Card struct {
	Name  string // as a command takes it
	Title string

	Caps   string // of which recorded device (vk/recorded)
	Budget string // whose loops (tools/isa/budget)

	Units        int
	GHz          float64 // boost clock
	MultiplyAdds float64 // float32, per unit and clock
	Matrix       float64 // float16 multiply-adds of matrix units with float32 sums, per unit and clock; 0 without them
	PerMatrix    float64 // multiply-adds of a matrix instruction
	SharedBytes  float64 // loaded per unit and clock
	GBPS         float64 // of memory
	LaunchUS     float64 // of a launch that waits for the one before it; an assumption
}

// Cards are those that can be predicted. Units, clocks, peak rates and bandwidths
// are the makers' published ones; rates per clock follow from these. MultiplyAdds
// of RDNA 3 and 4 count their dual issue, which waves of 64 lanes get by
// themselves. Hopper is taken with Ampere's code and rate of matrix units for each
// unit (1,024), since its own instruction is not to be had through Vulkan.
var Cards = []Card{
	{"vega20", "AMD Radeon VII", "radv-vega20", "vega20", 60, 1.75, 64, 0, 0, 128, 1024, 5},
	{"navi21", "AMD Radeon RX 6900 XT", "radv-navi21", "navi21", 80, 2.25, 64, 0, 0, 128, 512, 5},
	{"navi31", "AMD Radeon RX 7900 XTX", "radv-navi31", "navi31", 96, 2.5, 128, 256, 4096, 128, 960, 5},
	{"gfx1201", "AMD Radeon RX 9070 XT", "radv-gfx1201", "gfx1201", 64, 2.97, 128, 512, 4096, 128, 640, 5},
	{"rtx3090", "NVIDIA GeForce RTX 3090", "nvk-ampere", "ampere", 82, 1.695, 128, 256, 2048, 128, 936, 4},
	{"rtx4090", "NVIDIA GeForce RTX 4090", "nvk-ada", "ada", 128, 2.52, 128, 256, 2048, 128, 1008, 4},
	{"h100", "NVIDIA H100 SXM", "nvk-ampere", "ampere", 132, 1.98, 128, 1024, 2048, 128, 3350, 4},
}

// Find returns the card of a name. The error lists the names.
func Find(name string) (Card, error) {
	var names []string
	for _, c := range Cards {
		names = append(names, c.Name)
	}
	i := slices.Index(names, name)
	if i < 0 {
		return Card{}, fmt.Errorf("no figures of a card %q; there are %s", name, strings.Join(names, ", "))
	}
	return Cards[i], nil
}

// otherNames are those by which Vulkan knows a card, where they are not its title.
var otherNames = map[string]string{"NVIDIA H100 80GB HBM3": "NVIDIA H100 SXM"}

// Named returns the card of a device that Vulkan names so. Mesa's drivers add
// their own name in brackets. A name that only begins as a card's is of another
// card, as of one for laptops.
func Named(device string) (Card, bool) {
	name, _, _ := strings.Cut(device, " (")
	if title, ok := otherNames[name]; ok {
		name = title
	}
	i := slices.IndexFunc(Cards, func(c Card) bool { return c.Title == name })
	if i < 0 {
		return Card{}, false
	}
	return Cards[i], true
}
