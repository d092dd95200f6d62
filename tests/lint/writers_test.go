package lint

import (
	"go/ast"
	"maps"
	"slices"
	"strings"
	"testing"
)

// makesFiles are the functions of package os that make or rename a file: one
// that is written with them may be found half written.
var makesFiles = []string{"WriteFile", "Create", "CreateTemp", "OpenFile", "Rename"}

// writesItself are the files that may call them, with the reason.
var writesItself = map[string]string{
	"gan/dataset/download.go":   "a download grows until it is whole, and then durable.Rename gives it its name",
	"nas/log.go":                "a log grows line by line",
	"nas/tensorboard/writer.go": "an event file grows record by record",
}

// TestFilesAreWrittenWhole keeps files from being written by other means than
// package durable. Tests make files as they like.
func TestFilesAreWrittenWhole(t *testing.T) {
	unused := maps.Clone(writesItself)
	for _, s := range goFiles(t) {
		name := importName(s.ast, "os")
		if s.isTest() || matches("tests/...", s.dir()) || s.dir() == "vk/durable" || name == "" {
			continue
		}
		for _, call := range selectors(s.ast, name) {
			if !slices.Contains(makesFiles, call.Sel.Name) {
				continue
			}
			if writesItself[s.path] == "" {
				t.Errorf("%s: os.%s may leave half a file: write it with package durable", s.line(call.Pos()), call.Sel.Name)
			}
			delete(unused, s.path)
		}
	}
	if len(unused) > 0 {
		t.Errorf("no longer make files themselves, so strike them off: %s", strings.Join(slices.Sorted(maps.Keys(unused)), ", "))
	}
}

// selectors lists what a file uses of the package that it calls pkg.
func selectors(file *ast.File, pkg string) (list []*ast.SelectorExpr) {
	ast.Inspect(file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == pkg {
				list = append(list, sel)
			}
		}
		return true
	})
	return list
}
