package nas

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var smallSpace = Space{{"a", 2}, {"b", 3}, {"c", 4}}

func TestSpaceEnumeration(t *testing.T) {
	if got := smallSpace.Size(); got != 24 { // 2*3*4
		t.Fatalf("Size = %d, want 24", got)
	}
	if got := smallSpace.TotalOptions(); got != 9 {
		t.Errorf("TotalOptions = %d, want 9", got)
	}
	i := 0
	for tokens := range smallSpace.All() {
		if err := smallSpace.Validate(tokens); err != nil {
			t.Error(err)
		}
		if got := smallSpace.Index(tokens); got != i {
			t.Errorf("Index(%v) = %d, want %d", tokens, got, i)
		}
		i++
	}
	if i != 24 {
		t.Errorf("All yields %d points, want 24", i)
	}
	if diff := cmp.Diff(Tokens{1, 0, 3}, smallSpace.At(15)); diff != "" { // 15 = (1*3+0)*4+3
		t.Errorf("At(15) mismatch (-want +got)\n%s", diff)
	}
}

func TestSpaceValidate(t *testing.T) {
	for _, c := range []struct {
		tokens Tokens
		want   string
	}{
		{Tokens{0, 0}, "nas: space: got 2 tokens, want 3"},
		{Tokens{0, 3, 0}, "nas: space: decision 1 (b): got 3, want 0 to 2"},
		{Tokens{-1, 0, 0}, "nas: space: decision 0 (a): got -1, want 0 to 1"},
	} {
		if err := smallSpace.Validate(c.tokens); err == nil || err.Error() != c.want {
			t.Errorf("Validate(%v) = %v, want %s", c.tokens, err, c.want)
		}
	}
}

func TestSpaceRandomIsUniform(t *testing.T) {
	const draws = 24_000
	counts := make([]int, smallSpace.Size())
	r := rand.New(rand.NewPCG(1, 2))
	for range draws {
		counts[smallSpace.Index(smallSpace.Random(r))]++
	}
	for i, n := range counts { // mean 1000, standard deviation 31
		if n < 850 || n > 1150 {
			t.Errorf("point %d drawn %d times in %d, want about 1000", i, n, draws)
		}
	}
}

func TestRandomSearchResumes(t *testing.T) {
	level := Level{Stage: 1, Space: smallSpace, Parents: []Candidate{{Tokens: Tokens{7}}, {Tokens: Tokens{8}}}}
	all, err := NewRandomSearch(level, 3).Suggest(20)
	if err != nil {
		t.Fatal(err)
	}
	resumed := NewRandomSearch(level, 3)
	resumed.Next = 12
	rest, err := resumed.Suggest(8)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(all[12:], rest); diff != "" {
		t.Errorf("resumed search mismatch (-want +got)\n%s", diff)
	}
	for i, trial := range all {
		if trial.ID != i || trial.Stage != 1 || trial.Tokens[0] != 7+trial.Parent || len(trial.Tokens) != 4 {
			t.Errorf("trial %d = %+v, want its parent's token first", i, trial)
		}
	}
	if diff := cmp.Diff([]Candidate{{Tokens: Tokens{7}}, {Tokens: Tokens{8}}}, level.Parents); diff != "" {
		t.Errorf("Suggest changed the parents (-want +got)\n%s", diff)
	}
}
