package watch

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"hash/fnv"
	"html/template"
	"net/http"
	"net/url"

	"autogan/tools/autogan/report"
)

//go:embed watch.html
var text string

//go:embed watch.css
var style template.CSS

//go:embed watch.js
var script template.JS

var templates = template.Must(template.New("").Parse(text))

// entry is a run as pages show it.
type entry struct {
	report.Status
	ID, Path, Link string
}

// Class is the style of its state.
func (e entry) Class() string {
	return map[report.State]string{report.Working: "working", report.Finished: "finished", report.Failed: "failed"}[e.State]
}

// policy allows a page its own style and script, by their hashes, the style
// attributes of its drawings, images that are part of it, and its events.
var policy = fmt.Sprintf("default-src 'none'; script-src '%s'; style-src-elem '%s'; style-src-attr 'unsafe-inline'; img-src data:; "+
	"connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
	hashOf(string(script)), hashOf(string(report.Document{Style: style}.FullStyle())))

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// feed returns the page at a path; nil if there is no run.
func (s *Server) feed(path string) *feed {
	if !s.runs.has(path) {
		s.runs.find()
	}
	if !s.runs.has(path) {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.feeds[path] == nil {
		look := func() content { return runContent(path, s.runs.look(path)) }
		if path == "" {
			look = s.first
		}
		s.feeds[path] = &feed{look: look, every: s.every}
	}
	return s.feeds[path]
}

// page answers with a page as it is now.
func (s *Server) page(w http.ResponseWriter, r *http.Request) {
	path := r.PathValue("path")
	f := s.feed(path)
	if f == nil {
		http.Error(w, "autogan watch: there is no such run; the first page lists those that there are", http.StatusNotFound)
		return
	}
	now, version := f.current()
	top := struct {
		Events, Version string
		Inner           bool
	}{"/events/" + escaped(path), s.mark(version), path != ""}
	var header bytes.Buffer
	if err := templates.ExecuteTemplate(&header, "top", top); err != nil {
		panic("watch: " + err.Error()) // nothing in it comes from outside
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", policy)
	d := report.Document{Title: now.title, Header: template.HTML(header.String()), Blocks: now.blocks, Style: style, Script: script}
	_ = d.Write(w) // fails where the client has gone
}

// escaped is a path in an address.
func escaped(path string) string { return (&url.URL{Path: path}).EscapedPath() }

// first is the page of the folder itself: its run with those below it, or the list
// of runs.
func (s *Server) first() content {
	below := s.runs.find()
	begun, err := report.HasRun(s.options.Folder)
	if begun || err != nil || len(below) == 0 {
		c := runContent(s.options.Folder, s.runs.look(""))
		if len(below) > 0 {
			c.blocks = append(c.blocks, s.list(below)...)
		}
		return c
	}
	c := content{title: "Runs in " + s.options.Folder}
	c.blocks = append([]report.Block{block("head", "title", c.title)}, s.list(below)...)
	return c
}

// list returns a block for each run.
func (s *Server) list(paths []string) []report.Block {
	var blocks []report.Block
	for _, path := range paths {
		h := fnv.New64a()
		h.Write([]byte(path))
		e := entry{Status: s.runs.status(path), ID: fmt.Sprintf("run-%x", h.Sum64()), Path: path, Link: "/run/" + escaped(path)}
		blocks = append(blocks, block(e.ID, "run", e))
	}
	return blocks
}

// runContent is the page of a run, below what happens in its folder.
func runContent(path string, v report.View) content {
	e := entry{Status: v.Status, ID: "status", Path: path}
	title := string(e.State)
	if e.State == report.Working && e.Total > 0 {
		title = fmt.Sprintf("%d %%", 100*e.Done/e.Total)
	}
	if e.Name == "" { // it has not been read yet
		e.Name = path
	}
	return content{title + " · " + e.Name, append([]report.Block{block(e.ID, "status", e)}, v.Blocks...)}
}

// block makes a block of this package's own templates.
func block(id, name string, data any) report.Block {
	var b bytes.Buffer
	if err := templates.ExecuteTemplate(&b, name, data); err != nil {
		panic("watch: " + err.Error()) // they fit what they are given
	}
	return report.Block{ID: id, HTML: template.HTML(b.String())}
}
