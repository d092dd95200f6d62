package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"autogan/vk"
)

func TestNameDevice(t *testing.T) {
	cpu := vk.DeviceInfo{Index: 1, Name: "llvmpipe", Driver: "Mesa 25", UUID: "6d65", Caps: vk.Caps{Type: vk.CPU}}
	gpu := vk.DeviceInfo{Name: "H100", Driver: "NVIDIA 550", UUID: "0a1b", PCI: "0000:3b:00.0", Caps: vk.Caps{Type: vk.Discrete}}
	broken := []string{"libGLX_nvidia.so.0: cannot open shared object file"}
	const named = "device 1: llvmpipe (CPU, 6d65), Mesa 25\n"
	for _, c := range []struct {
		name     string
		device   vk.DeviceInfo
		selector string
		why      []string
		want     string
	}{
		{"a GPU", gpu, "", broken, "device 0: H100 (discrete GPU, 0000:3b:00.0), NVIDIA 550\n"},
		{"a CPU without a GPU in it", cpu, "", nil, named},
		{"a CPU that was asked for", cpu, "llvmpipe", broken, named},
		{"a CPU for want of a library", cpu, "", broken, named + "warning: this runs on the CPU, though there is a GPU or its driver " +
			"(--device 1 says that it is meant): libGLX_nvidia.so.0: cannot open shared object file\n"},
	} {
		if got := nameDevice(c.device, c.selector, c.why); got != c.want {
			t.Errorf("%s: got\n%swant\n%s", c.name, got, c.want)
		}
	}
}

// TestUnusedGPUs has a bus with a GPU, the display of a virtual machine, and a
// network controller of a maker of GPUs.
func TestUnusedGPUs(t *testing.T) {
	bus := t.TempDir()
	for address, device := range map[string][2]string{
		"0000:00:01.0": {"0x1234", "0x030000"}, "0000:3b:00.0": {"0x10de", "0x030200"}, "0000:00:03.0": {"0x8086", "0x020000"},
	} {
		if err := os.Mkdir(filepath.Join(bus, address), 0o755); err != nil {
			t.Fatal(err)
		}
		for i, file := range []string{"vendor", "class"} {
			if err := os.WriteFile(filepath.Join(bus, address, file), []byte(device[i]+"\n"), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	want := []string{"no Vulkan driver offers the NVIDIA GPU 0000:3b:00.0"}
	if got := unusedGPUs(bus); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := unusedGPUs(filepath.Join(bus, "nowhere")); len(got) != 0 {
		t.Errorf("without a bus: %q", got)
	}
	if got := reasons([]string{"said"}, want); !slices.Equal(got, []string{"said"}) {
		t.Errorf("the loader's words give way to %q", got)
	}
}

// TestCommandsNameTheDevice runs a command with a driver whose library is not
// there next to the one that works.
func TestCommandsNameTheDevice(t *testing.T) {
	driver := filepath.Join(t.TempDir(), "broken.json")
	if err := os.WriteFile(driver, []byte(`{"file_format_version": "1.0.0", "ICD": {"library_path": "libdoes-not-exist.so.0", "api_version": "1.3.0"}}`), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv("VK_ADD_DRIVER_FILES", driver)
	in, err := vk.Open(vk.Options{})
	if err != nil {
		t.Skip(err)
	}
	devices := in.Devices()
	in.Release()
	if len(devices) != 1 || devices[0].Caps.Type != vk.CPU {
		t.Skip("this machine has more than a CPU")
	}
	t.Setenv("AUTOGAN_DEVICE", "")
	var out, errs strings.Builder
	if status := run([]string{"doctor"}, &out, &errs); status != statusOK {
		t.Fatalf("status %d: %s", status, errs.String())
	}
	first, rest, _ := strings.Cut(errs.String(), "\n")
	if !strings.HasPrefix(first, "device 0: "+devices[0].Name) {
		t.Errorf("the first line is %q", first)
	}
	if !strings.HasPrefix(rest, "warning: ") || !strings.Contains(rest, "libdoes-not-exist.so.0") {
		t.Errorf("the warning is %q", rest)
	}
}
