package dataset

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"testing"
)

// TestResizeMatchesPillow compares with images made by testdata/pillow_resize.py.
func TestResizeMatchesPillow(t *testing.T) {
	fixture, err := os.ReadFile("testdata/pillow_resize.bin")
	if err != nil {
		t.Fatal(err)
	}
	for len(fixture) > 0 {
		var dims [4]int
		for i := range dims {
			dims[i] = int(binary.LittleEndian.Uint16(fixture[2*i:]))
		}
		h, w, outH, outW := dims[0], dims[1], dims[2], dims[3]
		want := fixture[8 : 8+outH*outW*Channels]
		fixture = fixture[8+len(want):]
		t.Run(fmt.Sprintf("%dx%d_to_%dx%d", h, w, outH, outW), func(t *testing.T) {
			got := make([]byte, len(want))
			r := newResampler(h, w, outH, outW)
			r.resize(got, noise(h*w*Channels), r.newScratch())
			if i := firstDifference(got, want); i >= 0 {
				t.Errorf("value %d is %d, Pillow has %d", i, got[i], want[i])
			}
		})
	}
}

func TestResizeScalesEveryImage(t *testing.T) {
	const n, size = 150, 16
	set := Dataset{Images: noise(n * size * size * Channels), Labels: make([]uint8, n), N: n, H: size, W: size}
	small := set.Resize(8)
	if small.N != n || small.H != 8 || small.W != 8 || len(small.Images) != n*8*8*Channels || len(small.Labels) != n {
		t.Fatalf("Resize(8) = %d images of %dx%d in %d bytes", small.N, small.H, small.W, len(small.Images))
	}
	for i := range n {
		if alone := set.Slice(i, i+1).Resize(8); !bytes.Equal(alone.Images, small.Image(i)) {
			t.Fatalf("image %d differs when it is resized alone", i)
		}
	}
}

// TestResizeKeepsFlatColour: weights are rounded, yet flat images stay exact.
func TestResizeKeepsFlatColour(t *testing.T) {
	for _, level := range []byte{0, 1, 127, 254, 255} {
		for _, sizes := range [][2]int{{32, 7}, {7, 32}, {300, 1}, {97, 13}} {
			flat := Dataset{Images: bytes.Repeat([]byte{level}, sizes[0]*sizes[0]*Channels), N: 1, H: sizes[0], W: sizes[0]}
			for _, got := range flat.Resize(sizes[1]).Images {
				if got != level {
					t.Fatalf("level %d became %d from size %d to %d", level, got, sizes[0], sizes[1])
				}
			}
		}
	}
}

func BenchmarkResize32To8(b *testing.B) {
	const n = 2000
	set := Dataset{Images: noise(n * 32 * 32 * Channels), N: n, H: 32, W: 32}
	b.SetBytes(int64(len(set.Images)))
	for b.Loop() {
		set.Resize(8)
	}
}

// noise returns the pseudo-random bytes of testdata/pillow_resize.py.
func noise(n int) []byte {
	out := make([]byte, n)
	x := uint32(1)
	for i := range out {
		x = 1664525*x + 1013904223
		out[i] = byte(x >> 24)
	}
	return out
}

// firstDifference returns the first index at which a and b differ, or -1.
func firstDifference(a, b []byte) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	if len(a) != len(b) {
		return min(len(a), len(b))
	}
	return -1
}
