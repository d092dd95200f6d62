package watch

import (
	"context"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"autogan/vk/durable"
)

// running is a server that serves until the test ends, or until stop.
type running struct {
	*Server
	stop func()
}

// serve serves a folder at this machine, and looks as often as it can.
func serve(t *testing.T, folder string, port int) running {
	t.Helper()
	return serveAt(t, Options{Folder: folder, Port: port})
}

func serveAt(t *testing.T, o Options) running {
	t.Helper()
	o.Line, o.Log = func(err error) string { return "autogan: " + err.Error() }, t.Output()
	s, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	s.every = 5 * time.Millisecond
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- s.Serve(ctx); close(ended) }()
	stop := func() {
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("it ends with %v", err)
			}
		case <-time.After(patience):
			t.Error("it does not end")
		}
	}
	t.Cleanup(stop)
	return running{s, stop}
}

// patience is how long something may take that happens soon.
const patience = 30 * time.Second

// write replaces a file as a whole, as runs do.
func write(t *testing.T, path, text string) {
	t.Helper()
	if err := durable.WriteFile(path, []byte(text)); err != nil {
		t.Fatal(err)
	}
}

// add appends to a file of a run.
func add(t *testing.T, folder, name, text string) {
	t.Helper()
	f, err := os.OpenFile(filepath.Join(folder, name), os.O_WRONLY|os.O_APPEND, 0)
	if err == nil {
		_, err = f.WriteString(text)
	}
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
}

// drawSamples writes samples of the first stage that are scale times as large.
func drawSamples(t *testing.T, folder string, scale int) {
	t.Helper()
	path := filepath.Join(folder, "samples", "stage1.png")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(path + ".new")
	if err == nil {
		err = png.Encode(f, image.NewGray(image.Rect(0, 0, 10*scale, 10*scale)))
	}
	if err == nil {
		err = f.Close()
	}
	if err == nil {
		err = os.Rename(path+".new", path)
	}
	if err != nil {
		t.Fatal(err)
	}
}
