package watch

import (
	"slices"
	"sync"
	"time"

	"autogan/tools/autogan/report"
)

// content is what a page shows at one moment.
type content struct {
	title  string
	blocks []report.Block
}

// feed is a page and when each of its blocks changed.
type feed struct {
	look  func() content
	every time.Duration // between two looks, at least

	mu      sync.Mutex
	next    time.Time // of a look
	version int       // of the page; 0 before the first look
	now     content
	changed map[string]int // the version at which a block changed, by its id
}

// update is what a page has to change, as JSON.
type update struct {
	Title  string         `json:"title"`
	Order  []string       `json:"order"`  // of all blocks, by their ids
	Blocks []report.Block `json:"blocks"` // that are new
}

// maxShare is the part of the time that may be spent on looking, as 1 to maxShare.
const maxShare = 10

// refresh looks, unless the last look is not old enough.
func (f *feed) refresh() {
	begun := time.Now()
	if begun.Before(f.next) {
		return
	}
	fresh := f.look()
	f.next = begun.Add(max(f.every, maxShare*time.Since(begun)))
	if f.version > 0 && fresh.title == f.now.title && slices.Equal(fresh.blocks, f.now.blocks) {
		return
	}
	f.version++
	changed := map[string]int{}
	for _, b := range fresh.blocks {
		changed[b.ID] = f.version
		if slices.Contains(f.now.blocks, b) {
			changed[b.ID] = f.changed[b.ID]
		}
	}
	f.now, f.changed = fresh, changed
}

// current returns what the page shows, and its version.
func (f *feed) current() (content, int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.refresh()
	return f.now, f.version
}

// after returns what has changed since a version of the page, 0 for all of it, and
// the version now.
func (f *feed) after(version int) (update, int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.refresh()
	u := update{Title: f.now.title, Order: []string{}, Blocks: []report.Block{}}
	for _, b := range f.now.blocks {
		u.Order = append(u.Order, b.ID)
		if f.changed[b.ID] > version {
			u.Blocks = append(u.Blocks, b)
		}
	}
	return u, f.version
}
