package vk

import (
	"encoding/binary"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"autogan/shaders"
)

// TestFloatModesFollowTheDevice has devices as their drivers describe them.
func TestFloatModesFollowTheDevice(t *testing.T) {
	all := floatModes{true, true, true}
	for name, c := range map[string]struct {
		can  floatControls
		want floatModes
	}{
		"all apart":                      {floatControls{floatModes: all}, all},
		"none":                           {floatControls{}, floatModes{}},
		"one rounding, both widths":      {floatControls{all, true, false}, all},
		"one rounding, one width":        {floatControls{floatModes{nearest32: true}, true, false}, floatModes{}},
		"one way of denormals":           {floatControls{all, false, true}, floatModes{true, true, false}},
		"rounding of float32 alone":      {floatControls{floatModes: floatModes{nearest32: true}}, floatModes{nearest32: true}},
		"small float16 numbers, no more": {floatControls{floatModes: floatModes{denormals16: true}}, floatModes{denormals16: true}},
	} {
		if got := c.can.modes(); got != c.want {
			t.Errorf("%s: asked for %+v, want %+v", name, got, c.want)
		}
	}
}

// TestFloatModesAreAskedFor has every mode in every kernel. Then spirv-val must
// still take the modules.
func TestFloatModesAreAskedFor(t *testing.T) {
	none, all := floatModes{}, floatModes{true, true, true}
	_, missing := exec.LookPath("spirv-val")
	dir := t.TempDir()
	for i, k := range shaders.All {
		plain := k.SPIRV()
		if got := none.ask(plain); len(got) != len(plain) {
			t.Fatalf("%s: nothing is asked for, but %d words become %d", k.Name, len(plain), len(got))
		}
		code := all.ask(plain)
		modes, capabilities := declared(code)
		if want := map[[2]uint32]bool{{4459, 16}: true, {4462, 16}: true, {4462, 32}: true}; !maps.Equal(modes, want) {
			t.Errorf("%s asks for %v, want %v", k.Name, modes, want)
		}
		if capabilities[4464] != 1 || capabilities[4467] != 1 {
			t.Errorf("%s declares capabilities %v, want each once", k.Name, capabilities)
		}
		// Every tenth is enough: they are all put together alike. Matrices are newer
		// than the validator of some systems.
		if missing != nil || i%10 != 0 || k.Matrices {
			continue
		}
		path := filepath.Join(dir, k.Name+".spv")
		var bytes []byte
		for _, word := range code {
			bytes = binary.LittleEndian.AppendUint32(bytes, word)
		}
		if err := os.WriteFile(path, bytes, 0o644); err != nil {
			t.Fatal(err)
		}
		if text, err := exec.Command("spirv-val", "--target-env", "vulkan1.2", path).CombinedOutput(); err != nil {
			t.Errorf("%s: %v: %s", k.Name, err, text)
		}
	}
}

// declared are the float modes of a module, with their widths, and how often each
// capability is declared.
func declared(code []uint32) (modes map[[2]uint32]bool, capabilities map[uint32]int) {
	modes, capabilities = map[[2]uint32]bool{}, map[uint32]int{}
	for at := 5; at < len(code); at += int(code[at] >> 16) {
		switch op := code[at] & 0xFFFF; {
		case op == 17:
			capabilities[code[at+1]]++
		case op == 16 && code[at+2] >= 4459 && code[at+2] <= 4463:
			modes[[2]uint32{code[at+2], code[at+3]}] = true
		}
	}
	return modes, capabilities
}
