package code

import "strings"

// Syntax reads the text of one compiler.
type Syntax func(text string) Loop

// The compilers of Mesa's drivers.
var (
	ACO Syntax = by(acoLine) // AMD, as LLVM's disassembler prints it
	NAK Syntax = by(nakLine) // NVIDIA
	IR3 Syntax = ir3         // Qualcomm
	AGX Syntax = agx         // Apple
)

// by is the syntax with an instruction, a label or neither on a line. A label
// stands before the next instruction.
func by(read func(line string) (i instruction, label string, ok bool)) Syntax {
	return func(text string) Loop {
		var list []instruction
		pending := ""
		for line := range strings.Lines(text) {
			i, label, ok := read(strings.TrimSpace(line))
			switch {
			case label != "":
				if pending != "" { // a label that nothing stands between and the next
					list = append(list, instruction{label: pending})
				}
				pending = label
			case ok:
				i.label, pending = pending, ""
				list = append(list, i)
			}
		}
		return hottest(list)
	}
}
