package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"autogan/tests/cases"
)

const root = "../.."

// TestFaultsFitTheCode keeps the tables up to date: every fault can be planted,
// and the tests that must catch it exist.
func TestFaultsFitTheCode(t *testing.T) {
	faults, err := readFaults()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, f := range faults {
		name := f.Group + ": " + f.Name
		if seen[name] {
			t.Errorf("%s: listed twice", name)
		}
		seen[name] = true
		text, err := os.ReadFile(filepath.Join(root, f.File))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if _, err := f.plant(string(text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if len(f.Tests) == 0 {
			t.Errorf("%s: no test is named that must catch it", name)
		}
		for pkg, pattern := range f.Tests {
			if !slices.ContainsFunc(alternatives(pattern), func(p string) bool { return names(t, pkg, p) }) {
				t.Errorf("%s: %s has no test %s", name, pkg, pattern)
			}
		}
	}
}

// alternatives splits a pattern of go test -run at each | outside of parentheses.
func alternatives(pattern string) []string {
	depth := 0
	return strings.FieldsFunc(pattern, func(r rune) bool {
		switch r {
		case '(':
			depth++
		case ')':
			depth--
		}
		return r == '|' && depth == 0
	})
}

// names reports whether a pattern names a test of a package or, after a slash,
// an operation of which TestOperations runs the cases. Variants may come after
// another.
func names(t *testing.T, pkg, pattern string) bool {
	t.Helper()
	test, operation, sub := strings.Cut(pattern, "/")
	if !slices.ContainsFunc(testNames(t, pkg), regexp.MustCompile(test).MatchString) {
		return false
	}
	operation, _, _ = strings.Cut(operation, "/")
	operations := regexp.MustCompile(operation)
	return !sub || test == "TestOperations" && slices.ContainsFunc(cases.All(), func(op cases.Op) bool { return operations.MatchString(op.Name) })
}

var namesOf = map[string][]string{}

// testNames lists the tests and fuzz targets of a package.
func testNames(t *testing.T, pkg string) []string {
	t.Helper()
	if names, ok := namesOf[pkg]; ok {
		return names
	}
	files, err := filepath.Glob(filepath.Join(root, pkg, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, path := range files {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if ok && (strings.HasPrefix(fn.Name.Name, "Test") || strings.HasPrefix(fn.Name.Name, "Fuzz")) {
				names = append(names, fn.Name.Name)
			}
		}
	}
	namesOf[pkg] = names
	return names
}

func TestPlantWantsOneOccurrence(t *testing.T) {
	f := fault{File: "a.go", Old: "x + 1", New: "x"}
	if got, err := f.plant("y = x + 1;"); err != nil || got != "y = x;" {
		t.Errorf("got %q, %v, want the fault planted", got, err)
	}
	for _, text := range []string{"y = x;", "x + 1 + x + 1"} {
		if got, err := f.plant(text); err == nil {
			t.Errorf("%q became %q, want an error", text, got)
		}
	}
}

func TestBlame(t *testing.T) {
	for _, c := range []struct{ name, output, want string }{
		{"a subtest", "=== RUN   TestA\n=== RUN   TestA/odd\n--- FAIL: TestA (0.1s)\n    --- FAIL: TestA/odd (0.0s)\nFAIL\n", "TestA/odd"},
		{"a panic", "=== RUN   TestA\n--- FAIL: TestA (0.0s)\npanic: got 3 [recovered]\n", "TestA (panic)"},
		{"a crash", "=== RUN   TestA\n--- PASS: TestA (0.0s)\n=== RUN   TestB\nSIGSEGV: segmentation violation\n", "TestB (crash)"},
		{"a silent one", "=== RUN   TestA\n", "TestA (crash)"},
		{"no end", "=== RUN   TestA\npanic: test timed out after 3m0s\n", "TestA (timed out)"},
	} {
		if got := blame(c.output); got != c.want {
			t.Errorf("%s: blamed on %q, want %q", c.name, got, c.want)
		}
	}
}

// A fault is taken out again, and what was built for it with it.
func TestRestoreUndoesAPlantedFault(t *testing.T) {
	files := map[string][]byte{"shaders/a.comp": []byte("x + 1"), "shaders/spv/a.spv": {1}, "go.mod": []byte("module a")}
	tree, err := newTree(t.TempDir(), files)
	if err != nil {
		t.Fatal(err)
	}
	if err := tree.plant(fault{File: "shaders/a.comp", Old: "+ 1", New: ""}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(tree.path("shaders/spv/a.spv"), []byte{2}, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := tree.restore("shaders/"); err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		if got, err := os.ReadFile(tree.path(name)); err != nil || string(got) != string(want) {
			t.Errorf("%s holds %q (%v), want %q", name, got, err, want)
		}
	}
}
