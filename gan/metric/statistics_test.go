package metric

import (
	"archive/zip"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"autogan/tests/testgpu"
	"autogan/vk/tensor"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// TestMomentsAreAsGoodAsFloat64 gathers vectors whose means are far above their
// deviations, where sums in float32 would lose the covariance.
func TestMomentsAreAsGoodAsFloat64(t *testing.T) {
	_, s := testgpu.Stream(t)
	const n, batch, mean, deviation = 3000, 70, 30, 0.1
	for _, dim := range []int{12, 13} { // four columns a thread, and one
		x := normals(testgpu.Rand("moments"), n*dim)
		single := make([]float32, len(x))
		for i := range x {
			single[i] = float32(mean + deviation*x[i] + float64(i%dim))
			x[i] = float64(single[i])
		}
		m, err := NewMoments(s, dim)
		if err != nil {
			t.Fatal(err)
		}
		defer m.Release(s)
		for from := 0; from < n; from += batch {
			count := min(batch, n-from)
			vectors := tensor.Temp(s, count, dim)
			vectors.Upload(s, single[from*dim:(from+count)*dim])
			m.Add(s, vectors)
			if err := s.EndStep(); err != nil {
				t.Fatal(err)
			}
		}
		got, err := m.Statistics(s, "test")
		if err != nil {
			t.Fatal(err)
		}
		want := mat.NewSymDense(dim, nil)
		stat.CovarianceMatrix(want, mat.NewDense(n, dim, x), nil)
		if got.Count != n || got.Features != "test" {
			t.Errorf("got %d images and features %q", got.Count, got.Features)
		}
		// A moment of 48 bits, 2⁻⁴⁸ of mean² each, over a variance of deviation².
		const allowed = deviation * deviation * 1e-7
		for i := range dim {
			if off := math.Abs(got.Mean[i] - stat.Mean(mat.Col(nil, i, mat.NewDense(n, dim, x)), nil)); off > 1e-12*mean {
				t.Errorf("mean %d is off by %v", i, off)
			}
			for j := range dim {
				if off := math.Abs(got.Covariance.At(i, j) - want.At(i, j)); off > allowed {
					t.Errorf("covariance %d, %d is %v, off by %v, allowed %v", i, j, got.Covariance.At(i, j), off, allowed)
				}
			}
		}
	}
}

func TestStatisticsNeedTwoFiniteVectors(t *testing.T) {
	_, s := testgpu.Stream(t)
	m, err := NewMoments(s, 4)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Release(s)
	m.Add(s, tensor.Full(s, 1, 1, 4))
	if _, err := m.Statistics(s, "test"); err == nil || !strings.Contains(err.Error(), "1 images") {
		t.Errorf("of one vector: %v", err)
	}
	m.Add(s, tensor.Full(s, float32(math.Inf(1)), 1, 4))
	if _, err := m.Statistics(s, "test"); err == nil || !strings.Contains(err.Error(), "finite") {
		t.Errorf("of an infinite vector: %v", err)
	}
}

func TestWrittenStatisticsAreReadBack(t *testing.T) {
	want := Statistics{Set: "test", Features: "scorer test", Weights: "0123", Count: 77, Size: 32, Images: "4567", Mean: ramp(5, math.Sin), Covariance: sampled("file", 9, 5)}
	path := filepath.Join(t.TempDir(), "stats.npz")
	if err := want.Write(path); err != nil {
		t.Fatal(err)
	}
	got, err := ReadStatistics(path)
	if err != nil {
		t.Fatal(err)
	}
	sameNumbers := slices.Equal(want.Mean, got.Mean) && mat.Equal(want.Covariance, got.Covariance)
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(Statistics{}, "Covariance")); diff != "" || !sameNumbers {
		t.Errorf("mismatch (-want +got), numbers alike: %v\n%s", sameNumbers, diff)
	}
	if d, err := FrechetDistance(want, got); err != nil || math.Abs(d) > 1e-12 {
		t.Errorf("the distance of a file from what it was made of is %v, %v", d, err)
	}
}

// npzFile writes a .npz file of .npy contents.
func npzFile(t *testing.T, arrays map[string]string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file.npz")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := zip.NewWriter(f)
	for name, content := range arrays {
		entry, err := w.Create(name + ".npy")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := entry.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

// npy is a version 1 array file: the header as NumPy writes it, then raw data.
func npy(header, raw string) string {
	return npyMagic + "\x01\x00" + string([]byte{byte(len(header)), 0}) + header + raw
}

type numpyCase struct {
	name, content string
	want          array
}

func TestArraysOfNumPyAreRead(t *testing.T) {
	cases := []numpyCase{
		{"float32", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }\n", "\x00\x00\x80\x3f\x00\x00\x00\xc0"), array{[]int{2}, []float64{1, -2}}},
		{"int64 scalar", npy("{'descr': '<i8', 'fortran_order': False, 'shape': (), }\n", "\xff\xff\xff\xff\xff\xff\xff\xff"), array{nil, []float64{-1}}},
		{"int32", npy("{'descr': '<i4', 'fortran_order': False, 'shape': (1,), }\n", "\xfe\xff\xff\xff"), array{[]int{1}, []float64{-2}}},
		{"bytes by rows", npy("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3), }\n", "\x01\x02\x03\x04\x05\x06"), array{[]int{2, 3}, []float64{1, 2, 3, 4, 5, 6}}},
		{"bytes by columns", npy("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }\n", "\x01\x02\x03\x04\x05\x06"), array{[]int{2, 3}, []float64{1, 3, 5, 2, 4, 6}}},
		{"version 2", npyMagic + "\x02\x00\x3b\x00\x00\x00" + "{'descr': '|u1', 'fortran_order': False, 'shape': (1,), } \n" + "\x07", array{[]int{1}, []float64{7}}},
	}
	const scalar = ", 'fortran_order': False, 'shape': (1,), }\n"
	for kind, c := range map[string]struct {
		raw  string
		want float64
	}{
		"<f2": {"\x00\xc1", -2.5}, ">f2": {"\x3c\x01", 1 + 1.0/1024}, "=f2": {"\x01\x80", -1.0 / (1 << 24)}, "<f4": {"\x00\x00\x20\xc1", -10}, ">f4": {"\xc1\x20\x00\x00", -10},
		"<f8": {"\x00\x00\x00\x00\x00\x00\xf8\x3f", 1.5}, ">f8": {"\x3f\xf8\x00\x00\x00\x00\x00\x00", 1.5},
		"|i1": {"\xff", -1}, "|u1": {"\xff", 255}, "|b1": {"\x01", 1}, "<i2": {"\xfe\xff", -2}, ">i2": {"\xff\xfe", -2}, "<u2": {"\xfe\xff", 65534}, ">u2": {"\xff\xfe", 65534},
		"<i4": {"\xfe\xff\xff\xff", -2}, ">i4": {"\xff\xff\xff\xfe", -2}, "<u4": {"\xfe\xff\xff\xff", 4294967294}, ">u4": {"\x00\x00\x01\x00", 256},
		"<i8": {"\xfe\xff\xff\xff\xff\xff\xff\xff", -2}, ">i8": {"\x00\x00\x00\x00\x00\x00\x01\x00", 256}, "<u8": {"\x00\x01\x00\x00\x00\x00\x00\x00", 256}, ">u8": {"\x00\x00\x00\x00\x00\x00\x00\x09", 9},
	} {
		cases = append(cases, numpyCase{"element " + kind, npy("{'descr': '"+kind+"'"+scalar, c.raw), array{[]int{1}, []float64{c.want}}})
	}
	for name, header := range map[string]string{
		"no spaces":     "{'descr':'|u1','fortran_order':False,'shape':(1,2)}",
		"other quotes":  `{"shape": (1, 2), "descr": "|u1", "fortran_order": False}`,
		"many spaces":   "{ 'descr' :  '|u1' ,\n 'fortran_order' : False ,\n 'shape' : ( 1 ,\t2 ) }",
		"Python 2":      "{'descr': '|u1', 'fortran_order': False, 'shape': (1L, 2L), }",
		"many newlines": "{'descr': '|u1', 'fortran_order': False, 'shape': (1, 2), }\n\n\n",
	} {
		cases = append(cases, numpyCase{"header with " + name, npy(header, "\x03\x04"), array{[]int{1, 2}, []float64{3, 4}}})
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := readNPY(strings.NewReader(c.content), 1<<10)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(array{})); diff != "" {
				t.Errorf("mismatch (-want +got)\n%s", diff)
			}
		})
	}
}

func TestReadStatisticsNamesWhatIsWrong(t *testing.T) {
	one := npy("{'descr': '|u1', 'fortran_order': False, 'shape': (1,), }\n", "\x01")
	square := npy("{'descr': '|u1', 'fortran_order': False, 'shape': (1, 1), }\n", "\x01")
	nan := npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }\n", "\x00\x00\xc0\x7f")
	name := npy("{'descr': '|u1', 'fortran_order': False, 'shape': (1,), }\n", "x")
	notZip := filepath.Join(t.TempDir(), "stats.npz")
	if err := os.WriteFile(notZip, []byte("mu, sigma"), 0o644); err != nil {
		t.Fatal(err)
	}
	for want, path := range map[string]string{
		"it is a text, want a .npz": notZip,
		"it holds no arrays; want":  npzFile(t, nil),
		"it holds mu [1]; want mu":  npzFile(t, map[string]string{"mu": one}),
		"it holds arr_0 [2 3]; wan": npzFile(t, map[string]string{"arr_0": npy("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3), }\n", "123456")}),
		"it holds mu [2]; want mu ": npzFile(t, map[string]string{"mu": npy("{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }\n", "12")}),
		"elements are '|O', want n": npzFile(t, map[string]string{"mu": npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }\n", "")}),
		"elements are [('a', '<f4'": npzFile(t, map[string]string{"mu": npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }\n", "")}),
		"of which 1 features":       npzFile(t, map[string]string{"mu": one, "sigma": square}),
		"not finite":                npzFile(t, map[string]string{"mu": nan, "sigma": square, "features": name}),
		"array mu: not a NumPy":     npzFile(t, map[string]string{"mu": "something"}),
		"array mu: its header is c": npzFile(t, map[string]string{"mu": one[:20]}),
		"ends after 0 of 1 values":  npzFile(t, map[string]string{"mu": one[:len(one)-1]}),
		"elements are '<c8', want ": npzFile(t, map[string]string{"mu": npy("{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }\n", "")}),
		"its shape is (99999999999": npzFile(t, map[string]string{"mu": npy("{'descr': '|u1', 'fortran_order': False, 'shape': (99999999999,), }\n", "")}),
		"its shape is (99999, 9999": npzFile(t, map[string]string{"mu": npy("{'descr': '|u1', 'fortran_order': False, 'shape': (99999, 99999), }\n", "")}),
		`its header is "{}"`:        npzFile(t, map[string]string{"mu": npy("{}\n", "")}),
	} {
		_, err := ReadStatistics(path)
		if !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), path) || strings.Contains(err.Error(), "safetensors") {
			t.Errorf("got %v, want an error of the format with %q and the path", err, want)
		}
	}
	if _, err := ReadStatistics(filepath.Join(t.TempDir(), "none.npz")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("of no file: %v", err)
	}
}

// A file without the names is one of the reference code if it has its size.
func TestPublishedStatisticsAreOfPool3(t *testing.T) {
	const dim = pool3Dim
	path := npzFile(t, map[string]string{
		"mu":    npy("{'descr': '|u1', 'fortran_order': False, 'shape': (2048,), }\n", string(make([]byte, dim))),
		"sigma": npy("{'descr': '|u1', 'fortran_order': False, 'shape': (2048, 2048), }\n", string(make([]byte, dim*dim))),
	})
	st, err := ReadStatistics(path)
	if err != nil || st.Features != Pool3 || st.Dim() != dim || st.Count != 0 || st.Set != "file" || st.Weights != OfPublished {
		t.Errorf("got features %q of %d and %d images %s, weights %q, %v", st.Features, st.Dim(), st.Count, st.Set, st.Weights, err)
	}
	published := filepath.Join(filepath.Dir(path), "fid_stats_cifar10_train.npz")
	if err := os.Rename(path, published); err != nil {
		t.Fatal(err)
	}
	if st, err = ReadStatistics(published); err != nil || st.Set != "cifar10 train" || st.Count != 50_000 || st.Size != 32 {
		t.Errorf("the published file is of %d images of %q at %d, %v", st.Count, st.Set, st.Size, err)
	}
}

// A file that NumPy itself wrote, where there is one.
func TestArraysThatNumPyWroteAreRead(t *testing.T) {
	const path = "../../../shared/data/inception/expected_cifar10_first16.npz"
	if _, err := os.Stat(path); err != nil {
		t.Skip(err)
	}
	file, err := openNPZ(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.file.Close()
	got, err := file.first(1<<16, "mixed_7_mean_768")
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got.shape, []int{16, 768}) || len(got.values) != 16*768 || slices.ContainsFunc(got.values, math.IsNaN) {
		t.Errorf("got %d values of shape %v, want 16 vectors of 768 numbers", len(got.values), got.shape)
	}
}

// TestStatisticsOfOtherProgramsAreRead reads the same two numbers as others keep
// them.
func TestStatisticsOfOtherProgramsAreRead(t *testing.T) {
	array := func(kind, shape, raw string) string {
		return npy("{'descr': '"+kind+"', 'fortran_order': False, 'shape': "+shape+", }\n", raw)
	}
	name := array("|u1", "(4,)", "test")
	for c, arrays := range map[string]map[string]string{
		"plain":        {"mu": array("|u1", "(2,)", "\x01\x02"), "sigma": array("|u1", "(2, 2)", "\x03\x00\x00\x04")},
		"a batch":      {"mu": array("|u1", "(1, 2)", "\x01\x02"), "sigma": array("|u1", "(1, 2, 2)", "\x03\x00\x00\x04")},
		"a column":     {"mu": array("|u1", "(2, 1)", "\x01\x02"), "sigma": array("|u1", "(2, 2, 1)", "\x03\x00\x00\x04")},
		"other names":  {"mean": array("|u1", "(2,)", "\x01\x02"), "cov": array("|u1", "(2, 2)", "\x03\x00\x00\x04")},
		"halves":       {"mu": array("<f2", "(2,)", "\x00\x3c\x00\x40"), "sigma": array(">f2", "(2L, 2L)", "\x42\x00\x00\x00\x00\x00\x44\x00")},
		"other arrays": {"mu": array("|u1", "(2,)", "\x01\x02"), "sigma": array("|u1", "(2, 2)", "\x03\x00\x00\x04"), "paths": array("|O", "(9,)", "")},
	} {
		arrays["features"] = name
		st, err := ReadStatistics(npzFile(t, arrays))
		want := mat.NewSymDense(2, []float64{3, 0, 0, 4})
		if err != nil || !slices.Equal(st.Mean, []float64{1, 2}) || !mat.Equal(st.Covariance, want) {
			t.Errorf("%s: got %v and %v, %v", c, st.Mean, st.Covariance, err)
		}
	}
}
