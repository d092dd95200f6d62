package drawn

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"autogan/gan/dataset"
	"autogan/vk/durable"

	"golang.org/x/sync/errgroup"
)

// RecordFile is the file of a [Folder] that says what its images follow from.
const RecordFile = "samples.json"

// LockFile is the name at which a process locks a [Folder] while it fills it.
const LockFile = ".drawing.lock"

// writersAtOnce is how many files are written at a time. A disk flushes many
// nearly as fast as one.
const writersAtOnce = 16

// Origin is all that images follow from: for each property its value.
type Origin map[string]string

// Folder is a folder that fills with images, a PNG file each. Its record tells
// images of another origin apart, so a process that was stopped can go on.
type Folder struct {
	dir  string
	name func(i int) string
	have []bool
}

// Open makes the folder, or opens one in which some of the n images of the same
// origin are already. It removes what a killed process left half written, so no
// other process may be filling it. A folder that holds anything else is an error,
// and stays as it is: whoever reads the images would take it for one of them.
func Open(dir string, origin Origin, n int, name func(i int) string) (*Folder, error) {
	f := &Folder{dir: dir, name: name, have: make([]bool, n)}
	recorded, err := readRecord(dir)
	if err != nil {
		return nil, err
	}
	if recorded != nil {
		if err := cmp.Or(differs(dir, recorded, origin), f.list(true)); err != nil {
			return nil, err
		}
		return f, durable.RemoveUnfinished(dir)
	}
	if err := f.list(false); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, err
	}
	text, err := json.MarshalIndent(origin, "", "  ")
	if err != nil {
		return nil, err
	}
	return f, durable.WriteFile(filepath.Join(dir, RecordFile), append(text, '\n'))
}

// readRecord returns the origin of what is in a folder; nil if none is recorded.
func readRecord(dir string) (Origin, error) {
	path := filepath.Join(dir, RecordFile)
	text, err := durable.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var recorded Origin
	if err := json.Unmarshal(text, &recorded); err != nil || recorded == nil {
		return nil, fmt.Errorf("drawn: %s does not say what the images follow from; name another folder", path)
	}
	return recorded, nil
}

// differs returns an error if two origins differ, which names one difference.
func differs(dir string, recorded, wanted Origin) error {
	for _, key := range slices.Sorted(maps.Keys(wanted)) {
		if recorded[key] != wanted[key] {
			return fmt.Errorf("drawn: %s holds other images: their %s is %q, and now it is %q; name another folder", dir, key, recorded[key], wanted[key])
		}
	}
	if len(recorded) != len(wanted) {
		return fmt.Errorf("drawn: %s holds other images; name another folder", dir)
	}
	return nil
}

// list finds the images that are in the folder.
func (f *Folder) list(recorded bool) error {
	entries, err := os.ReadDir(f.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	numbers := make(map[string]int, len(f.have))
	for i := range f.have {
		numbers[f.name(i)] = i
	}
	for _, e := range entries {
		name := e.Name()
		i, wanted := numbers[name]
		switch {
		case name == RecordFile || strings.HasPrefix(name, LockFile) || durable.IsUnfinished(name):
		case !recorded:
			return fmt.Errorf("drawn: folder %s is not empty: it has %q; name another one", f.dir, name)
		case !wanted:
			return fmt.Errorf("drawn: folder %s has %q, which is none of the %d images; name another one", f.dir, name, len(f.have))
		default:
			f.have[i] = true
		}
	}
	return nil
}

// Done is how many of the images are in the folder.
func (f *Folder) Done() int {
	n := 0
	for _, there := range f.have {
		if there {
			n++
		}
	}
	return n
}

// Missing is how many of the n images from number from on are not in the folder.
func (f *Folder) Missing(from, n int) int {
	missing := 0
	for _, there := range f.have[from : from+n] {
		if !there {
			missing++
		}
	}
	return missing
}

// Write writes those of some images that are not in the folder; the first one of
// pixels has number from. It panics if there are more pixels than images.
func (f *Folder) Write(from int, pixels []byte, size int) error {
	var writers errgroup.Group
	writers.SetLimit(writersAtOnce)
	bytes := size * size * dataset.Channels
	for i := range len(pixels) / bytes {
		if f.have[from+i] {
			continue
		}
		writers.Go(func() error {
			img := opaque(pixels[i*bytes:(i+1)*bytes], size)
			path := filepath.Join(f.dir, f.name(from+i))
			if err := durable.Write(path, func(w io.Writer) error { return png.Encode(w, img) }); err != nil {
				return err
			}
			f.have[from+i] = true
			return nil
		})
	}
	return writers.Wait()
}

// opaque is an image in the form that the standard library encodes.
func opaque(pixels []byte, size int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, size, size))
	for p := range size * size {
		rgb := pixels[p*dataset.Channels:]
		copy(img.Pix[4*p:], []byte{rgb[0], rgb[1], rgb[2], 255})
	}
	return img
}
