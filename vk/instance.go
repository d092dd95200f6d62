package vk

/*
#cgo CFLAGS: -O2 -I${SRCDIR}/include
#cgo linux LDFLAGS: -ldl -lpthread
#cgo windows LDFLAGS: -static -lpthread
#include "shim.h"
#include <stdlib.h>
*/
import "C"

import (
	"errors"
	"fmt"
	"sync"
	"unsafe"

	vulkan "github.com/vulkan-go/vulkan"
)

const validationLayer = "VK_LAYER_KHRONOS_validation"

// Options configure an Instance.
type Options struct {
	// Validation turns on the Khronos layer with synchronization validation;
	// see Instance.Messages. Open fails when the layer is not installed.
	Validation bool
	// CacheDir is where devices keep their pipeline caches; empty keeps none.
	CacheDir string
}

// Instance is the connection to the system's Vulkan loader.
type Instance struct {
	handle    vulkan.Instance
	getProc   unsafe.Pointer
	messenger C.VkDebugUtilsMessengerEXT
	options   Options
	physical  []vulkan.PhysicalDevice
	infos     []DeviceInfo
	refused   []string // what the loader said
}

// loadVulkan opens the loader once a process: it stays mapped.
var loadVulkan = sync.OnceValue(func() unsafe.Pointer { return unsafe.Pointer(C.ag_load_vulkan()) })

// Open connects to Vulkan and lists its devices. The error wraps ErrNoVulkan when
// the system has no loader or no driver, and says why. It wraps fs.ErrNotExist
// when VK_DRIVER_FILES names a file that is not there.
func Open(options Options) (*Instance, error) {
	in := &Instance{getProc: loadVulkan(), options: options}
	if in.getProc == nil {
		return nil, fmt.Errorf("vk: open loader: %w", noDriver(nil))
	}
	vulkan.SetGetInstanceProcAddr(in.getProc)
	if err := vulkan.Init(); err != nil {
		return nil, fmt.Errorf("vk: initialise loader: %w", err)
	}
	err := in.create()
	if err == nil {
		err = in.enumerate()
	}
	in.refused = ofDrivers(drain(C.AG_FROM_LOADER))
	if errors.Is(err, ErrNoVulkan) {
		err = fmt.Errorf("vk: %w", noDriver(in.refused))
	}
	if err != nil {
		in.Release()
		return nil, err
	}
	return in, nil
}

// create makes the Vulkan instance. It also lists devices whose drivers are not
// fully Vulkan, as MoltenVK's: the loader hides them from who does not ask.
func (in *Instance) create() error {
	application := vulkan.ApplicationInfo{
		SType:            vulkan.StructureTypeApplicationInfo,
		PApplicationName: "autogan\x00",
		ApiVersion:       vulkan.MakeVersion(1, 2, 0),
	}
	info := vulkan.InstanceCreateInfo{SType: vulkan.StructureTypeInstanceCreateInfo, PApplicationInfo: &application}
	defer info.Free()
	if in.offers("VK_KHR_portability_enumeration") {
		info.Flags = C.VK_INSTANCE_CREATE_ENUMERATE_PORTABILITY_BIT_KHR
		info.PpEnabledExtensionNames = append(info.PpEnabledExtensionNames, "VK_KHR_portability_enumeration\x00")
	}
	messages := in.options.Validation || in.offers("VK_EXT_debug_utils")
	if messages {
		info.PNext = unsafe.Pointer(C.ag_instance_chain(C.int(boolWord(in.options.Validation))))
		info.PpEnabledExtensionNames = append(info.PpEnabledExtensionNames, "VK_EXT_debug_utils\x00")
	}
	if in.options.Validation {
		if !in.hasLayer(validationLayer) {
			return fmt.Errorf("vk: %s is not installed (Debian: package vulkan-validationlayers)", validationLayer)
		}
		info.EnabledLayerCount = 1
		info.PpEnabledLayerNames = []string{validationLayer + "\x00"}
	}
	info.EnabledExtensionCount = uint32(len(info.PpEnabledExtensionNames))
	if err := in.createFrom(&info); err != nil || !messages {
		return err
	}
	result := C.ag_messenger_create(in.getProc, in.cHandle(), &in.messenger)
	return resultError("create debug messenger", vulkan.Result(result))
}

// createFrom makes the instance that info describes, without its messenger.
func (in *Instance) createFrom(info *vulkan.InstanceCreateInfo) error {
	var handle vulkan.Instance // on its own: cgo would find Go pointers next to a field
	switch result := vulkan.CreateInstance(info, nil, &handle); result {
	case vulkan.Success:
	case vulkan.ErrorIncompatibleDriver:
		return ErrNoVulkan
	default:
		return resultError("create instance", result)
	}
	in.handle = handle
	if err := vulkan.InitInstance(handle); err != nil {
		return fmt.Errorf("vk: initialise instance: %w", err)
	}
	return nil
}

// hasLayer tells whether a layer is installed.
func (in *Instance) hasLayer(layer string) bool {
	name := C.CString(layer)
	defer C.free(unsafe.Pointer(name))
	return C.ag_has_layer(in.getProc, name) != 0
}

// offers tells whether the loader has an extension.
func (in *Instance) offers(extension string) bool {
	name := C.CString(extension)
	defer C.free(unsafe.Pointer(name))
	return C.ag_has_instance_extension(in.getProc, name) != 0
}

func boolWord(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}

func (in *Instance) enumerate() error {
	var count uint32
	if err := resultError("enumerate devices", vulkan.EnumeratePhysicalDevices(in.handle, &count, nil)); err != nil {
		return err
	}
	if count == 0 {
		return ErrNoVulkan
	}
	in.physical = make([]vulkan.PhysicalDevice, count)
	if err := resultError("enumerate devices", vulkan.EnumeratePhysicalDevices(in.handle, &count, in.physical)); err != nil {
		return err
	}
	for i, physical := range in.physical {
		in.infos = append(in.infos, in.describe(i, physical))
	}
	return nil
}

func (in *Instance) cHandle() C.VkInstance { return *(*C.VkInstance)(unsafe.Pointer(&in.handle)) }

// Messages drains what the validation layer has said since the last call.
func (in *Instance) Messages() []string { return drain(C.AG_FROM_VALIDATION) }

// Refused is what the loader said of drivers that it could not use when the
// instance was opened.
func (in *Instance) Refused() []string { return in.refused }

func drain(sender C.int) []string {
	var messages []string
	var text [2048]C.char
	for C.ag_next_message(sender, &text[0], C.size_t(len(text))) != 0 {
		messages = append(messages, C.GoString(&text[0]))
	}
	return messages
}

// Release closes the instance; its devices must have been released before.
func (in *Instance) Release() {
	if in.handle == nil {
		return
	}
	if in.messenger != nil {
		C.ag_messenger_destroy(in.getProc, in.cHandle(), in.messenger)
	}
	vulkan.DestroyInstance(in.handle, nil)
}
