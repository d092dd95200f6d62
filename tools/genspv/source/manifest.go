package source

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"autogan/tools/genspv/spirv"
)

// Manifest says how the committed SPIR-V was built. Its text form is reviewed
// with the shaders: an interface that changes shows there in words.
type Manifest struct {
	Tools   string // the compilers' versions and flags, one line
	Newest  string // those of the newest compilers, for kernels that need them
	Kernels []Built
}

// Built is one kernel as it was built.
type Built struct {
	Kernel
	Interface spirv.Interface
}

// Kernel returns the record of the named kernel, or nil.
func (m *Manifest) Kernel(name string) *Built {
	for i := range m.Kernels {
		if m.Kernels[i].Name == name {
			return &m.Kernels[i]
		}
	}
	return nil
}

// WriteTo writes the text form.
func (m *Manifest) WriteTo(w io.Writer) (int64, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "tools %s\n", m.Tools)
	if m.Newest != "" {
		fmt.Fprintf(&b, "newest %s\n", m.Newest)
	}
	for _, k := range m.Kernels {
		fmt.Fprintf(&b, "\nkernel %s\n", k.Name)
		fmt.Fprintf(&b, "  file %s\n", strings.Join(append([]string{k.File}, k.Defines...), " "))
		fmt.Fprintf(&b, "  hash %s\n", k.Hash)
		if k.Newest {
			fmt.Fprintln(&b, "  by newest")
		}
		switch {
		case k.Interface.BFloat16:
			fmt.Fprintln(&b, "  needs matrices bfloat16")
		case k.Interface.Matrices:
			fmt.Fprintln(&b, "  needs matrices")
		}
		fmt.Fprintf(&b, "  local %d %d %d\n", k.Interface.LocalSize[0], k.Interface.LocalSize[1], k.Interface.LocalSize[2])
		if len(k.Interface.Pointers) > 0 {
			fmt.Fprintf(&b, "  pointers %s\n", strings.Join(k.Interface.Pointers, " "))
		}
		if len(k.Interface.Words) > 0 {
			fmt.Fprintf(&b, "  words %s\n", strings.Join(k.Interface.Words, " "))
		}
		for _, s := range k.Interface.Spec {
			fmt.Fprintf(&b, "  spec %d %s %d %d\n", s.ID, s.Name, s.Default, s.Axis)
		}
	}
	n, err := io.WriteString(w, b.String())
	return int64(n), err
}

// ReadManifest reads the file at path. A missing file is an empty manifest.
func ReadManifest(path string) (*Manifest, error) {
	f, err := os.Open(path)
	if os.IsNotExist(err) {
		return &Manifest{}, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	m := &Manifest{}
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		if err := m.readLine(strings.Fields(lines.Text())); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, n, err)
		}
	}
	return m, lines.Err()
}

func (m *Manifest) readLine(words []string) error {
	if len(words) == 0 {
		return nil
	}
	key, args := words[0], words[1:]
	if key == "tools" {
		m.Tools = strings.Join(args, " ")
		return nil
	}
	if key == "newest" {
		m.Newest = strings.Join(args, " ")
		return nil
	}
	if len(args) == 0 {
		return fmt.Errorf("%s: no value", key)
	}
	if key == "kernel" {
		m.Kernels = append(m.Kernels, Built{Kernel: Kernel{Name: args[0]}})
		return nil
	}
	if len(m.Kernels) == 0 {
		return fmt.Errorf("%s: before the first kernel", key)
	}
	k := &m.Kernels[len(m.Kernels)-1]
	switch {
	case key == "file":
		k.File, k.Defines = args[0], args[1:]
	case key == "hash":
		k.Hash = args[0]
	case key == "by" && args[0] == "newest":
		k.Newest = true
	case key == "needs" && args[0] == "matrices":
		k.Interface.Matrices, k.Interface.BFloat16 = true, len(args) > 1 && args[1] == "bfloat16"
	case key == "pointers":
		k.Interface.Pointers = args
	case key == "words":
		k.Interface.Words = args
	case key == "local" && len(args) == 3:
		size, err := numbers(args)
		if err == nil {
			k.Interface.LocalSize = [3]uint32(size)
		}
		return err
	case key == "spec" && len(args) == 4:
		v, err := numbers([]string{args[0], args[2], args[3]})
		if err == nil {
			k.Interface.Spec = append(k.Interface.Spec, spirv.SpecConstant{ID: v[0], Name: args[1], Default: v[1], Axis: int(v[2])})
		}
		return err
	default:
		return fmt.Errorf("unknown line %q", strings.Join(words, " "))
	}
	return nil
}

func numbers(words []string) ([]uint32, error) {
	out := make([]uint32, len(words))
	for i, w := range words {
		v, err := strconv.ParseUint(w, 10, 32)
		if err != nil {
			return nil, err
		}
		out[i] = uint32(v)
	}
	return out, nil
}
