package lint

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
	"testing"
)

func TestEveryPackageHasADoc(t *testing.T) {
	documented := map[string]bool{}
	for _, s := range goFiles(t) {
		if _, seen := documented[s.dir()]; !seen {
			documented[s.dir()] = false
		}
		if !strings.HasSuffix(s.path, "/doc.go") {
			if s.ast.Doc != nil && !s.isTest() {
				t.Errorf("%s: the package comment belongs in doc.go", s.path)
			}
			continue
		}
		prefix := "Package " + s.ast.Name.Name + " "
		if s.ast.Name.Name == "main" {
			prefix = "Command "
		}
		if !strings.HasPrefix(s.ast.Doc.Text(), prefix) {
			t.Errorf("%s: the package comment begins with %q", s.path, prefix)
		}
		documented[s.dir()] = true
	}
	for dir, ok := range documented {
		if !ok {
			t.Errorf("package %s has no doc.go", dir)
		}
	}
}

// selfEvident methods are those of well-known interfaces.
var selfEvident = []string{"String", "Error", "Unwrap", "Len", "Less", "Swap"}

func TestExportedNamesHaveComments(t *testing.T) {
	for _, s := range goFilesWithGenerated(t) {
		if s.isTest() {
			continue
		}
		for _, decl := range s.ast.Decls {
			for _, name := range undocumented(decl) {
				t.Errorf("%s: exported %s has no comment", s.line(name.Pos()), name.Name)
			}
		}
	}
}

// undocumented lists the exported names of a declaration without a comment.
func undocumented(decl ast.Decl) []*ast.Ident {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Doc == nil && d.Name.IsExported() && exportedReceiver(d) && !(d.Recv != nil && slices.Contains(selfEvident, d.Name.Name)) {
			return []*ast.Ident{d.Name}
		}
	case *ast.GenDecl:
		var names []*ast.Ident
		for _, spec := range d.Specs {
			names = append(names, undocumentedSpec(d, spec)...)
		}
		return names
	}
	return nil
}

// undocumentedSpec accepts one comment for a group of constants or variables.
func undocumentedSpec(d *ast.GenDecl, spec ast.Spec) []*ast.Ident {
	switch s := spec.(type) {
	case *ast.TypeSpec:
		if s.Name.IsExported() && s.Doc == nil && s.Comment == nil && (d.Doc == nil || d.Lparen != token.NoPos) {
			return []*ast.Ident{s.Name}
		}
	case *ast.ValueSpec:
		if s.Doc == nil && s.Comment == nil && d.Doc == nil {
			return slices.DeleteFunc(slices.Clone(s.Names), func(n *ast.Ident) bool { return !n.IsExported() })
		}
	}
	return nil
}

// exportedReceiver is true for functions and for methods of exported types.
func exportedReceiver(fn *ast.FuncDecl) bool {
	if fn.Recv == nil {
		return true
	}
	typ := fn.Recv.List[0].Type
	if star, ok := typ.(*ast.StarExpr); ok {
		typ = star.X
	}
	if index, ok := typ.(*ast.IndexExpr); ok {
		typ = index.X
	}
	name, ok := typ.(*ast.Ident)
	return ok && name.IsExported()
}
