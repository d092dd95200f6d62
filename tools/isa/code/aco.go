package code

import (
	"regexp"
	"strconv"
	"strings"
)

var (
	acoLabel       = regexp.MustCompile(`^(BB\d+):`)
	acoRepeat      = regexp.MustCompile(`^\(then repeated (\d+) times\)`)
	acoBranch      = regexp.MustCompile(`^s_c?branch\S*\s+(BB\d+)`)
	acoMultiplyAdd = regexp.MustCompile(`^v_(dual_|pk_)?(fma|fmac|fmamk|fmaak|mac|mad|madmk|madak|dot2|dot2c)(_mix|_legacy|_dx9_zero)?_f(16|32)`)
	acoMatrix      = regexp.MustCompile(`^v_(wmma|swmmac|mfma|smfmac)_`)
	acoShared      = regexp.MustCompile(`^ds_(?:load|read)(_2addr|2)?(?:_stride64|st64)?_(?:tr\d*_)?[biu](\d+)`)
	acoWait        = regexp.MustCompile(`^s_wait(cnt|cnt_\w+cnt|_\w+cnt)(\s|$)`) // not s_waitcnt_depctr: no memory
)

// acoLine reads a line such as
//
//	v_fmac_f32_e32 v54, v16, v23      ; 566c2f10
//
// of GCN, RDNA or CDNA.
func acoLine(line string) (i instruction, label string, ok bool) {
	if m := acoLabel.FindStringSubmatch(line); m != nil {
		return i, m[1], false
	}
	if m := acoRepeat.FindStringSubmatch(line); m != nil { // s_nop alone is printed so
		i.repeat, _ = strconv.Atoi(m[1])
		return i, "", true
	}
	text, _, _ := strings.Cut(line, ";")
	if text = strings.TrimSpace(text); text == "" {
		return i, "", false
	}
	i.repeat = 1
	if m := acoBranch.FindStringSubmatch(text); m != nil {
		i.target = m[1]
		return i, "", true
	}
	for half := range strings.SplitSeq(text, " :: ") { // two in one on RDNA 3 and later
		i.kind = max(i.kind, acoKind(half))
		i.amount += acoAmount(half)
	}
	return i, "", true
}

func acoKind(text string) kind {
	switch {
	case acoMatrix.MatchString(text):
		return matrix
	case acoMultiplyAdd.MatchString(text):
		return multiplyAdd
	case acoShared.MatchString(text):
		return sharedLoad
	case acoWait.MatchString(text):
		return wait
	case strings.HasPrefix(text, "v_") && !strings.HasPrefix(text, "v_s_"): // v_s_ computes a scalar
		return vector
	}
	return other
}

func acoAmount(text string) int {
	if m := acoShared.FindStringSubmatch(text); m != nil {
		bits, _ := strconv.Atoi(m[2])
		if m[1] != "" {
			bits *= 2
		}
		return bits / 8
	}
	switch m := acoMultiplyAdd.FindStringSubmatch(text); {
	case m == nil:
		return 0
	case m[1] == "pk_" || strings.HasPrefix(m[2], "dot2"):
		return 2
	}
	return 1
}
