package main

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"autogan/tools/isa/budget"
	"autogan/tools/isa/code"
	"autogan/tools/newest"
	"autogan/vk"
)

// names are a driver's own for what the table shows. Several statistics add up.
type names struct {
	registers, spills, scratch, shared, waves, size, cycles []string

	text          string // the machine code
	syntax        code.Syntax
	lanesPerWave  int  // if waves are told in lanes
	bytesPerWord  int  // if the size is told in words
	sharedInTexts bool // no statistic has it
}

var drivers = map[newest.Family]names{
	newest.RADV: {
		registers: []string{"VGPRs"}, spills: []string{"Spilled VGPRs", "Spilled SGPRs"}, scratch: []string{"Scratch size"},
		shared: []string{"LDS size"}, waves: []string{"Subgroups per SIMD"}, size: []string{"Code size"}, cycles: []string{"Inverse Throughput"},
		text: "Assembly", syntax: code.ACO,
	},
	newest.NVK: {
		registers: []string{"Number of GPRs"}, spills: []string{"Spills to memory"}, scratch: []string{"SLM size"},
		waves: []string{"Max warps/SM"}, size: []string{"Code size"}, cycles: []string{"Static cycle count"},
		text: "NAK assembly", syntax: code.NAK, sharedInTexts: true,
	},
	newest.Honeykrisp: {
		registers: []string{"GPRs"}, spills: []string{"Spills"}, scratch: []string{"Scratch"},
		waves: []string{"Threads"}, size: []string{"Code size"}, cycles: []string{"Instructions"},
		text: printedText, syntax: code.AGX, lanesPerWave: 32, sharedInTexts: true,
	},
	newest.Turnip: { // spills go to private memory
		registers: []string{"Registers used"}, spills: []string{"STP Count"},
		waves: []string{"Max Waves Per Core"}, size: []string{"Code size"}, cycles: []string{"Instruction Count"},
		text: "IR3 Assembly", syntax: code.IR3, bytesPerWord: 4, sharedInTexts: true,
	},
}

// rows are the lines of a card's table, in the order of their kernels.
func (c compiled) rows(family newest.Family) ([]budget.Row, error) {
	var list []budget.Row
	for _, e := range c.Executables {
		r, err := drivers[family].row(e)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", title(e), err)
		}
		list = append(list, r)
	}
	slices.SortFunc(list, func(a, b budget.Row) int {
		return cmp.Or(strings.Compare(a.Kernel, b.Kernel), strings.Compare(a.Constants, b.Constants))
	})
	return list, nil
}

// title names a kernel with its constants.
func title(e vk.Executable) string { return e.Kernel.Name + " " + budget.Constants(e.Spec) }

func (n names) row(e vk.Executable) (r budget.Row, err error) {
	sum := func(statistics []string) (total int) {
		for _, name := range statistics {
			value, ok := e.Statistics[name]
			if !ok && err == nil {
				err = fmt.Errorf("the driver no longer tells %q", name)
			}
			total += int(value)
		}
		return total
	}
	r = budget.Row{
		Kernel: e.Kernel.Name, Constants: budget.Constants(e.Spec), Lanes: e.Lanes,
		Registers: sum(n.registers), Spills: sum(n.spills), Scratch: sum(n.scratch), Shared: sum(n.shared),
		Waves: sum(n.waves), Size: sum(n.size), Cycles: sum(n.cycles),
	}
	if n.lanesPerWave > 0 {
		r.Waves /= n.lanesPerWave
	}
	if n.bytesPerWord > 0 {
		r.Size *= n.bytesPerWord
	}
	if n.sharedInTexts {
		r.Shared = sharedIn(e.Texts)
	}
	text, ok := e.Texts[n.text]
	if !ok && err == nil {
		err = fmt.Errorf("the driver no longer tells %q", n.text)
	}
	r.Loop = n.syntax(text)
	return r, err
}

var sharedSize = regexp.MustCompile(`(?m)^shared_size: (\d+)`)

// sharedIn is the size of shared memory that a compiler's stages state, the
// largest: the last stage may have padded it.
func sharedIn(texts map[string]string) int {
	most := 0
	for _, text := range texts {
		if m := sharedSize.FindStringSubmatch(text); m != nil {
			n, _ := strconv.Atoi(m[1])
			most = max(most, n)
		}
	}
	return most
}
