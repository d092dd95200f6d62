package lint

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

// mayImport is the layering of the house: imports go down only. A pattern that
// ends in /... means a package and those below it. Packages under tools/ and
// tests/ may import anything of ours.
var mayImport = map[string][]string{
	"shaders":                   {},
	"vk/durable":                {},
	"vk/filekind":               {},
	"vk/sealed":                 {},
	"gan/dataset":               {"vk/durable", "vk/filekind", "gan/dataset/imagefile"},
	"gan/dataset/imagefile":     {"vk/filekind"},
	"tests/ref":                 {},
	"vk":                        {"shaders", "vk/durable"},
	"vk/lock":                   {"vk/durable"},
	"vk/recorded":               {"vk"},
	"vk/inherited":              {},
	"vk/tensor/optable":         {},
	"vk/tensor":                 {"vk", "vk/tensor/convplan", "vk/tensor/optable", "shaders"},
	"vk/tensor/convplan":        {"vk", "vk/recorded"},
	"vk/tensor/tune":            {"vk", "vk/durable", "vk/lock", "vk/tensor", "vk/tensor/convplan", "shaders"},
	"vk/autograd":               {"vk", "vk/tensor", "vk/tensor/convplan"},
	"vk/autograd/functions":     {"vk", "vk/tensor", "vk/tensor/optable", "vk/autograd"},
	"layers":                    {"vk", "vk/tensor", "vk/autograd"},
	"layers/optim":              {"vk", "vk/tensor", "vk/autograd", "layers"},
	"layers/checkpoint":         {"vk", "vk/durable", "vk/filekind", "vk/tensor", "vk/autograd", "layers"},
	"layers/checkpoint/pytorch": {"vk/durable", "vk/filekind", "layers/checkpoint"},
	"gan/arch":                  {},
	"gan":                       {"gan/arch", "vk/...", "layers/..."},
	"gan/published":             {"gan", "gan/arch", "layers/checkpoint", "layers/checkpoint/pytorch"},
	"gan/metric":                {"vk/...", "layers/..."},
	"gan/metric/classifier":     {"vk/...", "layers/...", "gan/metric"},
	"gan/metric/inception":      {"vk/...", "layers/...", "gan/metric"},
	"nas":                       {"vk/...", "layers/..."},
	"nas/autogan/experiments":   {},
	"nas/autogan/config":        {"vk/sealed", "gan", "gan/arch", "nas", "nas/autogan/experiments"},
	"nas/autogan":               {"shaders", "vk/...", "layers/...", "gan/...", "nas", "nas/autogan/config"},
}

// sharedByTools is what several commands need that is no part of the program.
var sharedByTools = []string{"tools/debian", "tools/newest", "tools/paper", "tools/isa/budget", "tools/isa/code"}

// testsMayImport are the packages whose external tests may import all that
// builds on them, with the reason.
var testsMayImport = map[string]string{
	"vk/durable": "its tests count the steps of every writer, and only they can see the steps",
}

// onlyIn says where an import that is not ours may stand.
var onlyIn = map[string]string{
	"C":                           "vk/...",
	"unsafe":                      "vk/...",
	"github.com/vulkan-go/vulkan": "vk",
}

func TestImportsGoDown(t *testing.T) {
	for _, s := range goFilesWithGenerated(t) {
		for _, spec := range s.ast.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if where, ok := onlyIn[name]; ok && !matches(where, s.dir()) {
				t.Errorf("%s: import %q belongs in %s only", s.line(spec.Pos()), name, where)
			}
			if target, ok := strings.CutPrefix(name, module+"/"); ok && !allowed(s, target) {
				t.Errorf("%s: package %s may not import %s", s.line(spec.Pos()), s.dir(), target)
			}
		}
	}
}

// allowed reports whether file s may import our package target.
func allowed(s source, target string) bool {
	from := s.dir()
	switch {
	case s.isTest() && strings.HasPrefix(target, "tests/"):
		return true
	case s.isTest() && target == from: // an external test imports its package
		return true
	case s.isTest() && testsMayImport[from] != "":
		return true
	}
	if patterns, ok := mayImport[from]; ok {
		return slices.ContainsFunc(patterns, func(p string) bool { return matches(p, target) })
	}
	if matches("tools/...", from) {
		return !matches("tests/...", target) && (!matches("tools/...", target) || command(target) == command(from) || slices.Contains(sharedByTools, target))
	}
	return matches("tests/...", from)
}

// command is the folder of the command under tools/ that owns a package.
func command(dir string) string {
	parts := strings.Split(dir, "/")
	return parts[min(1, len(parts)-1)]
}

func matches(pattern, dir string) bool {
	if below, ok := strings.CutSuffix(pattern, "/..."); ok {
		return dir == below || strings.HasPrefix(dir, below+"/")
	}
	return dir == pattern
}

func goFilesWithGenerated(t *testing.T) []source {
	t.Helper()
	return slices.DeleteFunc(slices.Clone(tree(t)), func(s source) bool { return s.ast == nil })
}

// TestPackagesAreInTheTable keeps new packages from appearing without a place.
func TestPackagesAreInTheTable(t *testing.T) {
	for _, s := range goFiles(t) {
		_, known := mayImport[s.dir()]
		if !known && !matches("tools/...", s.dir()) && !matches("tests/...", s.dir()) {
			t.Errorf("%s: package %s is not in the import table", s.path, s.dir())
		}
	}
}
