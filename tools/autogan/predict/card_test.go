package predict

import (
	"strings"
	"testing"

	"autogan/tests/testgpu"
	"autogan/vk/tensor"
)

// TestEveryCardCanBePredicted predicts a convolution for every card: each has its
// loops and capabilities, and none is faster than its peak or its memory.
func TestEveryCardCanBePredicted(t *testing.T) {
	_, s := testgpu.Stream(t)
	for _, c := range Cards {
		found, err := Find(c.Name)
		if err != nil || found != c {
			t.Fatalf("%s: got %+v, %v", c.Name, found, err)
		}
		r, err := New(s.Device(), c)
		if err != nil {
			t.Fatal(err)
		}
		own, err := r.Stream()
		if err != nil {
			t.Fatal(err)
		}
		x, weight := tensor.Temp(own, 64, 16, 16, 128), tensor.Temp(own, 3, 3, 128, 128)
		tensor.Conv2DForward(own, x, weight, tensor.Tensor{}, tensor.Conv2DConfig{Padding: 1})
		own.Release()
		e := r.Take()
		const products = 64 * 16 * 16 * 9 * 128 * 128
		peak := products / (1e9 * c.GHz * float64(c.Units) * c.MultiplyAdds)
		if e.Launches == 0 || e.Seconds < peak || e.Seconds > 20*peak {
			t.Errorf("%s: %d launches in %.3g s, at its peak it would take %.3g", c.Title, e.Launches, e.Seconds, peak)
		}
	}
}

func TestUnknownCards(t *testing.T) {
	if _, err := Find("voodoo"); err == nil || !strings.Contains(err.Error(), `"voodoo"`) || !strings.Contains(err.Error(), "navi31") {
		t.Errorf("error %v names neither the card nor those there are", err)
	}
}

// TestNamed: the figures of a card are not those of one that only begins so.
func TestNamed(t *testing.T) {
	for device, want := range map[string]string{
		"NVIDIA GeForce RTX 4090":              "rtx4090",
		"NVIDIA GeForce RTX 4090 (NVK AD102)":  "rtx4090",
		"AMD Radeon RX 7900 XTX (RADV NAVI31)": "navi31",
		"NVIDIA H100 80GB HBM3":                "h100",
		"NVIDIA GeForce RTX 4090 Laptop GPU":   "",
		"NVIDIA H100 PCIe":                     "",
		"llvmpipe (LLVM 15.0.6, 256 bits)":     "",
	} {
		card, known := Named(device)
		if card.Name != want || known != (want != "") {
			t.Errorf("%s: got %q, %t; want %q", device, card.Name, known, want)
		}
	}
}
