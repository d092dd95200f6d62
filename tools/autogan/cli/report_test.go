package cli

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestThePageComesBeforeTheResults: it is there when results are printed, and
// stays when that fails. A page that cannot be written hides no results.
func TestThePageComesBeforeTheResults(t *testing.T) {
	const run = "../../../tests/e2e/testdata/format1/trained"
	folder := t.TempDir()
	page, lost := filepath.Join(folder, "report.html"), errors.New("the reader has gone")
	var out bytes.Buffer
	err := conclude(&out, folder, []string{run}, func() error {
		if _, err := os.Stat(page); err != nil {
			t.Error(err)
		}
		return lost
	})
	if !errors.Is(err, lost) || out.Len() > 0 {
		t.Errorf("got %v and %q, want what printing said and no more", err, out.String())
	}
	print := func() error { out.WriteString("results\n"); return nil }
	if err := conclude(&out, folder, []string{run}, print); err != nil || out.String() != "results\nreport: "+page+"\n" {
		t.Errorf("got %v and %q, want the results and the page", err, out.String())
	}
	out.Reset()
	if err := conclude(&out, filepath.Join(folder, "nowhere"), []string{run}, print); err == nil || out.String() != "results\n" {
		t.Errorf("without a place for the page: %v and %q, want an error and the results", err, out.String())
	}
	out.Reset()
	if err := conclude(&out, folder, nil, print); err != nil || strings.Contains(out.String(), "report") {
		t.Errorf("without runs: %v and %q, want the results alone", err, out.String())
	}
}
