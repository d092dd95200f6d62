package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"autogan/shaders"
	"autogan/tools/isa/budget"
	"autogan/tools/newest"
)

// goal is what a card's compiler must make of a float32 product whose threads
// have 8×8 results each, whatever the budget says.
type goal struct {
	waves   int // at least
	percent int // of the loop's instructions for every lane that multiply and add
}

// goals are by card, else by family. NVIDIA's and Qualcomm's compilers move
// registers about, Apple's has an addition for each load from shared memory.
var goals = map[string]goal{
	"vega20": {2, 90}, string(newest.RADV): {8, 90}, string(newest.NVK): {16, 80}, string(newest.Honeykrisp): {12, 80}, string(newest.Turnip): {4, 85},
}

func goalOf(card newest.Card) goal {
	if g, ok := goals[card.Name]; ok {
		return g
	}
	return goals[string(card.Family)]
}

// missed says which goal a row misses, or "".
func (g goal) missed(r budget.Row) string {
	if !isProduct(r) {
		return ""
	}
	l := r.Loop
	switch share := 100 * l.MultiplyAdds; {
	case r.Spills > 0 || r.Scratch > 0:
		return fmt.Sprintf("spills %d registers (%d bytes)", r.Spills, r.Scratch)
	case l.MultiplyAdds < l.SharedBytes:
		return fmt.Sprintf("loads %d bytes from shared memory for %d multiply-adds, want no more", l.SharedBytes, l.MultiplyAdds)
	case r.Waves < g.waves:
		return fmt.Sprintf("runs in %d waves, want %d", r.Waves, g.waves)
	case share < g.percent*(l.MultiplyAdds+l.Vector):
		return fmt.Sprintf("has %d other vector instructions next to %d multiply-adds, want %d %% multiply-adds", l.Vector, l.MultiplyAdds, g.percent)
	}
	return ""
}

// isProduct reports whether a row is a float32 product of whole steps with 8×8
// results a thread.
func isProduct(r budget.Row) bool {
	values := constantsOf(r)
	group := values["GROUP_X"]
	return strings.HasSuffix(r.Kernel, "_tiled") && group > 0 && values["TILE_ROWS"]*values["TILE_COLUMNS"] == 64*group &&
		values["FLOAT16_MASK"] == 0 && values["WHOLE"] == 1
}

// constantsOf are a row's specialisation constants by name.
func constantsOf(r budget.Row) map[string]int {
	at := slices.IndexFunc(shaders.All, func(k *shaders.Kernel) bool { return k.Name == r.Kernel })
	values := map[string]int{}
	for i, text := range strings.Split(r.Constants, ",") {
		if value, err := strconv.Atoi(text); err == nil && at >= 0 && i < len(shaders.All[at].Spec) {
			values[shaders.All[at].Spec[i].Name] = value
		}
	}
	return values
}
