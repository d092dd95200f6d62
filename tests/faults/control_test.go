//go:build linux

package faults

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// Words of the file that the layer maps, in the layout of layer.c's Control.
const (
	wordCalls = iota
	wordFirst
	wordLast
	wordResult
	wordQueue
	wordMute
	wordWindow
	wordRoom
	wordBytes
	wordLive
)

// kinds of objects that the layer counts, in its order.
var kinds = [...]string{"instances", "devices", "memory", "buffers", "semaphores", "command pools", "query pools",
	"pipeline caches", "shader modules", "pipeline layouts", "pipelines"}

const (
	wordFailed   = wordLive + len(kinds)
	controlBytes = 8*wordFailed + 64
)

// Results that Vulkan's calls fail with.
const (
	outOfDeviceMemory = -2
	deviceLost        = -4
)

// layer is what the tests tell the layer and read from it.
var layer control

type control []byte

func (c control) word(i int) uint64 { return binary.NativeEndian.Uint64(c[8*i:]) }

func (c control) set(i int, v uint64) { binary.NativeEndian.PutUint64(c[8*i:], v) }

// fail lets the calls from number first to last, counted from now, fail.
func (c control) fail(result int64, first, last uint64) {
	clear(c[8*wordFailed:])
	c.set(wordCalls, 0)
	c.set(wordResult, uint64(result))
	c.set(wordLast, last)
	c.set(wordFirst, first)
}

// pass lets all calls pass again.
func (c control) pass() {
	c.set(wordFirst, 0)
	c.set(wordLast, 0)
}

// countQueue restricts the counting to calls that meet the queue: submissions, waits and queries.
func (c control) countQueue(only bool) { c.set(wordQueue, flag(only)) }

// mute makes dispatches do nothing: errors are the same, and much sooner there.
func (c control) mute(on bool) { c.set(wordMute, flag(on)) }

// claim has the layer tell of two heaps of device memory, a window that the host
// sees, listed first, and a real one, and hold to their sizes.
func (c control) claim(window, room uint64) {
	c.set(wordRoom, room)
	c.set(wordWindow, window)
}

func flag(on bool) uint64 {
	if on {
		return 1
	}
	return 0
}

// failed is the name of the first call that was made to fail, or "".
func (c control) failed() string {
	name, _, _ := bytes.Cut(c[8*wordFailed:], []byte{0})
	return string(name)
}

// alive lists what exists now, except the instance of the tests.
func (c control) alive() string {
	var alive []string
	if n := c.word(wordBytes); n > 0 {
		alive = append(alive, fmt.Sprintf("%d bytes", n))
	}
	for i, kind := range kinds {
		n := int64(c.word(wordLive + i))
		if kind == "instances" {
			n--
		}
		if n != 0 {
			alive = append(alive, fmt.Sprintf("%d %s", n, kind))
		}
	}
	return strings.Join(alive, ", ")
}

// errNoLayer says why the layer is not there; the tests then skip or fail.
var errNoLayer error

func TestMain(m *testing.M) {
	folder, err := os.MkdirTemp("", "autogan-faults-")
	if err == nil {
		err = insertLayer(folder)
	}
	errNoLayer = err
	code := m.Run()
	os.RemoveAll(folder)
	os.Exit(code)
}

// insertLayer builds the layer in folder and tells the loader of it, by the
// environment of this process.
func insertLayer(folder string) error {
	compiler, err := exec.Command("go", "env", "CC").Output()
	if err != nil {
		return fmt.Errorf("go env CC: %w", err)
	}
	library := filepath.Join(folder, "faults.so")
	arguments := append(strings.Fields(string(compiler)), "-shared", "-fPIC", "-O1", "-fvisibility=hidden",
		"-I../../vk/include", "layer/layer.c", "-o", library, "-lpthread")
	if text, err := exec.Command(arguments[0], arguments[1:]...).CombinedOutput(); err != nil {
		return fmt.Errorf("build the layer: %w\n%s", err, text)
	}
	manifest := fmt.Sprintf(`{"file_format_version": "1.1.2", "layer": {"name": "VK_LAYER_AUTOGAN_faults", "type": "GLOBAL",
		"library_path": %q, "api_version": "1.3.0", "implementation_version": "1", "description": "faults for tests"}}`, library)
	if err := os.WriteFile(filepath.Join(folder, "faults.json"), []byte(manifest), 0o644); err != nil {
		return err
	}
	if layer, err = mapControl(filepath.Join(folder, "control")); err != nil {
		return err
	}
	return errors.Join(
		os.Setenv("AUTOGAN_FAULTS", filepath.Join(folder, "control")),
		os.Setenv("VK_ADD_LAYER_PATH", folder),
		os.Setenv("VK_INSTANCE_LAYERS", "VK_LAYER_AUTOGAN_faults"))
}

func mapControl(path string) (control, error) {
	file, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if err := file.Truncate(int64(controlBytes)); err != nil {
		return nil, err
	}
	return syscall.Mmap(int(file.Fd()), 0, controlBytes, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED)
}
