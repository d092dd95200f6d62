package lint

import (
	"go/ast"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// maxArchitectureLines keeps the page a map: mechanisms belong into the doc.go
// of their package, figures into tests/bench/RESULTS.md.
const maxArchitectureLines = 110

func document(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestArchitectureIsShort(t *testing.T) {
	if lines := strings.Count(document(t, "ARCHITECTURE.md"), "\n"); lines > maxArchitectureLines {
		t.Errorf("ARCHITECTURE.md has %d lines, at most %d: move mechanisms to doc.go, figures to tests/bench/RESULTS.md",
			lines, maxArchitectureLines)
	}
}

func TestPackagesAreOnTheMap(t *testing.T) {
	text := document(t, "ARCHITECTURE.md")
	for dir := range mayImport {
		if !strings.Contains(text, "`"+dir+"/`") {
			t.Errorf("ARCHITECTURE.md does not say what `%s/` is for", dir)
		}
	}
}

var (
	quoted    = regexp.MustCompile("`([^` ]+)`")
	testOf    = regexp.MustCompile(`^([a-z0-9/]+)\.((?:Test|Fuzz)\w+)$`)
	reference = regexp.MustCompile(`\]\(([^)#:]*)(#[^)]*)?\)`)
	heading   = regexp.MustCompile(`(?m)^#+ (.*)$`)
	inAnchor  = regexp.MustCompile(`[^a-z0-9 -]`)
)

// TestArchitectureNamesWhatExists looks for the tests and files that the page
// names.
func TestArchitectureNamesWhatExists(t *testing.T) {
	tests := 0
	for _, match := range quoted.FindAllStringSubmatch(document(t, "ARCHITECTURE.md"), -1) {
		name := match[1]
		first, _, isPath := strings.Cut(name, "/")
		switch at := testOf.FindStringSubmatch(name); {
		case at != nil:
			tests++
			if !hasTest(t, at[1], at[2]) {
				t.Errorf("ARCHITECTURE.md: there is no %s in %s", at[2], at[1])
			}
		case isPath && slices.Contains(topLevel, first) && !isGoName(name):
			checkExists(t, "ARCHITECTURE.md", name)
		}
	}
	if tests == 0 {
		t.Error("ARCHITECTURE.md names no test")
	}
}

// isGoName is true for PACKAGE.Name, whose last part is no ending of a file.
func isGoName(name string) bool { return regexp.MustCompile(`\.[A-Z]`).MatchString(path.Base(name)) }

func checkExists(t *testing.T, in, name string) {
	t.Helper()
	if _, err := os.Stat(filepath.Join(root, name)); err != nil {
		t.Errorf("%s: there is no %s", in, name)
	}
}

func hasTest(t *testing.T, dir, name string) bool {
	t.Helper()
	for _, s := range goFiles(t) {
		if s.dir() != dir || !s.isTest() {
			continue
		}
		for _, decl := range s.ast.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Name.Name == name {
				return true
			}
		}
	}
	return false
}

// TestLinksLeadSomewhere follows the links between documents.
func TestLinksLeadSomewhere(t *testing.T) {
	documents, err := readTree(".md")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range documents {
		for _, link := range reference.FindAllStringSubmatch(s.text, -1) {
			target := path.Join(s.dir(), link[1])
			if link[1] == "" {
				target = s.path
			}
			checkExists(t, s.path, target)
			if link[2] != "" && !slices.Contains(anchors(document(t, target)), link[2][1:]) {
				t.Errorf("%s: %s has no heading %s", s.path, target, link[2])
			}
		}
	}
}

// anchors are the headings of a document as links name them.
func anchors(text string) []string {
	var names []string
	for _, match := range heading.FindAllStringSubmatch(text, -1) {
		name := inAnchor.ReplaceAllString(strings.ToLower(match[1]), "")
		names = append(names, strings.ReplaceAll(name, " ", "-"))
	}
	return names
}
