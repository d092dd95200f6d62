package card

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"autogan/tools/newest"
)

// TestMain lets this test's binary answer questions on a card, as the program does.
func TestMain(m *testing.M) {
	if asked, err := Answer(os.Args[1:]); asked {
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// TestCards is the short form, under the drivers that are there.
func TestCards(t *testing.T) {
	cache, err := newest.Cache()
	if err != nil {
		t.Fatal(err)
	}
	folder := newest.In(cache)
	if !folder.Exists() {
		t.Skipf("skipped: the drivers of GPUs are not in %s; make drivers fetches them", folder.Root)
	}
	reports, err := Examine(folder, Cards(false), false)
	if err != nil {
		t.Fatal(err)
	}
	var table strings.Builder
	if err := Write(&table, reports); err != nil {
		t.Error(err)
	}
	t.Logf("\n%s", table.String())
}

// TestCommandsAreJudged by their status, by what they say in which order, and by
// what the layer says whatever else happens.
func TestCommandsAreJudged(t *testing.T) {
	r := run{name: "search", status: 1, says: []string{"growth: 8", "growth: 16"}}
	for _, c := range []struct {
		status     int
		text, want string
	}{
		{1, "growth: 8\ngrowth: 16\n", ""},
		{0, "growth: 8\ngrowth: 16\n", "status 0, want 1"},
		{1, "growth: 16\ngrowth: 8\n", `does not say "growth: 16"`},
		{1, "growth: 8\ngrowth: 16\nautogan: validation: 1 messages, first: a hazard\n", "search: validation: 1 messages, first: a hazard"},
	} {
		err := r.judge(c.status, c.text)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("status %d, %q: %v, want %q", c.status, c.text, err, c.want)
		}
	}
}

// TestHostIsHeldToItsBudget in the long form, and to its heap in both.
func TestHostIsHeldToItsBudget(t *testing.T) {
	fine := hosted{Dispatches: 1000, Bytes: 1 << 30, Heap: 2 << 30, Time: time.Millisecond}
	for want, change := range map[string]func(h *hosted){
		"":                              func(h *hosted) {},
		"1 allocations in steady state": func(h *hosted) { h.Allocations = 1 },
		"bytes of a heap of":            func(h *hosted) { h.Bytes = h.Heap + 1 },
		"its budget is":                 func(h *hosted) { h.Time = time.Second },
	} {
		for _, timed := range []bool{true, false} {
			mixed := fine
			change(&mixed)
			err := hostTimes{fine, mixed}.check(newest.NVK, timed)
			silent := want == "" || want == "its budget is" && !timed
			if silent != (err == nil) || err != nil && !strings.Contains(err.Error(), "mixed: ") && !strings.Contains(err.Error(), want) {
				t.Errorf("timed %t: %v, want %q", timed, err, want)
			}
		}
	}
}

// TestWrite has a card that failed and one that can't be reached.
func TestWrite(t *testing.T) {
	reports := []Report{
		{Card: newest.Cards[0], Compiled: compiled{Variants: 321}, Runs: 4, Host: hostTimes{Float32: hosted{Dispatches: 1000, Time: 2 * time.Millisecond}}},
		{Card: newest.Cards[1], Err: errors.New("train: status 1, want 0")},
		{Card: newest.Cards[2], Missing: errors.New("no shim")},
	}
	var out strings.Builder
	if err := Write(&out, reports); err == nil || err.Error() != "drivers: 1 of 3 cards failed" {
		t.Errorf("error %v", err)
	}
	for _, want := range []string{"321", "2.00, 0.00", "FAILED on AMD RDNA 2 (RX 6800): train: status 1, want 0\n", "skipped: AMD RDNA 3 (RX 7900 XTX): no shim\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, out.String())
		}
	}
	if err := Write(&out, reports[:1]); err != nil {
		t.Errorf("nothing failed, but %v", err)
	}
}
