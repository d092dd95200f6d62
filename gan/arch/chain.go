package arch

import "slices"

// Chain is a sequence of steps of a cell, each reading the one before: a line
// of a diagram.
type Chain struct {
	From   *Step    // what its first step reads
	Labels []string // of its steps
	End    *Step    // the last step; From if it has none
	Branch bool     // the result is added to the main line
}

// Input returns the input of a cell, counted from 0.
func (r Record) Input(cell int) *Step { return r.inputs[cell] }

// Chains returns the chains of a cell, or of the conversion to RGB after the
// last cell, in the order of computation. A chain ends where its result is
// shared or added.
func (r Record) Chains(cell int) []Chain {
	var chains []Chain
	for _, s := range r.Steps {
		switch {
		case s.Cell != cell || len(s.From) == 0:
		case len(s.From) == 2:
			chains = joined(chains, s.From[1])
		default:
			chains = extended(chains, s)
		}
	}
	return chains
}

// extended appends a step to the chain that it continues, or begins a new
// chain.
func extended(chains []Chain, s *Step) []Chain {
	from := s.From[0]
	at := slices.IndexFunc(chains, func(c Chain) bool { return c.End == from && !c.Branch })
	if at < 0 || from.Shared {
		return append(chains, Chain{From: from, Labels: []string{s.Label}, End: s})
	}
	chains[at].Labels = append(chains[at].Labels, s.Label)
	chains[at].End = s
	return chains
}

// joined marks the chain that ends with branch as a branch. A branch without
// steps gets a new chain.
func joined(chains []Chain, branch *Step) []Chain {
	at := slices.IndexFunc(chains, func(c Chain) bool { return c.End == branch })
	if at < 0 || branch.Shared {
		return append(chains, Chain{From: branch, End: branch, Branch: true})
	}
	chains[at].Branch = true
	return chains
}

// Feeds reports whether a skip-in of a later cell reads the step.
func (r Record) Feeds(s *Step) bool {
	return slices.ContainsFunc(r.Steps, func(later *Step) bool {
		return later.Cell > s.Cell && later.Cell < len(r.inputs) && r.inputs[later.Cell] != s && slices.Contains(later.From, s)
	})
}
