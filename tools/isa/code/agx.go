package code

import (
	"regexp"
	"strconv"
	"strings"
)

var (
	agxCode   = regexp.MustCompile(`^([0-9a-f]+): [0-9a-f]+\s+(\w+)\s*(.*)$`)
	agxShared = regexp.MustCompile(`\bi(\d+), ([xyzw]+)$`)
	agxOther  = regexp.MustCompile(`^(l?load|l?store|atomic|local_atomic|if|else|while|pop_exec|jmp_\w+|barrier|stop)$`)
)

// agx reads lines such as
//
//	b04: bac188022960421a       ffma     $r48, $r68, $r72, r48
//
// of Apple's GPUs. Branches name distances in bytes. The text has other forms of
// the kernel before, and its preamble, which starts at 0 again, after.
func agx(text string) Loop {
	var list []instruction
	for line := range strings.Lines(text) {
		m := agxCode.FindStringSubmatch(strings.TrimSpace(line))
		if m == nil {
			continue
		}
		if m[1] == "0" && len(list) > 0 {
			break
		}
		i := instruction{label: m[1], repeat: 1, target: agxTarget(m[1], m[2], m[3])}
		i.kind, i.amount = agxKind(m[2], m[3])
		list = append(list, i)
	}
	return hottest(list)
}

func agxTarget(at, name, operand string) string {
	if !strings.HasPrefix(name, "jmp_") {
		return ""
	}
	from, _ := strconv.ParseInt(at, 16, 64)
	distance, _ := strconv.ParseInt(operand, 10, 64)
	return strconv.FormatInt(from+distance, 16)
}

func agxKind(name, operands string) (kind, int) {
	switch name {
	case "ffma", "hfma":
		return multiplyAdd, 1
	case "wait":
		return wait, 0
	case "lload":
		m := agxShared.FindStringSubmatch(operands)
		if m == nil {
			return sharedLoad, 0
		}
		bits, _ := strconv.Atoi(m[1])
		return sharedLoad, bits / 8 * len(m[2])
	}
	if agxOther.MatchString(name) {
		return other, 0
	}
	return vector, 0
}
