package convplan

import "testing"

func TestShapeText(t *testing.T) {
	for _, pass := range []Pass{Forward, BackwardInput, BackwardWeight} {
		want := Shape{Pass: pass, N: 64, H: 16, W: 8, C: 3, KH: 3, KW: 1, O: 128, Stride: 2, PaddingH: 1}
		for _, format := range [][2]bool{{false, false}, {true, false}, {true, true}} {
			want.Half, want.BFloat16 = format[0], format[1]
			if got, err := ParseShape(want.String()); err != nil || got != want {
				t.Errorf("%s reads back as %+v: %v", want, got, err)
			}
		}
	}
	for _, bad := range []string{"", "forward", "forward 1x1x1x1 K1x1 O1 S1P0x0 ", "sideways 1x1x1x1 K1x1 O1 S1P0x0", "weight 01x1x1x1 K1x1 O1 S1P0x0", "forward 1x1x1x1 K1x1 O1 S1P0x0 float32", "forward 1x1x1x1 K1x1 O1 S1P0x0  float16"} {
		if got, err := ParseShape(bad); err == nil {
			t.Errorf("%q reads as %v", bad, got)
		}
	}
}
