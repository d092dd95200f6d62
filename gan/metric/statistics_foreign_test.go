package metric

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// numpyArrays are two numbers as the files of other programs have them, made by
// NumPy itself: the types and orders that it gives to what those programs write.
const numpyArrays = `
import numpy as np, sys
x = np.random.RandomState(1).rand(40, 3).astype(np.float32)
wide = np.ones((2048, 2048)) * 0.5
mu, sigma = np.mean(x, axis=0), np.cov(x, rowvar=False)
named = np.frombuffer(b"test", np.uint8)
np.savez_compressed("pytorch_fid.npz", mu=x.astype(float).mean(0), sigma=sigma, features=named)
np.savez_compressed("clean_fid.npz", mu=mu, sigma=sigma, features=named)
np.savez("ttur.npz", mu=mu, sigma=np.asfortranarray(sigma), features=named)
np.savez("batch.npz", mu=mu[None], sigma=sigma.astype(">f8")[None], features=named)
np.savez_compressed("cifar10_clean_train_32.npz", mu=wide[0], sigma=wide)
np.savez_compressed("cifar10_legacy_tensorflow_train_32.npz", mu=wide[0], sigma=wide)
np.savez_compressed("cifar10_clean_custom_na_kid.npz", feats=x)
np.savez("upper.npz", mu=mu, sigma=np.triu(sigma), features=named)
np.savez("objects.npz", mu=np.array([{}]), sigma=sigma)
np.save("one.npz.npy", sigma); import os; os.rename("one.npz.npy", "one.npz")
print(*x.astype(float).mean(0), *np.cov(x.astype(float), rowvar=False).ravel())
`

// TestStatisticsOfOtherPrograms reads what pytorch-fid, clean-fid and TTUR's code
// write, or says what else a file is.
func TestStatisticsOfOtherPrograms(t *testing.T) {
	const python = "/usr/bin/python3"
	if err := exec.Command(python, "-c", "import numpy").Run(); err != nil {
		t.Skipf("no NumPy for %s: %v", python, err)
	}
	dir := t.TempDir()
	cmd := exec.Command(python, "-c", numpyArrays)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var first Statistics
	for i, name := range []string{"pytorch_fid", "clean_fid", "ttur", "batch"} {
		st, err := ReadStatistics(filepath.Join(dir, name+".npz"))
		if err != nil || st.Dim() != 3 || st.Set != name {
			t.Fatalf("%s: %+v, %v", name, st, err)
		}
		if i == 0 {
			first = st
		}
		for k, v := range st.Mean {
			if !close(v, first.Mean[k], 1e-6) { // a mean of float32
				t.Errorf("%s: the mean is %v, want %v", name, st.Mean, first.Mean)
			}
		}
		if !mat.EqualApprox(st.Covariance, first.Covariance, 1e-12) {
			t.Errorf("%s: the covariance is %v, want %v", name, mat.Formatted(st.Covariance), mat.Formatted(first.Covariance))
		}
	}
	st, err := ReadStatistics(filepath.Join(dir, "cifar10_legacy_tensorflow_train_32.npz"))
	if err != nil || st.Features != Pool3 || st.Weights != OfPublished {
		t.Errorf("clean-fid's legacy_tensorflow: %v of %q, %v", st.Features, st.Weights, err)
	}
	for name, want := range map[string]string{
		"cifar10_clean_train_32":      "in its mode clean, of images that Pillow has resized; want images that the network resizes",
		"cifar10_clean_custom_na_kid": "it holds feats [40 3]; want mu [D] and sigma [D D]",
		"upper":                       "sigma is no covariance: [1 0] is 0",
		"objects":                     "its elements are '|O', want numbers",
		"one":                         "it is one NumPy array; statistics are a .npz file",
	} {
		if _, err := ReadStatistics(filepath.Join(dir, name+".npz")); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", name, err, want)
		}
	}
}

// TestStatisticsClaimNoMemory: a small file that claims a large array is refused
// without memory for it.
func TestStatisticsClaimNoMemory(t *testing.T) {
	mean := npy("{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }\n", "\x01\x02")
	large := npy("{'descr': '<f8', 'fortran_order': False, 'shape': (16384, 16384), }\n", "")
	for want, arrays := range map[string]map[string]string{
		"sigma [16384 16384]": {"mu": mean, "sigma": large},
		"mu [16384 16384]":    {"mu": large, "sigma": large},
		"ends after 0 of 4":   {"mu": mean, "sigma": npy("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }\n", "")},
	} {
		path := npzFile(t, arrays)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := ReadStatistics(path)
		runtime.ReadMemStats(&after)
		taken := after.TotalAlloc - before.TotalAlloc
		if !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), want) || taken > 1<<20 {
			t.Errorf("got %v and %d bytes allocated, want %q and few", err, taken, want)
		}
	}
}

// TestStatisticsNeedACovariance: what is no covariance is not made one.
func TestStatisticsNeedACovariance(t *testing.T) {
	mean := npy("{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }\n", "\x01\x02")
	negative := npzFile(t, map[string]string{"mu": mean, "sigma": npy("{'descr': '|i1', 'fortran_order': False, 'shape': (2, 2), }\n", "\x01\x00\x00\xff")})
	if _, err := ReadStatistics(negative); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), "feature 1 has the variance -1") {
		t.Errorf("a negative variance: %v", err)
	}
	half := npzFile(t, map[string]string{"mu": mean, "sigma": npy("{'descr': '|i1', 'fortran_order': False, 'shape': (2, 2), }\n", "\x02\x01\x00\x02")})
	if _, err := ReadStatistics(half); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), "[1 0] is 0, [0 1] is 1") {
		t.Errorf("half a matrix: %v", err)
	}
}

// FuzzReadStatistics: whatever a file holds, reading it returns, and what it
// returns is a mean and a covariance of one size.
func FuzzReadStatistics(f *testing.F) {
	st := Statistics{Set: "test", Features: "scorer test", Count: 77, Size: 32, Mean: []float64{1, 2}, Covariance: mat.NewSymDense(2, []float64{2, 1, 1, 3})}
	path := filepath.Join(f.TempDir(), "seed.npz")
	if err := st.Write(path); err != nil {
		f.Fatal(err)
	}
	own, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(own)
	f.Add(slices.Clip(own[:len(own)-1]))
	for _, header := range []string{"{'descr': '<f2', 'fortran_order': True, 'shape': (1, 1), }\n", "{'descr': '>f8', 'fortran_order': False, 'shape': (), }\n"} {
		f.Add([]byte(npy(header, "\x00\x3c\x00\x00\x00\x00\x00\x00")))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "a.npz")
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		if st, err := ReadStatistics(path); err == nil && (st.Dim() < 1 || st.Covariance.SymmetricDim() != st.Dim() || !st.finite()) {
			t.Errorf("read %+v", st)
		}
		// The checksums of an archive keep most inputs from the arrays.
		if a, err := readNPY(bytes.NewReader(data), 1<<12); err == nil && len(a.values) > 1<<12 {
			t.Errorf("read %d values", len(a.values))
		}
	})
}
