package lint

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const binding = "github.com/vulkan-go/vulkan"

// TestBindingIsGivenNoSlicesOfStructs forbids the calls of the Vulkan binding
// that copy a slice of structs to C: the copy belongs to a finalizer, and a
// garbage collection frees it while the driver still reads it. The forbidden
// functions are found in the binding's own source, so none is forgotten.
func TestBindingIsGivenNoSlicesOfStructs(t *testing.T) {
	unsafeCalls := sliceTakers(t)
	for _, must := range []string{"QueueSubmit", "CreateComputePipelines", "CmdPipelineBarrier", "UpdateDescriptorSets", "EnumerateDeviceExtensionProperties"} {
		if !unsafeCalls[must] {
			t.Errorf("%s is not among the forbidden calls: the search of the binding's source is broken", must)
		}
	}
	for _, s := range goFiles(t) {
		name := importName(s.ast, binding)
		if name == "" {
			continue
		}
		ast.Inspect(s.ast, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if pkg, ok := sel.X.(*ast.Ident); ok && pkg.Name == name && unsafeCalls[sel.Sel.Name] {
				t.Errorf("%s: %s.%s takes a slice of structs, which the binding frees too early: call it through the C shim",
					s.line(sel.Pos()), name, sel.Sel.Name)
			}
			return true
		})
	}
}

// importName is the name that file gives to the package, or "".
func importName(file *ast.File, pkg string) string {
	for _, spec := range file.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err != nil || p != pkg {
			continue
		}
		if spec.Name != nil {
			return spec.Name.Name
		}
		return path.Base(pkg)
	}
	return ""
}

// sliceTakers lists the binding's functions that convert a slice of structs:
// those that call one of its unpackArgS... functions.
func sliceTakers(t *testing.T) map[string]bool {
	t.Helper()
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", binding).Output()
	if err != nil || len(strings.TrimSpace(string(dir))) == 0 {
		t.Fatalf("go list -m %s: %v", binding, err)
	}
	sources, err := filepath.Glob(filepath.Join(strings.TrimSpace(string(dir)), "vulkan*.go"))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, name := range sources {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if ok && fn.Body != nil && convertsSlice(fn.Body) {
				found[fn.Name.Name] = true
			}
		}
	}
	return found
}

func convertsSlice(body *ast.BlockStmt) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && strings.HasPrefix(id.Name, "unpackArgS")
		return !found
	})
	return found
}
