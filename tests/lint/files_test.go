package lint

import (
	"go/format"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const maxLines = 450

func TestFilesAreShort(t *testing.T) {
	for _, s := range tree(t) {
		if lines := strings.Count(s.text, "\n"); lines > maxLines && !s.generated() {
			t.Errorf("%s has %d lines, at most %d", s.path, lines, maxLines)
		}
	}
}

func TestGofmt(t *testing.T) {
	for _, s := range goFilesWithGenerated(t) {
		formatted, err := format.Source([]byte(s.text))
		if err != nil {
			t.Errorf("%s: %v", s.path, err)
		} else if string(formatted) != s.text {
			t.Errorf("%s is not formatted: run gofmt", s.path)
		}
	}
}

// vague names say where code was put, not what it is.
var vague = []string{"util", "utils", "helper", "helpers", "misc", "common"}

func TestNamesSayWhatIsInside(t *testing.T) {
	for _, s := range tree(t) {
		for _, part := range strings.Split(strings.TrimSuffix(s.path, s.ext()), "/") {
			for _, word := range strings.Split(part, "_") {
				if slices.Contains(vague, word) {
					t.Errorf("%s: %q says nothing about what is inside", s.path, word)
				}
			}
		}
		if s.ast != nil && slices.Contains(vague, s.ast.Name.Name) {
			t.Errorf("%s: package %s says nothing about what is inside", s.path, s.ast.Name.Name)
		}
	}
}

var (
	openEnd      = regexp.MustCompile(`\b(TODO|FIXME|XXX|HACK)\b`)
	openEndKnown = regexp.MustCompile(`\bTODO\(#\d+\): \S`)
)

// TestOpenEndsAreTracked wants an issue number at each TODO.
func TestOpenEndsAreTracked(t *testing.T) {
	for _, s := range goFiles(t) {
		for _, group := range s.ast.Comments {
			for _, comment := range group.List {
				if openEnd.MatchString(comment.Text) && !openEndKnown.MatchString(comment.Text) && !strings.HasPrefix(s.path, "tests/lint/") {
					t.Errorf("%s: want TODO(#issue): what, got %q", s.line(comment.Pos()), comment.Text)
				}
			}
		}
	}
}

// topLevel is what may stand in the root of the repository besides dot files.
var topLevel = []string{
	"vk", "shaders", "layers", "nas", "gan", "tools", "tests",
	"go.mod", "go.sum", "Makefile", "README.md", "ARCHITECTURE.md", "CHANGELOG.md", "LICENSE",
	"bin", "dist", "runs", "data", // made by builds and runs, ignored by git
}

func TestTopLevelIsFixed(t *testing.T) {
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") && !slices.Contains(topLevel, e.Name()) {
			t.Errorf("%s does not belong in the top level", path.Base(e.Name()))
		}
	}
}
