package cli

import (
	"runtime/debug"
	"slices"
	"testing"
)

func TestBuildIsRecorded(t *testing.T) {
	var b buildJSON
	if got := b.commit(); got != "unknown: it was built outside a repository" {
		t.Errorf("got %q", got)
	}
	b.record([]debug.BuildSetting{{Key: "vcs", Value: "git"}, {Key: "vcs.revision", Value: "abc"}, {Key: "vcs.time", Value: "2026-01-02T03:04:05Z"},
		{Key: "vcs.modified", Value: "true"}, {Key: "CGO_ENABLED", Value: "1"}, {Key: "-trimpath", Value: "true"}})
	if got := b.commit(); got != "abc of 2026-01-02T03:04:05Z, with changes" || !slices.Equal(b.Build, []string{"-trimpath=true", "CGO_ENABLED=1"}) {
		t.Errorf("got %q, %q", got, b.Build)
	}
}
