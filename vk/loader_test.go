package vk

import (
	"regexp"
	"testing"
)

// TestLoaderVersion: a loader that has opened has a version of three numbers.
func TestLoaderVersion(t *testing.T) {
	version, err := LoaderVersion()
	if err != nil {
		t.Skip(err)
	}
	if !regexp.MustCompile(`^1\.\d+\.\d+$`).MatchString(version) {
		t.Errorf("the loader is %q, want a version such as 1.3.239", version)
	}
}
