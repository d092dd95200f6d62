package recorded

import (
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"

	"autogan/vk"
)

// Device is a file of this folder.
type Device struct {
	File     string  `json:"-"` // without its extension: "radv-navi31"
	Name     string  `json:"name"`
	Driver   string  `json:"driver"`
	Recorded bool    `json:"recorded"` // by running the driver; else declared from what the source says
	Source   string  `json:"source"`
	Caps     vk.Caps `json:"caps"`
}

//go:embed *.json
var files embed.FS

// Devices lists all devices in the order of their files' names.
func Devices() []Device {
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(fmt.Sprintf("recorded: %v", err)) // the files are embedded
	}
	var list []Device
	for _, e := range entries {
		list = append(list, read(e.Name()))
	}
	return list
}

// Find returns the device of a file. It panics if there is none.
func Find(file string) Device {
	list := Devices()
	i := slices.IndexFunc(list, func(d Device) bool { return d.File == file })
	if i < 0 {
		panic(fmt.Sprintf("recorded: no device %q", file))
	}
	return list[i]
}

func read(name string) Device {
	text, err := files.ReadFile(name)
	d := Device{File: strings.TrimSuffix(path.Base(name), ".json")}
	if err == nil {
		err = json.Unmarshal(text, &d)
	}
	if err != nil {
		panic(fmt.Sprintf("recorded: %s: %v", name, err))
	}
	return d
}
