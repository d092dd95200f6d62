package checkpoint

import "testing"

// TestDigestIsOfTheContent: whatever changes the arrays changes it, their order
// does not.
func TestDigestIsOfTheContent(t *testing.T) {
	a, b := Floats("a", []float32{1, 2}), Floats("b", []float32{3, 4, 5, 6}, 2, 2)
	want := Digest(a, b)
	if len(want) != 64 || Digest(b, a) != want {
		t.Errorf("in another order %s, want %s", Digest(b, a), want)
	}
	for name, arrays := range map[string][]Array{
		"a number":  {Floats("a", []float32{1, 2.5}), b},
		"a name":    {Floats("c", []float32{1, 2}), b},
		"a shape":   {a, Floats("b", []float32{3, 4, 5, 6})},
		"a type":    {{Name: "a", DType: U32, Shape: a.Shape, Data: a.Data}, b},
		"one fewer": {a},
	} {
		if Digest(arrays...) == want {
			t.Errorf("another %s has the same digest", name)
		}
	}
}
