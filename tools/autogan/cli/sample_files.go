package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"autogan/gan/dataset/drawn"
	"autogan/layers/checkpoint"
	"autogan/vk/lock"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"
)

// count is how many images are written by themselves.
func (f *sampleFlags) count() int {
	if len(f.seeds) > 0 {
		return len(f.seeds)
	}
	return f.images
}

// some draws n of them, from number from on.
func (f *sampleFlags) some(p pencil, from, n int) ([]byte, error) {
	if len(f.seeds) > 0 {
		return p.ofSeeds(f.seeds[from : from+n])
	}
	return p.part(uint64(f.seed), from, n)
}

// drawFolder writes a file for each image that is not in the folder yet.
func (f *sampleFlags) drawFolder(cmd *cobra.Command, p pencil) error {
	held, err := f.holdFolder(cmd)
	if err != nil {
		return err
	}
	defer held.Release()
	origin, err := f.origin(p)
	if err != nil {
		return err
	}
	folder, err := drawn.Open(f.out, origin, f.count(), f.fileName)
	if err != nil {
		return badInput(err)
	}
	begins(cmd)
	if err := f.fill(cmd, p, folder); err != nil {
		return err
	}
	return f.conclude(cmd, p, f.count(), f.out, nil)
}

// holdFolder keeps other processes from filling the folder.
func (f *sampleFlags) holdFolder(cmd *cobra.Command) (*lock.Lock, error) {
	if info, err := os.Stat(f.out); err == nil && !info.IsDir() {
		return nil, badInputf("sample: --out %s: want a folder or a name that ends in .npz, this is a file", f.out)
	}
	held, err := lock.Take(filepath.Join(f.out, drawn.LockFile), func(text string) { fmt.Fprintln(cmd.ErrOrStderr(), text) })
	var other *lock.HeldError
	if errors.As(err, &other) {
		return nil, badInputf("sample: --out %s: %s draws into this folder; wait until it has ended or name another one", f.out, other.Holder())
	}
	return held, badInput(err)
}

// origin is what the images follow from.
func (f *sampleFlags) origin(p pencil) (drawn.Origin, error) {
	arrays, err := checkpoint.Download(p.stream, "", p.StateDict())
	if err != nil {
		return nil, err
	}
	origin := drawn.Origin{
		"architecture": p.arch.String(),
		"generator":    checkpoint.Digest(arrays...),
		"size":         strconv.Itoa(p.size()),
		"truncation":   fmt.Sprint(f.truncation),
		"seed":         strconv.Itoa(f.seed),
	}
	if len(f.seeds) > 0 {
		origin["seed"] = "that in the name"
	}
	if p.drawer.batch > 0 {
		origin["batch"] = strconv.Itoa(p.drawer.batch)
	}
	return origin, nil
}

// fileName is the name of an image's file.
func (f *sampleFlags) fileName(i int) string {
	if len(f.seeds) > 0 {
		return fmt.Sprintf("seed%06d.png", f.seeds[i])
	}
	return fmt.Sprintf("%06d.png", i)
}

// fill draws the batches of which images are missing.
func (f *sampleFlags) fill(cmd *cobra.Command, p pencil, folder *drawn.Folder) error {
	n := f.count()
	shown := newProgress(cmd.ErrOrStderr())
	defer shown.Close()
	shown.Phase("images", n, folder.Done())
	for from := 0; from < n; from += p.batch() {
		count := min(p.batch(), n-from)
		missing := folder.Missing(from, count)
		if missing == 0 {
			continue
		}
		if err := cmd.Context().Err(); err != nil {
			return fmt.Errorf("%w; %s of %s images are in %s; the same command draws the others",
				err, humanize.Comma(int64(folder.Done())), humanize.Comma(int64(n)), f.out)
		}
		pixels, err := f.some(p, from, count)
		if err != nil {
			return err
		}
		if err := folder.Write(from, pixels, p.size()); err != nil {
			return badInput(err)
		}
		shown.Advance(missing)
	}
	return nil
}

// drawArray writes all images into one array.
func (f *sampleFlags) drawArray(cmd *cobra.Command, p pencil) error {
	out, err := newOutput(cmd, f.out, "", "")
	if err != nil {
		return err
	}
	begins(cmd)
	shown := newProgress(cmd.ErrOrStderr())
	defer shown.Close()
	n := f.count()
	shown.Phase("images", n, 0)
	err = drawn.WriteArray(out.path, n, p.size(), func(put func(pixels []byte) error) error {
		for from := 0; from < n; from += p.batch() {
			if err := cmd.Context().Err(); err != nil {
				return fmt.Errorf("%w; %s is not written, and the same command begins anew; a folder keeps what is drawn", err, f.out)
			}
			count := min(p.batch(), n-from)
			pixels, err := f.some(p, from, count)
			if err != nil {
				return err
			}
			if err := put(pixels); err != nil {
				return err
			}
			shown.Advance(count)
		}
		return nil
	})
	return f.conclude(cmd, p, n, out.path, err)
}
