package dataset

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// shelf is a server of one file that breaks transfers off.
type shelf struct {
	content  []byte
	tag      string // the ETag; empty: the server names no versions
	plain    bool   // the server knows no ranges
	odd      bool   // the server answers with another range
	cutAfter int    // bytes of the next answer; -1: all
	asked    []string
	download Download
}

func newShelf(t *testing.T) *shelf {
	t.Helper()
	s := &shelf{content: bytes.Repeat([]byte("0123456789abcdef"), 1000), tag: `"1"`, cutAfter: -1}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.download = Download{URL: server.URL + "/file", Sum: sha256Of(s.content)}
	return s
}

func sha256Of(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

func (s *shelf) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.asked = append(s.asked, r.Header.Get("Range"))
	if s.plain {
		r.Header.Del("Range")
	}
	if s.odd && r.Header.Get("Range") != "" {
		r.Header.Set("Range", "bytes=5-")
		r.Header.Del("If-Range")
	}
	if s.tag != "" {
		w.Header().Set("ETag", s.tag)
	}
	if s.cutAfter >= 0 {
		w = &cut{w, s.cutAfter}
		s.cutAfter = -1
	}
	http.ServeContent(w, r, "file", time.Time{}, bytes.NewReader(s.content))
}

// cut ends the connection after some bytes of the body.
type cut struct {
	http.ResponseWriter
	left int
}

func (c *cut) Write(p []byte) (int, error) {
	if len(p) < c.left {
		c.left -= len(p)
		return c.ResponseWriter.Write(p)
	}
	c.ResponseWriter.Write(p[:c.left])
	c.ResponseWriter.(http.Flusher).Flush()
	panic(http.ErrAbortHandler)
}

// fetchBroken fetches a part of the file.
func (s *shelf) fetchBroken(t *testing.T, path string, after int) {
	t.Helper()
	s.cutAfter = after
	err := s.download.Fetch(context.Background(), path, nil)
	if err == nil || !strings.Contains(err.Error(), "the same command continues it") || !strings.Contains(err.Error(), s.download.URL) {
		t.Fatalf("a transfer that breaks off: %v", err)
	}
	checkEntries(t, filepath.Dir(path), "file.part", "file.part.from")
}

func (s *shelf) fetchRest(t *testing.T, path string) {
	t.Helper()
	if err := s.download.Fetch(context.Background(), path, nil); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(got, s.content) {
		t.Errorf("got %d bytes, %v, want the file's %d", len(got), err, len(s.content))
	}
	checkEntries(t, filepath.Dir(path), "file")
}

func TestFetchContinuesWhatBrokeOff(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(s *shelf, path string)
		asked  []string // ranges
	}{
		{"once", func(s *shelf, path string) {}, []string{"", "bytes=5000-"}},
		{"server without versions", func(s *shelf, path string) { s.tag = "" }, []string{"", "bytes=5000-"}},
		{"server with weak versions", func(s *shelf, path string) { s.tag = `W/"1"` }, []string{"", "bytes=5000-"}},
		{"server without ranges", func(s *shelf, path string) { s.plain = true }, []string{"", "bytes=5000-"}},
		{"server of other ranges", func(s *shelf, path string) { s.odd = true }, []string{"", "bytes=5000-", ""}},
		{"nothing missing", func(s *shelf, path string) { os.WriteFile(path+".part", s.content, 0o644) }, []string{"", "bytes=16000-"}},
		{"more than there is", func(s *shelf, path string) { os.WriteFile(path+".part", make([]byte, 16001), 0o644) }, []string{"", "bytes=16001-", ""}},
		{"damaged meanwhile", func(s *shelf, path string) { os.WriteFile(path+".part", make([]byte, 700), 0o644) }, []string{"", "bytes=700-", ""}},
		{"of an unknown origin", func(s *shelf, path string) { os.Remove(path + ".part.from") }, []string{"", ""}},
		{"of another address", func(s *shelf, path string) { s.download.URL += "?2" }, []string{"", ""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, path := newShelf(t), filepath.Join(t.TempDir(), "file")
			if strings.Contains(c.name, "versions") {
				c.change(s, path)
			}
			s.fetchBroken(t, path, 5000)
			c.change(s, path)
			s.fetchRest(t, path)
			if !slices.Equal(s.asked, c.asked) {
				t.Errorf("asked for %q, want %q", s.asked, c.asked)
			}
		})
	}
}

// The server has another version by the time the transfer is continued: it
// sends all of it, or, where it names no versions, the end of it.
func TestFetchBeginsAnewWhenTheFileHasChanged(t *testing.T) {
	for _, c := range []struct {
		before, after string
		requests      int
	}{{`"1"`, `"2"`, 2}, {"", "", 3}} {
		t.Run(fmt.Sprintf("from version %q to %q", c.before, c.after), func(t *testing.T) {
			s, path := newShelf(t), filepath.Join(t.TempDir(), "file")
			s.tag = c.before
			s.fetchBroken(t, path, 5000)
			s.tag = c.after
			s.content = bytes.ToUpper(s.content)
			s.download.Sum = sha256Of(s.content)
			s.fetchRest(t, path)
			if len(s.asked) != c.requests {
				t.Errorf("asked for %q, want %d requests", s.asked, c.requests)
			}
		})
	}
}

func TestFetchContinuesAgainAndAgain(t *testing.T) {
	s, path := newShelf(t), filepath.Join(t.TempDir(), "new", "file")
	for range 5 {
		s.fetchBroken(t, path, 2000)
	}
	var first, last, total int64
	err := s.download.Fetch(context.Background(), path, func(done, of int64) {
		if first == 0 {
			first = done
		}
		last, total = done, of
	})
	if err != nil || first <= 10000 || last != 16000 || total != 16000 {
		t.Errorf("progress went from %d to %d of %d, %v; want from above 10000 to 16000", first, last, total, err)
	}
}

func TestFetchKeepsNoFileWithAnotherChecksum(t *testing.T) {
	s, path := newShelf(t), filepath.Join(t.TempDir(), "file")
	s.download.Sum = strings.Repeat("0", 64)
	err := s.download.Fetch(context.Background(), path, nil)
	if err == nil || !strings.Contains(err.Error(), "its SHA-256 sum is "+sha256Of(s.content)) {
		t.Errorf("got %v", err)
	}
	checkEntries(t, filepath.Dir(path))
}

// TestFetchGivesUpASilentServer: a server that does not answer, and one that
// stops in the middle, are given up; a slow one is not.
func TestFetchGivesUpASilentServer(t *testing.T) {
	for _, c := range []struct {
		name  string
		sends int           // bytes before the silence
		pause time.Duration // between 16 pieces
		stall time.Duration // after which the server is given up
		want  string        // of the error; "" is none
	}{
		{"no answer", -1, 0, 500 * time.Millisecond, "nothing has arrived for 500ms"},
		{"an answer and no byte", 0, 0, 500 * time.Millisecond, "broke off after 0 of 16000 bytes"},
		{"half", 8000, 0, 500 * time.Millisecond, "broke off after 8000 of 16000 bytes; the same command continues it: nothing has arrived for 500ms"},
		{"slow", 16000, 150 * time.Millisecond, 2 * time.Second, ""}, // 2.4 s in all
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newShelf(t)
			ended := t.Context().Done()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Length", fmt.Sprint(len(s.content)))
				for sent := 0; sent < c.sends; sent += 1000 {
					w.Write(s.content[sent : sent+1000])
					w.(http.Flusher).Flush()
					time.Sleep(c.pause)
				}
				if c.sends == 0 {
					w.(http.Flusher).Flush()
				}
				if c.sends < len(s.content) {
					select {
					case <-r.Context().Done():
					case <-ended:
					}
				}
			}))
			defer server.Close()
			d := Download{URL: server.URL, Sum: s.download.Sum, Stall: c.stall}
			err := d.Fetch(t.Context(), filepath.Join(t.TempDir(), "file"), nil)
			if c.want == "" && err != nil {
				t.Errorf("got %v, want no error", err)
			}
			if c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want) || errors.Is(err, context.Canceled)) {
				t.Errorf("got %v, want an error with %q, which nobody cancelled", err, c.want)
			}
		})
	}
}

// TestBrokenTransferOfUnknownLength says how much has arrived, and of how much
// only if the server does.
func TestBrokenTransferOfUnknownLength(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Write(make([]byte, 3000))
		w.(http.Flusher).Flush() // before the length is known
		panic(http.ErrAbortHandler)
	}))
	defer server.Close()
	err := Download{URL: server.URL}.Fetch(t.Context(), filepath.Join(t.TempDir(), "file"), nil)
	if err == nil || !strings.Contains(err.Error(), "broke off after 3000 bytes; the same command continues it") {
		t.Errorf("got %v", err)
	}
}

// TestPagesAreNamed: what a network with a login sends in place of a file, and
// what Git LFS leaves there, is named, whether it is downloaded or given.
func TestPagesAreNamed(t *testing.T) {
	s, dir := newShelf(t), t.TempDir()
	for _, c := range []struct{ content, want string }{
		{"\n<!DOCTYPE html><title>Please log in</title>", "it is a web page (HTML), such as that of a login"},
		{"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", "it is a Git LFS pointer"},
	} {
		s.content = []byte(c.content)
		err := s.download.Fetch(t.Context(), filepath.Join(dir, "file"), nil)
		writeFile(t, dir, "set.tar.gz", s.content)
		given := CIFAR10Archive.Extract(t.Context(), filepath.Join(dir, "set.tar.gz"), filepath.Join(dir, "out"))
		for _, err := range []error{err, given} {
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an error with %q", err, c.want)
			}
		}
	}
	checkEntries(t, dir, "set.tar.gz")
}
