package autogan

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"testing"

	"autogan/gan"
	"autogan/gan/arch"
	"autogan/gan/dataset"
	"autogan/gan/metric/classifier"
	"autogan/nas"
	"autogan/nas/autogan/config"
	"autogan/tests/testgpu"
	"autogan/vk"
)

// scorerOf writes an untrained scorer of the images of a data set.
func scorerOf(t *testing.T, s *vk.Stream, set string) string {
	t.Helper()
	n, err := classifier.New(s, set, 32, []string{"a", "b"}, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer n.Release()
	path := filepath.Join(t.TempDir(), "scorer.safetensors")
	if err := n.Save(s, path); err != nil {
		t.Fatal(err)
	}
	return path
}

// sameImages compares the images on the device with a set.
func sameImages(t *testing.T, s *vk.Stream, got *gan.Images, want dataset.Dataset) {
	t.Helper()
	var all []int
	for i := range want.N {
		all = append(all, i)
	}
	values, err := got.Batch(s, all).Floats(s)
	if err != nil {
		t.Fatal(err)
	}
	pixels := make([]byte, len(values))
	for i, v := range values {
		pixels[i] = byte(math.Round(float64(v+1) * 127.5)) // the byte whose value in [-1, 1] this is
	}
	if !bytes.Equal(pixels, want.Images) {
		t.Errorf("the images of %d×%d are not the originals, resized once", want.H, want.W)
	}
}

// TestTrainingReadsItsOwnSize trains three cells with the settings of a search
// of two stages: it needs 32×32, and must not get images that were read at the
// 16×16 of the last stage (paper, section 4: the final training is of 32×32).
func TestTrainingReadsItsOwnSize(t *testing.T) {
	_, s := testgpu.Stream(t)
	originals := noiseImages(6, 40)
	folder := filepath.Join(t.TempDir(), "images")
	if err := originals.WriteFolder(t.Context(), folder); err != nil {
		t.Fatal(err)
	}
	c := config.Default(config.Paper)
	c.RunDir = filepath.Join(t.TempDir(), "run")
	c.Data = config.Data{Name: "folder", Path: folder}
	c.GAN.BatchG, c.GAN.BatchD, c.GAN.LatentDim = 4, 4, 8
	c.Search.Iterations = []int{1, 1}
	c.Train.Arch, c.Train.Channels, c.Train.DiscChannels = "top1", 4, 4
	c.Eval.Scorer, c.Eval.Batch = scorerOf(t, s, "images"), 6
	training, release := beginTraining(t, s, c)
	defer release()
	sameImages(t, s, training.images, originals.Resize(32))
}

// TestStagesResizeFromTheOriginals reads STL-10 at the three stages of its
// search: each is resized once, from 96×96 (paper, Algorithm 1: the images of a
// stage have its size).
func TestStagesResizeFromTheOriginals(t *testing.T) {
	_, s := testgpu.Stream(t)
	originals, dir := noiseImages(4, 96), t.TempDir()
	writeSTL(t, filepath.Join(dir, "train_X.bin"), originals)
	c := config.Default(config.Paper)
	c.RunDir = filepath.Join(t.TempDir(), "run")
	c.Data = config.Data{Name: "stl10", Path: dir, Images: originals.N}
	c.GAN.Channels, c.GAN.DiscChannels, c.GAN.LatentDim, c.GAN.BottomWidth = 4, 4, 8, 6
	c.GAN.BatchG, c.GAN.BatchD, c.Controller.Hidden = 4, 4, 4
	c.Reward.Scorer = scorerOf(t, s, "stl10")
	r, err := Open(t.Context(), s, c, silent{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Release()
	for stage, size := range []int{12, 24, 48} {
		if stage > 0 {
			r.state.Parents = []nas.Candidate{{Tokens: arch.AutoGAN.Must("top1").First(stage).Tokens(), Hidden: make([]float32, 8)}}
			if err := r.openStage(stage); err != nil {
				t.Fatal(err)
			}
		}
		sameImages(t, s, r.images, originals.Resize(size))
	}
}

// writeSTL writes images as the first of the 5,000 of train_X.bin; the others
// are a hole.
func writeSTL(t *testing.T, path string, d dataset.Dataset) {
	t.Helper()
	planes := make([]byte, 0, len(d.Images))
	for i := range d.N {
		for c := range dataset.Channels {
			for x := range d.W {
				for y := range d.H {
					planes = append(planes, d.Image(i)[(y*d.W+x)*dataset.Channels+c])
				}
			}
		}
	}
	if err := errors.Join(os.WriteFile(path, planes, 0o644), os.Truncate(path, 5000*int64(d.ImageSize()))); err != nil {
		t.Fatal(err)
	}
}

// TestMistakesInTheDataComeFirst: a file that is not there or that is no image, and
// a set of a single image, which has no variation to measure, are found before there is a run folder, though every stage reads again.
func TestMistakesInTheDataComeFirst(t *testing.T) {
	_, s := testgpu.Stream(t)
	damaged := t.TempDir()
	if err := os.WriteFile(filepath.Join(damaged, "a.png"), []byte("no image"), 0o644); err != nil {
		t.Fatal(err)
	}
	single := t.TempDir()
	var pixel bytes.Buffer
	if err := errors.Join(png.Encode(&pixel, image.NewRGBA(image.Rect(0, 0, 8, 8))), os.WriteFile(filepath.Join(single, "a.png"), pixel.Bytes(), 0o644)); err != nil {
		t.Fatal(err)
	}
	for _, data := range []config.Data{
		{Name: "folder", Path: single},
		{Name: "stl10", Path: t.TempDir()},
		{Name: "folder", Path: damaged},
		{Name: "cifar10", Path: t.TempDir()},
		{Name: "folder", Path: "nowhere"},
	} {
		c := config.Default(config.Paper)
		c.RunDir, c.Data, c.Reward.Scorer = filepath.Join(t.TempDir(), "run"), data, "scorer.safetensors"
		r, err := Open(t.Context(), s, c, silent{})
		var mistake *config.Error
		if !errors.As(err, &mistake) || mistake.Where != "data.path" {
			t.Errorf("%+v: error %v, want one about data.path", data, err)
		}
		if r != nil {
			r.Release()
		}
		if _, err := os.Stat(c.RunDir); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%+v: there is a run folder", data)
		}
	}
}
