package autogan

import (
	"go/parser"
	"go/token"
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
	for _, name := range []string{
		configFile, infoFile, kernelsFile, clockFile, timesFile, checkpointFile, previousFile, keptFile, metricsFile, trialsFile, evaluationsFile,
		resultFile, divergedFile, summaryFile, comparisonFile, sharedFile, DerivedSamples, samplesFolder, BestFile, LastFile, strings.Replace(ReferenceFile(0), "0", "SIZE", 1),
	} {
		if !strings.Contains(doc.Doc.Text(), name) {
			t.Errorf("doc.go does not say what %s holds", name)
		}
	}
}
