package autogan

import (
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"
)

// TestThePackageCommentListsTheFiles checks that the package comment says what
// each file of a run folder holds.
func TestThePackageCommentListsTheFiles(t *testing.T) {
	doc, err := parser.ParseFile(token.NewFileSet(), "doc.go", nil, parser.PackageClauseOnly|parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(slices.Clone(namesOfRun), strings.Replace(ReferenceFile(0), "0", "SIZE", 1)) {
		if !strings.Contains(doc.Doc.Text(), name) {
			t.Errorf("doc.go does not say what %s holds", name)
		}
	}
}
