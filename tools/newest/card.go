package newest

import (
	"fmt"
	"path/filepath"
)

// Family is the Mesa driver of some cards.
type Family string

// The families whose cards the shims stand in for.
const (
	RADV       Family = "RADV"       // AMD
	NVK        Family = "NVK"        // NVIDIA
	Honeykrisp Family = "Honeykrisp" // Apple
	Turnip     Family = "Turnip"     // Qualcomm
)

// Card is a GPU that is not there.
type Card struct {
	Name   string // as in file names
	Title  string
	Family Family
	env    string // makes the shim be this card; "" for its only one
}

// Cards are those that kernels are held to, a generation each.
var Cards = []Card{
	{"vega20", "AMD GCN 5 (Radeon Pro VII)", RADV, "AMDGPU_GPU_ID=vega20"},
	{"navi21", "AMD RDNA 2 (RX 6800)", RADV, "AMDGPU_GPU_ID=navi21"},
	{"navi31", "AMD RDNA 3 (RX 7900 XTX)", RADV, "AMDGPU_GPU_ID=navi31"},
	{"gfx1201", "AMD RDNA 4 (RX 9070)", RADV, "AMDGPU_GPU_ID=gfx1201"},
	{"turing", "NVIDIA Turing (RTX 20)", NVK, "NOUVEAU_CHIPSET=0x164"},
	{"ampere", "NVIDIA Ampere (RTX 30)", NVK, "NOUVEAU_CHIPSET=0x172"},
	{"ada", "NVIDIA Ada (RTX 40)", NVK, "NOUVEAU_CHIPSET=0x192"},
	{"m1", "Apple M1", Honeykrisp, ""},
	{"adreno740", "Qualcomm Adreno 740", Turnip, "FD_GPU_ID=740"},
}

// Small is a card with less memory than the others, part of it the host's.
var Small = Card{"raven", "AMD Raven Ridge (Vega 10 of a Ryzen)", RADV, "AMDGPU_GPU_ID=raven"}

// files are the shim of a family and the description of its driver.
var files = map[Family]struct{ shim, driver string }{
	RADV:       {"libamdgpu_noop_drm_shim.so", "radeon_icd*.json"},
	NVK:        {"libnouveau_noop_drm_shim.so", "nouveau_icd*.json"},
	Honeykrisp: {"libasahi_noop_drm_shim.so", "asahi_icd*.json"},
	Turnip:     {"libfreedreno_noop_drm_shim.so", "freedreno_icd*.json"},
}

// Reach returns the command and the environment that let a program find c, and
// no other device. The error says what the folder lacks.
func (f Folder) Reach(c Card) (runner, env []string, err error) {
	shim, err := f.find("usr/lib/*/" + files[c.Family].shim)
	if err != nil {
		return nil, nil, err
	}
	driver, err := f.find("usr/share/vulkan/icd.d/" + files[c.Family].driver)
	if err != nil {
		return nil, nil, err
	}
	runner, err = f.Linker(shim)
	env = []string{"VK_DRIVER_FILES=" + driver}
	if c.env != "" {
		env = append(env, c.env)
	}
	return runner, env, err
}

// find is the file that matches a pattern below the folder.
func (f Folder) find(pattern string) (string, error) {
	if !f.Exists() {
		return "", fmt.Errorf("nothing is unpacked in %s: run make drivers, or make peers for ONNX", f.Root)
	}
	found, err := filepath.Glob(filepath.Join(f.Root, filepath.FromSlash(pattern)))
	if err != nil {
		return "", err
	}
	if len(found) == 0 {
		return "", fmt.Errorf("Debian %s's packages in %s have no %s", Suite, f.Root, filepath.Base(pattern))
	}
	return found[0], nil
}
