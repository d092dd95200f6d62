package metric

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestStatisticsNoticeWrongBits flips bits everywhere in a file, also in the
// names and in the list of arrays, which have no checksum in an archive.
func TestStatisticsNoticeWrongBits(t *testing.T) {
	path := filepath.Join(t.TempDir(), "stats.npz")
	st := Statistics{Set: "test", Features: "scorer test", Count: 77, Size: 32, Mean: ramp(3, math.Sin), Covariance: sampled("file", 9, 3)}
	if err := st.Write(path); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < 8*len(data); i += 37 { // odd, so every bit of a byte has its turn
		data[i/8] ^= 1 << (i % 8)
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadStatistics(path); !errors.Is(err, ErrFormat) {
			t.Errorf("bit %d of byte %d is wrong: got %v, want an error that wraps ErrFormat", i%8, i/8, err)
		}
		data[i/8] ^= 1 << (i % 8)
	}
}

// TestCutStatisticsAreNamed: what ends too early is no archive of another kind.
func TestCutStatisticsAreNamed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "stats.npz")
	st := Statistics{Set: "test", Features: "scorer test", Count: 77, Size: 32, Mean: ramp(3, math.Sin), Covariance: sampled("file", 9, 3)}
	if err := st.Write(path); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int64{info.Size() - 1, info.Size() / 2, 10} {
		if err := os.Truncate(path, size); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadStatistics(path); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), "cut off") {
			t.Errorf("%d bytes: got %v, want that it is cut off", size, err)
		}
	}
}
