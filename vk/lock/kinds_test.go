package lock

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"autogan/vk/durable"
)

// TestOtherKindsAreRefused puts a device in the place of the lock, and of the
// file that says who has it. A pipe there would be waited for.
func TestOtherKindsAreRefused(t *testing.T) {
	for _, name := range []string{"lock", "lock.json"} {
		path := filepath.Join(t.TempDir(), "lock")
		odd := filepath.Join(filepath.Dir(path), name)
		if err := os.Symlink(os.DevNull, odd); err != nil {
			t.Skip(err)
		}
		if _, err := Take(path, func(string) {}); !errors.Is(err, durable.ErrNotRegular) {
			t.Errorf("%s is a device: got %v", name, err)
		}
		if _, err := os.Readlink(odd); err != nil {
			t.Errorf("%s is gone: %v", name, err)
		}
		if _, err := Held(path); name == "lock" && !errors.Is(err, durable.ErrNotRegular) {
			t.Errorf("who has it: got %v", err)
		}
	}
}
