package dataset

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestArchiveDownload(t *testing.T) {
	tarball := makeTarball(t, map[string]string{"set/a.bin": "image", "set/readme.html": "hello", "set/../../b.txt": "names"})
	archive := serve(t, tarball, func(w http.ResponseWriter) { w.Write(tarball) })
	dir := filepath.Join(t.TempDir(), "data", "set")
	var last, total int64
	err := archive.Download(context.Background(), dir, func(done, of int64) { last, total = done, of })
	if err != nil {
		t.Fatal(err)
	}
	if want := int64(len(tarball)); last != want || total != want {
		t.Errorf("progress ended at %d of %d, want %d", last, total, want)
	}
	checkFiles(t, dir, map[string]string{"a.bin": "image", "b.txt": "names"})
	checkEntries(t, filepath.Dir(dir), "set")
	checkEntries(t, filepath.Dir(filepath.Dir(dir)), "data") // "../.." led nowhere

	err = archive.Download(context.Background(), dir, nil)
	if !errors.Is(err, fs.ErrExist) || !strings.Contains(err.Error(), dir) {
		t.Errorf("folder in use: error %v, want ErrExist and the folder's name", err)
	}
}

func TestArchiveDownloadErrors(t *testing.T) {
	tarball := makeTarball(t, map[string]string{"set/a.bin": "image", "set/b.txt": "names"})
	lacking := makeTarball(t, map[string]string{"set/a.bin": "image"})
	sum := func(data []byte) string { s := md5.Sum(data); return hex.EncodeToString(s[:]) }
	cases := []struct {
		name    string
		archive Archive
		want    string
		left    []string
	}{
		{"checksum", serve(t, tarball, func(w http.ResponseWriter) { w.Write(lacking) }), "its MD5 sum is " + sum(lacking), nil},
		{"truncated", serve(t, tarball, func(w http.ResponseWriter) {
			w.Header().Set("Content-Length", "1000000")
			w.Write(tarball)
		}), "the same command continues it", []string{".set.tar.gz.part", ".set.tar.gz.part.from"}},
		{"not found", serve(t, tarball, func(w http.ResponseWriter) { http.Error(w, "no", http.StatusNotFound) }), "404 Not Found", nil},
		{"file missing", serve(t, lacking, func(w http.ResponseWriter) { w.Write(lacking) }), "lacks b.txt", nil},
		{"not an archive", serve(t, []byte("text"), func(w http.ResponseWriter) { w.Write([]byte("text")) }), "EOF", nil},
		{"no server", Archive{URL: "http://127.0.0.1:1/set.tar.gz"}, "connection refused", nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "set")
			err := c.archive.Download(context.Background(), dir, nil)
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), c.archive.URL) {
				t.Errorf("error %v, want one with %q and the URL", err, c.want)
			}
			checkEntries(t, filepath.Dir(dir), c.left...) // nothing else is left
		})
	}
}

func TestArchiveDownloadCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	over := make(chan struct{})
	tarball := makeTarball(t, map[string]string{"a.bin": strings.Repeat("image", 1000), "b.txt": ""})
	archive := serve(t, tarball, func(w http.ResponseWriter) {
		w.Write(tarball[:10])
		w.(http.Flusher).Flush()
		<-over // not ctx.Done: the body must not end before the client has noticed
	})
	dir := filepath.Join(t.TempDir(), "set")
	err := archive.Download(ctx, dir, func(done, total int64) { cancel() })
	close(over)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
	checkEntries(t, filepath.Dir(dir), ".set.tar.gz.part", ".set.tar.gz.part.from")
}

func TestArchiveExtract(t *testing.T) {
	tarball := makeTarball(t, map[string]string{"set/a.bin": "image", "set/b.txt": "names"})
	archive := serve(t, tarball, nil)
	parent := t.TempDir()
	writeFile(t, parent, "set.tar.gz", tarball)
	dir := filepath.Join(parent, "set")
	if err := os.Mkdir(dir, 0o755); err != nil { // an empty folder is allowed
		t.Fatal(err)
	}
	if err := archive.Extract(t.Context(), filepath.Join(parent, "set.tar.gz"), dir); err != nil {
		t.Fatal(err)
	}
	checkFiles(t, dir, map[string]string{"a.bin": "image", "b.txt": "names"})
	checkEntries(t, parent, "set", "set.tar.gz")
	if err := archive.Extract(t.Context(), filepath.Join(parent, "none.tar.gz"), dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no archive: error %v, want ErrNotExist", err)
	}
}

// serve starts a server that answers with handle and returns an archive there,
// with the checksum of tarball and the files a.bin and b.txt.
func serve(t *testing.T, tarball []byte, handle func(http.ResponseWriter)) Archive {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { handle(w) }))
	t.Cleanup(server.Close)
	sum := md5.Sum(tarball)
	return Archive{URL: server.URL + "/set.tar.gz", MD5: hex.EncodeToString(sum[:]), Files: []string{"a.bin", "b.txt"}}
}

func makeTarball(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var buffer bytes.Buffer
	zipped := gzip.NewWriter(&buffer)
	archive := tar.NewWriter(zipped)
	for name, text := range files {
		if err := archive.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(text))}); err != nil {
			t.Fatal(err)
		}
		if _, err := archive.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(archive.Close(), zipped.Close()); err != nil {
		t.Fatal(err)
	}
	return buffer.Bytes()
}

func checkFiles(t *testing.T, dir string, want map[string]string) {
	t.Helper()
	for name, text := range want {
		got, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || string(got) != text {
			t.Errorf("%s = %q, %v; want %q", name, got, err, text)
		}
	}
	if entries, _ := os.ReadDir(dir); len(entries) != len(want) {
		t.Errorf("%d files in %s, want %d", len(entries), dir, len(want))
	}
}

func checkEntries(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, entry := range entries {
		got = append(got, entry.Name())
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("%s holds %q, want %q", dir, got, want)
	}
}
