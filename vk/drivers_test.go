package vk

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// describe writes a driver's description and returns its path.
func describe(t *testing.T, name string, icd map[string]any) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	text, err := json.Marshal(map[string]any{"file_format_version": "1.0.1", "ICD": icd})
	if err == nil {
		err = os.WriteFile(path, text, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// TestOpenSaysWhyThereIsNoDevice sends the loader to drivers that are not there.
func TestOpenSaysWhyThereIsNoDevice(t *testing.T) {
	if loadVulkan() == nil {
		t.Skip("no loader")
	}
	missing := filepath.Join(t.TempDir(), "nowhere.json")
	broken := describe(t, "broken.json", map[string]any{"library_path": "libdoes-not-exist.so.0", "api_version": "1.3.0"})
	for _, c := range []struct {
		files, want string
		kind        error
	}{
		{missing, "VK_DRIVER_FILES names a driver's description that can't be read, correct or unset it: stat " + missing, fs.ErrNotExist},
		{broken, "VK_DRIVER_FILES names (" + broken + ") (Vulkan's loader: ", ErrNoVulkan},
		{broken, "libdoes-not-exist.so.0", ErrNoVulkan},
	} {
		t.Setenv("VK_DRIVER_FILES", c.files)
		t.Setenv("VK_ICD_FILENAMES", c.files)
		in, err := Open(Options{})
		if err == nil {
			in.Release()
			t.Fatalf("a device by the driver %s", c.files)
		}
		if !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want one with %q", err, c.want)
		}
		if strings.Contains(err.Error(), "install") {
			t.Errorf("error %v, but installing a driver changes nothing", err)
		}
	}
}

func TestNoDriverWithoutVariablesSaysWhatToInstall(t *testing.T) {
	for _, variable := range driverVariables {
		t.Setenv(variable, "")
	}
	if err := noDriver(nil); !errors.Is(err, ErrNoVulkan) || !strings.Contains(err.Error(), "install a GPU driver") {
		t.Errorf("error %v does not say what to install", err)
	}
	if err := noDriver([]string{"libGL: no such file"}); !strings.Contains(err.Error(), "libGL: no such file") {
		t.Errorf("error %v lacks what the loader said", err)
	}
}

// devicesBy lists the devices that the drivers of some descriptions offer.
func devicesBy(t *testing.T, files string) []DeviceInfo {
	t.Helper()
	t.Setenv("VK_DRIVER_FILES", files)
	t.Setenv("VK_ICD_FILENAMES", files)
	in, err := Open(Options{Validation: os.Getenv("AUTOGAN_VALIDATE") == "1"})
	if err != nil {
		t.Fatal(err)
	}
	defer in.Release()
	return in.Devices()
}

// TestPortabilityDriversAreListed describes lavapipe as a driver that is not
// fully Vulkan, which the loader hides from programs that don't ask, as it hides
// MoltenVK.
func TestPortabilityDriversAreListed(t *testing.T) {
	installed, err := filepath.Glob("/usr/share/vulkan/icd.d/lvp_icd*.json")
	if err != nil || len(installed) == 0 {
		t.Skip("lavapipe is not installed")
	}
	text, err := os.ReadFile(installed[0])
	if err != nil {
		t.Fatal(err)
	}
	var driver struct{ ICD map[string]any }
	if err := json.Unmarshal(text, &driver); err != nil {
		t.Fatal(err)
	}
	want := devicesBy(t, installed[0])
	driver.ICD["is_portability_driver"] = true
	got := devicesBy(t, describe(t, "portability.json", driver.ICD))
	if len(want) == 0 || len(got) != len(want) || got[0].UUID != want[0].UUID || got[0].Unusable != "" {
		t.Errorf("%d devices, described as a portability driver %d", len(want), len(got))
	}
}

// TestRefusedDriversAreTold has a driver that works, and one whose library is
// not there, as in a container without the host's libraries.
func TestRefusedDriversAreTold(t *testing.T) {
	if loadVulkan() == nil {
		t.Skip("no loader")
	}
	t.Setenv("VK_ADD_DRIVER_FILES", describe(t, "broken.json", map[string]any{"library_path": "libdoes-not-exist.so.0", "api_version": "1.3.0"}))
	in, err := Open(Options{})
	if errors.Is(err, ErrNoVulkan) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer in.Release()
	if said := strings.Join(in.Refused(), "\n"); !strings.Contains(said, "libdoes-not-exist.so.0") {
		t.Errorf("the loader's words on the driver are lost, left is %q", said)
	}
}

// TestOnlyLinesOfDriversAreTold has lines of the loader 1.3.239 and 1.4.309: the
// first of each pair of equal ones about drivers stays, and none about layers.
func TestOnlyLinesOfDriversAreTold(t *testing.T) {
	drivers := []string{
		"libGLX_nvidia.so.0: cannot open shared object file: No such file or directory",
		"loader_icd_scan: Failed loading library associated with ICD JSON libGLX_nvidia.so.0. Ignoring this JSON",
		"loader_get_json: Failed to open JSON file /usr/share/vulkan/icd.d/nvidia_icd.json",
		"terminator_CreateInstance: Received return code -9 from call to vkCreateInstance in ICD /usr/lib/libvulkan_radeon.so. Skipping this driver.",
		"loader_parse_icd_manifest: ICD JSON /etc/a.json does not have an 'api_version' field. Skipping ICD JSON.",
	}
	layers := []string{
		"/usr/lib/mangohud/libMangoHud.so: cannot open shared object file: No such file or directory",
		"loader_get_json: Failed to open JSON file /usr/share/vulkan/implicit_layer.d/MangoHud.json",
		"loader_add_layer_properties: /home/a/layer.json has unknown layer manifest file version 9.0.0.  May cause errors.",
		"Layer VK_LAYER_MESA_device_select uses API version 1.2 which is older than the application specified API version of 1.3. May cause issues.",
		"Requested layer \"VK_LAYER_a\" failed to load.",
	}
	said := slices.Concat(layers[:2], drivers[:3], layers[2:], drivers[:2], drivers[3:], layers[:1])
	if got := ofDrivers(said); !slices.Equal(got, drivers) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(drivers, "\n"))
	}
	if got := ofDrivers(layers); len(got) > 0 {
		t.Errorf("of layers alone it keeps %q", got)
	}
}
