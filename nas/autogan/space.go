package autogan

import (
	"autogan/gan"
	"autogan/nas"
)

// Space returns the decisions of a stage, counted from 0: those of one cell.
func Space(stage int) nas.Space {
	var space nas.Space
	for _, d := range gan.Decisions(stage) {
		space = append(space, nas.Decision{Name: d.Name, Options: len(d.Options)})
	}
	return space
}

// Level returns what a stage searches: its cell, appended to each parent.
func Level(stage int, parents []nas.Candidate) nas.Level {
	return nas.Level{Stage: stage, Space: Space(stage), Parents: parents}
}

// Arch returns the architecture that tokens of one, two or three cells name.
func Arch(tokens nas.Tokens) (gan.Arch, error) { return gan.ArchFromTokens(tokens) }

// Tokens is the inverse of [Arch].
func Tokens(a gan.Arch) nas.Tokens { return a.Tokens() }
