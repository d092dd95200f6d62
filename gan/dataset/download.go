package dataset

import (
	"bufio"
	"cmp"
	"context"
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"autogan/vk/durable"
	"autogan/vk/filekind"
)

// Download is a published file. Sum is its checksum in hexadecimal, as its
// authors publish it: MD5 if it has 32 digits, SHA-256 if it has 64.
type Download struct {
	URL, Sum string
	// Stall is how long nothing may arrive before the transfer counts as broken
	// off; 0 means a minute.
	Stall time.Duration
}

// errOtherFile marks a file whose checksum is not the published one.
var errOtherFile = errors.New("the file is damaged or another one")

// Fetch makes path a checked copy of the published file. A transfer that breaks
// off leaves path.part, and the next Fetch continues it, unless the server has
// another file by then or cannot continue; then it begins anew. While it runs,
// progress, unless nil, is told how many bytes have arrived and how many there
// are in all; the total is -1 if the server does not say. A server that is
// silent for as long as Stall is given up.
func (d Download) Fetch(ctx context.Context, path string, progress func(done, total int64)) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("dataset: download %s: %w", d.URL, err)
	}
	p := partial{path: path + ".part", url: d.URL, stall: cmp.Or(d.Stall, time.Minute), report: progress}
	if err := d.fetch(ctx, p, path); err != nil {
		return fmt.Errorf("dataset: download %s: %w", d.URL, err)
	}
	return nil
}

func (d Download) fetch(ctx context.Context, p partial, path string) error {
	continued, err := p.transfer(ctx)
	if err != nil {
		return err
	}
	err = d.check(ctx, p.path)
	if continued && errors.Is(err, errOtherFile) { // its parts may not belong together
		p.remove()
		if _, err := p.transfer(ctx); err != nil {
			return err
		}
		err = d.check(ctx, p.path)
	}
	if errors.Is(err, errOtherFile) {
		p.remove()
	}
	if err != nil {
		return err
	}
	if err := durable.Rename(p.path, path); err != nil {
		return err
	}
	p.remove()
	return nil
}

// check compares the checksum of the file at path.
func (d Download) check(ctx context.Context, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return d.checkContent(ctx, f)
}

func (d Download) checkContent(ctx context.Context, r io.Reader) error {
	var sum hash.Hash
	name := "MD5"
	if sum = md5.New(); len(d.Sum) == hex.EncodedLen(sha256.Size) {
		sum, name = sha256.New(), "SHA-256"
	}
	content := bufio.NewReader(untilDone(ctx, r))
	head, _ := content.Peek(filekind.Bytes) // an error comes again with the rest
	if _, err := io.Copy(sum, content); err != nil {
		return err
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != d.Sum {
		return fmt.Errorf("%sits %s sum is %s, want %s: %w", insteadOfFile(head), name, got, d.Sum, errOtherFile)
	}
	return nil
}

// insteadOfFile says so if a file that begins with head is a page, which networks
// with a login and servers without the file send in its place, or a pointer to it.
func insteadOfFile(head []byte) string {
	if len(head) == 0 {
		return "it is empty: "
	}
	switch kind := filekind.Of(head); kind {
	case filekind.Page:
		return "it is " + kind + ", such as that of a login or of an error; look at it in a browser: "
	case filekind.Pointer:
		return "it is " + kind + ": "
	}
	return ""
}

// partial is a file that arrives piece by piece. A file next to it, with the
// ending .from, says which version of which file it is: the URL and the server's
// name for the version.
type partial struct {
	path, url string
	stall     time.Duration
	heard     func() // ends a silence
	report    func(done, total int64)
}

func (p partial) remove() {
	os.Remove(p.path) // what cannot be removed is found damaged next time
	os.Remove(p.path + ".from")
}

// transfer completes the file, and says whether a part of it was there before.
func (p partial) transfer(ctx context.Context) (continued bool, err error) {
	ctx, giveUp := context.WithCancelCause(ctx)
	defer giveUp(nil)
	silence := time.AfterFunc(p.stall, func() { giveUp(fmt.Errorf("nothing has arrived for %v", p.stall)) })
	defer silence.Stop()
	p.heard = func() { silence.Reset(p.stall) }
	origin, _ := durable.ReadFile(p.path + ".from") // without it, the part may be of another file
	url, version, _ := strings.Cut(string(origin), "\n")
	here := int64(0)
	if info, err := os.Stat(p.path); err == nil && url == p.url {
		here = info.Size()
	}
	response, here, err := p.request(ctx, here, version)
	if err != nil {
		return false, err
	}
	if response == nil {
		return true, nil
	}
	defer response.Body.Close()
	f, err := os.OpenFile(p.path, os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return false, err
	}
	defer f.Close()
	if err := p.receive(ctx, f, response, here); err != nil {
		return false, err
	}
	return here > 0, errors.Join(f.Sync(), f.Close())
}

// request asks for the file from byte here on, if its version is still the same,
// and returns the answer and the byte at which it begins; no answer if nothing
// is missing.
func (p partial) request(ctx context.Context, here int64, version string) (*http.Response, int64, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.url, nil)
	if err != nil {
		return nil, 0, err
	}
	request.Header.Set("Accept-Encoding", "identity") // the checksum is of the file as it is
	if here > 0 {
		request.Header.Set("Range", fmt.Sprintf("bytes=%d-", here))
		if version != "" {
			request.Header.Set("If-Range", version)
		}
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, 0, whyEnded(ctx, errors.Unwrap(err)) // a *url.Error would repeat the URL
	}
	status, given := response.StatusCode, response.Header.Get("Content-Range")
	switch {
	case status == http.StatusOK:
		return response, 0, nil
	case status == http.StatusPartialContent && strings.HasPrefix(given, fmt.Sprintf("bytes %d-", here)):
		return response, here, nil
	}
	response.Body.Close()
	switch {
	case here > 0 && status == http.StatusRequestedRangeNotSatisfiable && given == fmt.Sprintf("bytes */%d", here):
		return nil, here, nil
	case here > 0 && (status == http.StatusPartialContent || status == http.StatusRequestedRangeNotSatisfiable):
		return p.request(ctx, 0, "") // the range is another one, or not in the file
	}
	return nil, 0, fmt.Errorf("the server answers %s", response.Status)
}

// receive writes the answer to f from byte here on.
func (p partial) receive(ctx context.Context, f *os.File, response *http.Response, here int64) error {
	if err := f.Truncate(here); err != nil {
		return err
	}
	if _, err := f.Seek(here, io.SeekStart); err != nil {
		return err
	}
	if err := durable.WriteFile(p.path+".from", []byte(p.url+"\n"+version(response.Header))); err != nil {
		return err
	}
	counter := &meter{done: here, total: response.ContentLength, heard: p.heard, report: p.report}
	if counter.total >= 0 {
		counter.total += here
	}
	if _, err := io.Copy(f, io.TeeReader(response.Body, counter)); err != nil {
		return fmt.Errorf("the transfer broke off after %s; the same command continues it: %w", counter, whyEnded(ctx, err))
	}
	return nil
}

// whyEnded is err, or why ctx has ended, which led to err.
func whyEnded(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// version is the server's name for the file as it is now (a strong ETag, or the
// date), empty if it has none that a later request can name.
func version(header http.Header) string {
	if tag := header.Get("ETag"); tag != "" && !strings.HasPrefix(tag, "W/") {
		return tag
	}
	return header.Get("Last-Modified")
}

// meter counts what is written to it and reports. Total is -1 if it is not known.
type meter struct {
	done, total int64
	heard       func()
	report      func(done, total int64)
}

// String says how much has arrived.
func (m *meter) String() string {
	if m.total < 0 {
		return fmt.Sprintf("%d bytes", m.done)
	}
	return fmt.Sprintf("%d of %d bytes", m.done, m.total)
}

func (m *meter) Write(p []byte) (int, error) {
	m.done += int64(len(p))
	m.heard()
	if m.report != nil {
		m.report(m.done, m.total)
	}
	return len(p), nil
}
