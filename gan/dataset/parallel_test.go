package dataset

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestParallelDoesEverythingOnce(t *testing.T) {
	for _, chunk := range []int{1, 7, 1000} {
		var times [100]atomic.Int32
		told := 0
		err := parallel(t.Context(), len(times), chunk, func(n int) { told += n }, func(lo, hi int) {
			for i := lo; i < hi; i++ {
				times[i].Add(1)
			}
		})
		if err != nil || told != len(times) {
			t.Errorf("chunks of %d: %v, told of %d", chunk, err, told)
		}
		for i := range times {
			if n := times[i].Load(); n != 1 {
				t.Errorf("chunks of %d: %d was done %d times", chunk, i, n)
			}
		}
	}
}

// TestParallelDoesNotWait ends a context while the work hangs, as on a disk that
// does not answer: nobody waits for it, and nothing new begins.
func TestParallelDoesNotWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		answer := make(chan struct{})
		var begun atomic.Int32
		time.AfterFunc(time.Second, cancel)
		err := parallel(ctx, 1000, 1, func(n int) {
			if n != 0 {
				t.Errorf("told of %d that are not done", n)
			}
		}, func(int, int) {
			begun.Add(1)
			<-answer
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want %v", err, context.Canceled)
		}
		before := begun.Load()
		close(answer)
		synctest.Wait()
		if after := begun.Load(); after != before {
			t.Errorf("%d chunks began after the end", after-before)
		}
	})
}

// phases is an observer that notes what it hears.
type phases struct {
	names    []string
	at, left int
}

func (p *phases) Phase(name string, total, done int) {
	p.names, p.at, p.left = append(p.names, name), done, total-done
}

func (p *phases) Advance(n int) { p.left -= n }

// TestProgressIsOfLongWork: an observer hears of work that lasts longer than a
// second, and then of every image.
func TestProgressIsOfLongWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var short, long phases
		counted := progressOf(WithObserver(t.Context(), &short), "read images", 3)
		for range 3 {
			time.Sleep(300 * time.Millisecond)
			counted.add(1)
		}
		counted = progressOf(WithObserver(t.Context(), &long), "read images", 10)
		for range 10 {
			time.Sleep(300 * time.Millisecond)
			counted.add(1)
		}
		if len(short.names) > 0 {
			t.Errorf("short work began %q", short.names)
		}
		if !slices.Equal(long.names, []string{"read images"}) || long.at != 4 || long.left != 0 { // 1.2 s
			t.Errorf("long work: %+v, want one phase from 4 images to the end", long)
		}
	})
}

// TestProgressBeforeTheFirstImage: work whose first image takes long is seen after
// a second.
func TestProgressBeforeTheFirstImage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var seen phases
		counted := progressOf(WithObserver(t.Context(), &seen), "read images", 2)
		err := parallel(t.Context(), 2, 1, counted.add, func(int, int) {
			time.Sleep(1500 * time.Millisecond)
		})
		if err != nil || len(seen.names) != 1 || seen.at != 0 || seen.left != 0 {
			t.Errorf("%v, the observer has heard %+v, want one phase from 0 images to the end", err, seen)
		}
	})
}

// TestEndedContextEndsEverything gives every function that takes a context one
// that has ended: it returns the context's error and leaves nothing.
func TestEndedContextEndsEverything(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	set, dir := Procedural(3, 1), t.TempDir()
	if err := set.WriteFolder(t.Context(), dir+"/images"); err != nil {
		t.Fatal(err)
	}
	writeFile(t, dir, "set.tar.gz", nil)
	for name, size := range map[string]int64{
		"data_batch_1.bin": cifarPerFile * cifarRecord, "test_batch.bin": cifarPerFile * cifarRecord,
		"train_X.bin": 5000 * stlRecord, "train_y.bin": 5000,
	} {
		writeFile(t, dir, name, nil)
		if err := os.Truncate(filepath.Join(dir, name), size); err != nil {
			t.Fatal(err)
		}
	}
	read := func(_ Dataset, err error) error { return err }
	for name, err := range map[string]error{
		"DrawProcedural": read(DrawProcedural(ctx, 3, 1)),
		"ReadFolder":     read(ReadFolder(ctx, dir+"/images", FolderOptions{Size: 8})),
		"ReadCIFAR10":    read(ReadCIFAR10(ctx, dir, CIFAR10Options{Batches: 1})),
		"ReadSTL10":      read(ReadSTL10(ctx, dir, STL10Options{Split: Train})),
		"VerifySTL10":    VerifySTL10(ctx, dir),
		"Originals.At":   read(Keep(set).At(ctx, 8)),
		"WriteFolder":    set.WriteFolder(ctx, dir+"/out"),
		"Extract":        CIFAR10Archive.Extract(ctx, dir+"/set.tar.gz", dir+"/out"),
		"Download":       CIFAR10Archive.Download(ctx, dir+"/out", nil),
	} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: error %v, want %v", name, err, context.Canceled)
		}
	}
	checkEntries(t, dir, "data_batch_1.bin", "images", "set.tar.gz", "test_batch.bin", "train_X.bin", "train_y.bin")
}
