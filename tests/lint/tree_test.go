package lint

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

const (
	module = "autogan"
	root   = "../.."
)

// source is a file of the repository; Go files are parsed.
type source struct {
	path string // slash-separated, from the root
	text string
	ast  *ast.File
}

func (s source) dir() string     { return path.Dir(s.path) }
func (s source) ext() string     { return path.Ext(s.path) }
func (s source) isTest() bool    { return strings.HasSuffix(s.path, "_test.go") }
func (s source) generated() bool { return s.ast != nil && ast.IsGenerated(s.ast) }

// line says where in the file pos is, for messages.
func (s source) line(pos token.Pos) token.Position { return files.Position(pos) }

var files = token.NewFileSet()

// foreign are folders that hold no source of ours: output of builds and runs,
// test data, and headers kept as their authors wrote them.
var foreign = []string{"bin", "runs", "data", "testdata", "vk/include"}

var extensions = []string{".go", ".c", ".h", ".comp", ".glsl", ".sh"}

// tree reads the repository once for all tests.
func tree(t *testing.T) []source {
	t.Helper()
	sources, err := readCode()
	if err != nil {
		t.Fatal(err)
	}
	return sources
}

var readCode = sync.OnceValues(func() ([]source, error) { return readTree(extensions...) })

// readTree reads the files that have one of the endings.
func readTree(endings ...string) ([]source, error) {
	var sources []source
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if entry.IsDir() {
			hidden := len(rel) > 1 && strings.HasPrefix(entry.Name(), ".")
			if hidden || slices.Contains(foreign, rel) || slices.Contains(foreign, entry.Name()) {
				return filepath.SkipDir
			}
			return nil
		}
		if !slices.ContainsFunc(endings, func(end string) bool { return strings.HasSuffix(rel, end) }) {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		s := source{path: rel, text: string(text)}
		if s.ext() == ".go" {
			if s.ast, err = parser.ParseFile(files, rel, text, parser.ParseComments|parser.SkipObjectResolution); err != nil {
				return err
			}
		}
		sources = append(sources, s)
		return nil
	})
	return sources, err
}

// goFiles are the parsed files that people wrote.
func goFiles(t *testing.T) []source {
	t.Helper()
	return slices.DeleteFunc(slices.Clone(tree(t)), func(s source) bool { return s.ast == nil || s.generated() })
}
