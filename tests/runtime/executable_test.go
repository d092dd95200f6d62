package runtime

import (
	"strings"
	"testing"

	"autogan/tests/testgpu"
	"autogan/vk"
)

// TestInspection opens the device for inspection. Lavapipe's driver does not
// tell what it compiles, which must be an error and no crash; tools/isa does it
// on drivers that do.
func TestInspection(t *testing.T) {
	d, _ := testgpu.Stream(t) // skips where there is none
	in, err := vk.Open(vk.Options{Inspect: true})
	if err != nil {
		t.Fatal(err)
	}
	defer in.Release()
	inspected, err := in.OpenDevice(d.Name())
	if err != nil {
		if !strings.Contains(err.Error(), d.Name()) || !strings.Contains(err.Error(), "does not tell what it compiles") {
			t.Errorf("%v: want the device and what it lacks", err)
		}
		return
	}
	defer inspected.Release()
	if list, err := inspected.Executables(); err != nil || len(list) > 0 {
		t.Errorf("%d kernels of a device that has launched none, %v", len(list), err)
	}
}

// TestExecutablesNeedInspection wants a panic, not the driver's undefined answer.
func TestExecutablesNeedInspection(t *testing.T) {
	d, _ := testgpu.Stream(t)
	defer func() {
		if recover() == nil {
			t.Error("Executables told of a device that keeps nothing")
		}
	}()
	_, err := d.Executables()
	t.Log(err)
}
