package code

import (
	"regexp"
	"strconv"
	"strings"
)

var (
	ir3Label       = regexp.MustCompile(`^(l\d+):`)
	ir3Flag        = regexp.MustCompile(`^\((\w+?)(\d*)\)\s*`)
	ir3Branch      = regexp.MustCompile(`^(?:br\w*|jump)\b.*#(l\d+)`)
	ir3MultiplyAdd = regexp.MustCompile(`^mad\.f(16|32)\s`)
	ir3Shared      = regexp.MustCompile(`^ldl\.[a-z](\d+)\s.*,\s*(\d+)$`)
	ir3Other       = regexp.MustCompile(`^(ld\w*|st\w*|atomic|bar|fence|br\w*|jump|pred\w|getone|shps|shpe|end|nop)\b`)
	ir3Scalar      = regexp.MustCompile(`^\S+\s+(up0|h?r(4[89]|5\d|6[0-3]))\.`) // registers that a wave shares
)

// ir3 leaves out the preamble, which runs once for all waves.
func ir3(text string) Loop {
	if _, main, found := strings.Cut(text, "shpe\n"); found {
		text = main
	}
	return by(ir3Line)(text)
}

// ir3Line reads a line such as
//
//	(sy)(rpt1)mad.f32 r16.z, (r)r8.z, r9.x, (r)(last)r16.z
//
// of Adreno 6 or 7. Comments, constants and inputs begin with signs of their own.
func ir3Line(line string) (i instruction, label string, ok bool) {
	if m := ir3Label.FindStringSubmatch(line); m != nil {
		return i, m[1], false
	}
	i.repeat = 1
	for m := ir3Flag.FindStringSubmatch(line); m != nil; m = ir3Flag.FindStringSubmatch(line) {
		count, _ := strconv.Atoi(m[2])
		switch m[1] {
		case "rpt":
			i.repeat += count
		case "nop": // idle slots after it
			i.idle += count
		case "sy", "ss":
			i.waits = true
		}
		line = line[len(m[0]):]
	}
	if line == "" || !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz", rune(line[0])) {
		return i, "", false
	}
	if m := ir3Branch.FindStringSubmatch(line); m != nil {
		i.target = m[1]
	}
	i.kind, i.amount = ir3Kind(line)
	return i, "", true
}

func ir3Kind(line string) (kind, int) {
	if m := ir3Shared.FindStringSubmatch(line); m != nil {
		bits, _ := strconv.Atoi(m[1])
		words, _ := strconv.Atoi(m[2])
		return sharedLoad, bits / 8 * words
	}
	switch {
	case ir3MultiplyAdd.MatchString(line):
		return multiplyAdd, 1
	case ir3Other.MatchString(line) || ir3Scalar.MatchString(line):
		return other, 0
	}
	return vector, 0
}
