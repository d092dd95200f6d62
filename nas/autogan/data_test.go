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
	"strings"
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
			for r.stage() < stage {
				r.state.Iteration++
			}
			if err := errors.Join(r.openStage(stage), r.openImages(t.Context())); err != nil {
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

// badAmongGood is a folder of six images and one that cannot be read.
func badAmongGood(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "images")
	if err := noiseImages(6, 40).WriteFolder(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "0.png"), []byte("no image"), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestBadImagesAreSkippedWhenAsked: a run goes on with the images that can be
// read, and its record counts the others. Otherwise the error names the setting.
func TestBadImagesAreSkippedWhenAsked(t *testing.T) {
	_, s := testgpu.Stream(t)
	c := config.Default(config.Paper)
	c.RunDir = filepath.Join(t.TempDir(), "run")
	c.Data = config.Data{Name: "folder", Path: badAmongGood(t)}
	c.GAN.BatchG, c.GAN.BatchD, c.GAN.LatentDim = 4, 4, 8
	c.Train.Arch, c.Train.Channels, c.Train.DiscChannels = "top1", 4, 4
	c.Eval.Scorer, c.Eval.Batch = scorerOf(t, s, "images"), 6
	ts := &trainings{stream: s, folder: c.RunFolder(), observer: silent{}}
	defer ts.release()
	if _, err := ts.begin(t.Context(), c); err == nil || !strings.Contains(err.Error(), "0.png") || !strings.Contains(err.Error(), "data.skip_bad=true") {
		t.Errorf("error %v, want one that names 0.png and data.skip_bad", err)
	}
	c.Data.SkipBad = true
	training, release := beginTraining(t, s, c)
	defer release()
	sameImages(t, s, training.images, noiseImages(6, 40).Resize(32))
	if record := contents(t, c.RunDir, infoFile); !strings.Contains(record, `"bad_images": 1`) {
		t.Errorf("run.json does not count the bad image: %s", record)
	}
}

// TestSearchRecordsBadImages: the record of a search counts them too.
func TestSearchRecordsBadImages(t *testing.T) {
	_, s := testgpu.Stream(t)
	c := config.Default(config.Paper)
	c.RunDir = filepath.Join(t.TempDir(), "run")
	c.Data = config.Data{Name: "folder", Path: badAmongGood(t), SkipBad: true}
	c.GAN.Channels, c.GAN.DiscChannels, c.GAN.LatentDim, c.GAN.BatchG, c.GAN.BatchD, c.Controller.Hidden = 4, 4, 8, 4, 4, 4
	c.Reward.Scorer = scorerOf(t, s, "images")
	var said remarks
	r, err := Open(t.Context(), s, c, &said)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Release()
	if record := contents(t, c.RunDir, infoFile); !strings.Contains(record, `"bad_images": 1`) {
		t.Errorf("run.json does not count the bad image: %s", record)
	}
	if lines := strings.Join(said.lines, "\n"); !strings.Contains(lines, "images that cannot be read: 1; `autogan data verify` lists them") {
		t.Errorf("the search says %q", lines)
	}
}
