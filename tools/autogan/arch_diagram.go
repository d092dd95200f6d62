package main

import (
	"fmt"
	"strings"

	"autogan/gan"
)

// diagram draws the data flow from the latent vector down to the image. What a
// cell's first half hands to skip-ins is named after the cell: a1, a2.
func diagram(arch gan.Arch, config gan.GeneratorConfig) string {
	var b strings.Builder
	fmt.Fprintf(&b, "z %d\n", config.Latent())
	fmt.Fprintf(&b, "│  linear\n")
	for i, cell := range arch {
		fmt.Fprintf(&b, "├─ %s ─── cell %d ───\n", mapSize(config, i), i+1)
		for _, line := range cellLines(arch, i, cell) {
			fmt.Fprintf(&b, "│  %s\n", line)
		}
	}
	fmt.Fprintf(&b, "├─ %s ───\n", mapSize(config, len(arch)))
	fmt.Fprintf(&b, "│  batch norm → relu → conv 3x3 → tanh\n")
	size := config.ImageSize(len(arch))
	fmt.Fprintf(&b, "image %dx%dx3\n", size, size)
	return b.String()
}

func mapSize(c gan.GeneratorConfig, cells int) string {
	size := c.ImageSize(cells)
	return fmt.Sprintf("%dx%dx%d", size, size, c.Channels)
}

func cellLines(arch gan.Arch, i int, c gan.Cell) []string {
	first := block(c, c.Upsampling.String()+" x2")
	if feedsSkip(arch, i) {
		first += fmt.Sprintf("   = a%d", i+1)
	}
	lines := []string{first}
	for _, source := range arch.SkipSources(i) {
		lines = append(lines, fmt.Sprintf("+ a%d → %s x%d → conv 1x1", source+1, c.Upsampling, 1<<(i-source)))
	}
	lines = append(lines, block(c, ""))
	if c.Shortcut {
		lines = append(lines, fmt.Sprintf("+ cell input → %s x2 → conv 1x1", c.Upsampling))
	}
	return lines
}

// block is one convolution block of the cell; upsample is empty for the second.
func block(c gan.Cell, upsample string) string {
	var activation []string
	if c.Norm != gan.NoNorm {
		activation = append(activation, c.Norm.String())
	}
	activation = append(activation, "relu")
	var convolution []string
	if upsample != "" {
		convolution = append(convolution, upsample)
	}
	convolution = append(convolution, "conv 3x3")
	steps := append(convolution, activation...)
	if c.ConvOrder == gan.PreActivation {
		steps = append(activation, convolution...)
	}
	return strings.Join(steps, " → ")
}

// feedsSkip reports whether a later cell takes a skip from cell i.
func feedsSkip(arch gan.Arch, i int) bool {
	for later := i + 1; later < len(arch); later++ {
		for _, source := range arch.SkipSources(later) {
			if source == i {
				return true
			}
		}
	}
	return false
}
