package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"autogan/gan"
	"autogan/gan/arch"
	"autogan/gan/metric"
	"autogan/layers"
	"autogan/nas/autogan"
	"autogan/vk"
	"autogan/vk/durable"
)

// drawer is a generator with the architecture that it draws.
type drawer struct {
	*gan.Generator
	arch  arch.Arch
	mode  layers.Mode
	batch int // of the images, where those of a batch depend on each other; otherwise 0
}

// openDrawer opens the generator at path: a file that holds the generator of
// one architecture, the folder of a training (its best generator), or the
// folder of a search or a file in it. ArchText names an architecture of a
// search; "" means the best of the run.
func openDrawer(s *vk.Stream, path, archText string) (drawer, error) {
	var foreign error // what is wrong with a file of no run
	file, isFile, err := generatorFile(path)
	if err != nil {
		return drawer{}, badInput(err)
	}
	if isFile {
		if archText != "" && filepath.Base(file) == autogan.BestFile {
			return drawer{}, badInputf("%s draws one architecture; --arch is for the shared weights of a search", file)
		}
		g, err := gan.LoadGenerator(s, file)
		if err == nil {
			return drawer{Generator: g, arch: g.Arch(), mode: layers.Eval}, nil
		}
		if !errors.Is(err, gan.ErrNoGenerator) {
			return drawer{}, err
		}
		path, foreign = filepath.Dir(path), err
	}
	run, err := autogan.ReadRun(path)
	if err != nil && foreign != nil {
		return drawer{}, badInput(foreign) // about the file that was named
	}
	if err != nil {
		return drawer{}, err
	}
	a, err := archOf(run, archText)
	if err != nil {
		return drawer{}, err
	}
	g, err := run.Generator(s)
	d := drawer{Generator: g, arch: a, mode: run.Mode()}
	if d.mode == layers.EvalBatch {
		d.batch = run.Config.Reward.Batch // as the search has measured them
	}
	return d, err
}

// generatorFile returns the file at path, or the best generator in the folder
// at path.
func generatorFile(path string) (file string, ok bool, err error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", false, nil // reading it as a run says what is missing
	}
	if err != nil || !info.IsDir() {
		return path, true, err
	}
	file = filepath.Join(path, autogan.BestFile)
	ok, err = durable.Exists(file)
	return file, ok, err
}

// folderOf is the folder at path, or the one of the file at path.
func folderOf(path string) string {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return path
	}
	return filepath.Dir(path)
}

func archOf(run autogan.Run, text string) (arch.Arch, error) {
	if text == "" {
		return run.Best()
	}
	a, err := run.Config.Archs().Parse(text)
	return a, badInput(err)
}

// size is the height and width of the images.
func (d drawer) size() int { return d.Geometry().ImageSize(d.arch.Cells()) }

// values is the number of values of one image in the generator's largest tensor.
func (d drawer) values() int { return d.arch.Plan(d.Geometry()).Largest(1) }

// source returns a source of images from latent vectors of a seed.
func (d drawer) source(seed uint64) metric.Source {
	return autogan.Images(d.Generator, d.arch, d.mode, seed)
}

// batchOf returns how many images are drawn at a time: as many as asked, unless
// that would change them.
func (d drawer) batchOf(asked int) int {
	if d.batch > 0 {
		return d.batch
	}
	return asked
}
