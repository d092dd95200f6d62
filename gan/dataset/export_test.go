package dataset

import (
	"bytes"
	"path/filepath"
	"testing"
)

func TestWriteFolderRoundTrip(t *testing.T) {
	d := Procedural(23, 5)
	labelled := filepath.Join(t.TempDir(), "set")
	if err := d.WriteFolder(t.Context(), labelled); err != nil {
		t.Fatal(err)
	}
	// Reading sorts by class; within a class the order stays.
	back, err := ReadFolder(t.Context(), labelled, FolderOptions{Size: d.H})
	if err != nil {
		t.Fatal(err)
	}
	next := make(map[string]int)
	for i := range back.N {
		class := back.Classes[back.Labels[i]]
		k := next[class]
		for d.Classes[d.Labels[k]] != class {
			k++
		}
		next[class] = k + 1
		if !bytes.Equal(back.Image(i), d.Image(k)) {
			t.Errorf("image %d of class %s differs after reading", k, class)
		}
	}

	d.Labels = nil
	flat := filepath.Join(t.TempDir(), "set")
	if err := d.WriteFolder(t.Context(), flat); err != nil {
		t.Fatal(err)
	}
	if back, err = ReadFolder(t.Context(), flat, FolderOptions{Size: d.H}); err != nil || !bytes.Equal(back.Images, d.Images) || back.Labels != nil {
		t.Errorf("without labels: %d images, labels %v, error %v", back.N, back.Labels, err)
	}
	if err := d.WriteFolder(t.Context(), flat); err == nil {
		t.Error("no error for a folder in use")
	}
}
