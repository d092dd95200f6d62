package watch

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	beatEvery  = 15 * time.Second // a page that hears nothing for longer connects again
	retryAfter = time.Second      // a page does so when its connection breaks
	writeTime  = 10 * time.Second // after which a client counts as gone
)

// mark names a version to the browser; version undoes it. A mark of another
// process means nothing, as does anything else: it is a page without content.
func (s *Server) mark(version int) string { return fmt.Sprintf("%s.%d", s.epoch, version) }

func (s *Server) version(mark string) int {
	number, ok := strings.CutPrefix(mark, s.epoch+".")
	version, err := strconv.Atoi(number)
	if !ok || err != nil {
		return 0
	}
	return version
}

// events sends what changes on a page as server-sent events, until the client has
// gone or the server ends.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	f := s.feed(r.PathValue("path"))
	if f == nil {
		http.Error(w, "autogan watch: there is no such run", http.StatusNotFound)
		return
	}
	mark := r.Header.Get("Last-Event-ID") // of a browser that connects again
	if mark == "" {
		mark = r.URL.Query().Get("since")
	}
	w.Header().Set("Content-Type", "text/event-stream")
	if r.Method == http.MethodHead {
		return
	}
	fmt.Fprintf(w, "retry: %d\n\n", retryAfter.Milliseconds()) // the next write has its error
	control := http.NewResponseController(w)
	seen, beat := s.version(mark), time.Time{}
	for {
		u, version := f.after(seen)
		if version != seen || time.Since(beat) > beatEvery {
			beat = time.Now()
			_ = control.SetWriteDeadline(beat.Add(writeTime)) // every connection of a Server has one
			if s.send(w, u, version, version != seen) != nil || control.Flush() != nil {
				return
			}
			seen = version
		}
		select {
		case <-r.Context().Done():
			return
		case <-time.After(s.every):
		}
	}
}

// send writes an event: a change of the page or, where nothing has changed, that
// the server is still there.
func (s *Server) send(w http.ResponseWriter, u update, version int, changed bool) error {
	if !changed {
		_, err := fmt.Fprint(w, "event: beat\ndata:\n\n")
		return err
	}
	text, err := json.Marshal(u) // has no line breaks
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "id: %s\nevent: page\ndata: %s\n\n", s.mark(version), text)
	return err
}
