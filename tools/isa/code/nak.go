package code

import (
	"regexp"
	"strconv"
	"strings"
)

var (
	nakLabel     = regexp.MustCompile(`^block\S*\s+\d+\s+(L\d+)\s`)
	nakPredicate = regexp.MustCompile(`^@!?\w+\s+`)
	nakUniform   = regexp.MustCompile(`^u[rp]\d`)
	nakBranch    = regexp.MustCompile(`^bra\s.*\b(L\d+)$`)
	nakWaits     = regexp.MustCompile(`\bwt=0*1`)
	nakShared    = regexp.MustCompile(`^ld\.shared\S*\.[bius](\d+)`)
	nakFragment  = regexp.MustCompile(`^ldsm\S*\.x(\d)`)
	// What neither computes for every lane nor has a result: memory, control, and
	// reading special registers.
	nakOther = regexp.MustCompile(`^(ld|ldc|ldcu|ldsm|st|atoms?|atomg|red|bra|brx|bssy|bsync|bclear|bmov|break|nop|exit|bar|membar|fence|cctl|s2r|cs2r|s2ur|r2ur|warpsync|ldgsts|ldgdepbar|depbar|yield)(\.|\s|$)`)
)

// nakLine reads a line such as
//
//	@!p0  r29 = ffma.ftz r26 r72 r60    // delay=1 wt=000011
//
// of Turing or later. There is no instruction that waits: any may.
func nakLine(line string) (i instruction, label string, ok bool) {
	if m := nakLabel.FindStringSubmatch(line); m != nil {
		return i, m[1], false
	}
	text, scheduling, ok := strings.Cut(line, "//")
	if !ok {
		return i, "", false
	}
	i.repeat, i.waits = 1, nakWaits.MatchString(scheduling)
	text = nakPredicate.ReplaceAllString(strings.TrimSpace(text), "")
	results, call, found := strings.Cut(text, " = ")
	if !found {
		results, call = "", text
	}
	if m := nakBranch.FindStringSubmatch(call); m != nil {
		i.target = m[1]
	}
	i.kind, i.amount = nakKind(results, call)
	return i, "", true
}

func nakKind(results, call string) (kind, int) {
	switch call[:strings.IndexAny(call+".", ". ")] {
	case "hmma", "imma", "dmma":
		return matrix, 0
	case "ffma", "dfma":
		return multiplyAdd, 1
	case "hfma2":
		return multiplyAdd, 2
	}
	if m := nakShared.FindStringSubmatch(call); m != nil {
		bits, _ := strconv.Atoi(m[1])
		return sharedLoad, bits / 8
	}
	if m := nakFragment.FindStringSubmatch(call); m != nil { // a register of each fragment
		fragments, _ := strconv.Atoi(m[1])
		return sharedLoad, 4 * fragments
	}
	if nakUniform.MatchString(results) || nakOther.MatchString(call) {
		return other, 0
	}
	return vector, 0
}
