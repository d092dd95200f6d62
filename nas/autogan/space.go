package autogan

import (
	"autogan/gan/arch"
	"autogan/nas"
	"autogan/nas/autogan/config"
)

// Space returns the decisions of the cells from first up to, but not including,
// end; cells count from 0.
func Space(first, end int) nas.Space {
	var space nas.Space
	for cell := first; cell < end; cell++ {
		for _, d := range arch.AutoGAN.Cells[cell] {
			space = append(space, nas.Decision{Name: d.Name, Options: len(d.Options)})
		}
	}
	return space
}

// Level returns what a stage searches: its cell, appended to each parent, or on
// a single level all cells.
func Level(c config.Config, stage int, parents []nas.Candidate) nas.Level {
	first := stage
	if c.Search.Levels == config.SingleLevel {
		first = 0
	}
	return nas.Level{Stage: stage, Space: Space(first, c.Cells(stage)), Parents: parents}
}

// Arch returns the architecture that tokens of one, two or three cells name.
func Arch(tokens nas.Tokens) (arch.Arch, error) { return arch.AutoGAN.Arch(tokens) }

// Tokens is the inverse of [Arch].
func Tokens(a arch.Arch) nas.Tokens { return a.Tokens() }
