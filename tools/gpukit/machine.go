package main

import (
	"fmt"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strings"
)

// Machine is what the figures were measured on, besides the device.
type Machine struct {
	System string   `json:"system"`
	Kernel string   `json:"kernel"`
	CPU    string   `json:"cpu"`
	Flags  []string `json:"cpu_flags"`
	Cores  int      `json:"cores"`
	MiB    int      `json:"memory_mib"`
}

// thisMachine reads what Linux tells; what it does not tell stays empty.
func thisMachine() Machine {
	cpu := fields("/proc/cpuinfo", ":")
	return Machine{
		System: strings.Trim(fields("/etc/os-release", "=")["PRETTY_NAME"], `"`),
		Kernel: strings.TrimSpace(content("/proc/sys/kernel/osrelease")),
		CPU:    cpu["model name"],
		Flags:  strings.Fields(cpu["flags"]),
		Cores:  runtime.NumCPU(),
		MiB:    kibibytes(fields("/proc/meminfo", ":")["MemTotal"]) >> 10,
	}
}

// ofVectors are the flags on which the speed of a CPU's products depends.
var ofVectors = regexp.MustCompile(`^(avx2|fma|avx512f|avx512_bf16|avx512_fp16|amx_\w+|asimd|sve2?)$`)

func (m Machine) vectors() []string {
	return slices.DeleteFunc(slices.Clone(m.Flags), func(f string) bool { return !ofVectors.MatchString(f) })
}

// fields reads a file of lines such as "NAME: VALUE". The first line of a name
// counts.
func fields(path, between string) map[string]string {
	list := map[string]string{}
	for line := range strings.Lines(content(path)) {
		name, value, _ := strings.Cut(line, between)
		if name = strings.TrimSpace(name); list[name] == "" {
			list[name] = strings.TrimSpace(value)
		}
	}
	return list
}

func content(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	return string(text)
}

// kibibytes reads a number such as "24000000 kB".
func kibibytes(text string) (n int) {
	_, _ = fmt.Sscan(text, &n) // 0 if it is none
	return n
}
