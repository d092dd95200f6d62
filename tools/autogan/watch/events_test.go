package watch

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// listener is a client that hears the events of a page.
type listener struct {
	t     *testing.T
	lines *bufio.Scanner
	end   context.CancelFunc
	mark  string // of the last event
}

// listen connects to the events of a page, with what a browser says that it has.
func listen(t *testing.T, s running, path, mark string) *listener {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	request, err := http.NewRequestWithContext(ctx, "GET", strings.TrimSuffix(s.Addresses()[0], "/")+"/events/"+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Last-Event-ID", mark)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { answer.Body.Close() })
	if kind := answer.Header.Get("Content-Type"); answer.StatusCode != http.StatusOK || kind != "text/event-stream" {
		t.Fatalf("the events are %s, %s", answer.Status, kind)
	}
	lines := bufio.NewScanner(answer.Body)
	lines.Buffer(nil, 1<<24)
	return &listener{t: t, lines: lines, end: cancel}
}

// next waits for the next change of the page.
func (l *listener) next() update {
	l.t.Helper()
	for l.lines.Scan() {
		field, value, _ := strings.Cut(l.lines.Text(), ": ")
		switch {
		case field == "id":
			l.mark = value
		case field == "data" && value != "":
			var u update
			if err := json.Unmarshal([]byte(value), &u); err != nil {
				l.t.Fatal(err)
			}
			return u
		}
	}
	l.t.Fatalf("the events end: %v", l.lines.Err())
	return update{}
}

// html is a block of an update, or "" if it has not changed.
func html(u update, id string) string {
	for _, b := range u.Blocks {
		if b.ID == id {
			return string(b.HTML)
		}
	}
	return ""
}

func ids(u update) []string {
	var list []string
	for _, b := range u.Blocks {
		list = append(list, b.ID)
	}
	return list
}

const losses = "section-losses-of-the-shared-gan"

// TestEventsHaveWhatChanges: a client gets the whole page, then the blocks that
// change, up to the end of the run.
func TestEventsHaveWhatChanges(t *testing.T) {
	folder := copyRun(t, "search", filepath.Join(t.TempDir(), "run"))
	server := serve(t, folder, 0)
	client := listen(t, server, "", "")
	all := client.next()
	if !slices.Equal(ids(all), all.Order) || !slices.Contains(all.Order, losses) || all.Order[0] != "status" {
		t.Fatalf("the first event has %v of %v", ids(all), all.Order)
	}
	add(t, folder, "metrics.jsonl", `{"iteration":1,"stage":1,"step":7,"loss_d":1.5,"reset":true}`+"\n"+`{"iteration":1,"stage":1,"step":8,"lo`)
	grown := client.next()
	if got := ids(grown); !slices.Equal(got, []string{"status", losses}) {
		t.Errorf("a line of losses changes %v", got)
	}
	if !strings.Contains(html(grown, losses), ">reset<") || !strings.Contains(html(grown, "status"), "step 7") {
		t.Error("the event does not have the line")
	}
	write(t, filepath.Join(folder, "result.json"), `{"top":[{"arch":"1 0 1 1 / 1 0 0 1 1 / 1 0 1 0 3","reward":3.25,"params":4405251,"macs":1765015552}],"stages":[],"resets":1}`)
	ended := client.next()
	if !strings.Contains(html(ended, "status"), "finished") || !strings.Contains(html(ended, "section-architectures-found"), "4,405,251") || !strings.HasPrefix(ended.Title, "finished") {
		t.Errorf("at the end it sends %v, %q", ids(ended), ended.Title)
	}
	write(t, filepath.Join(folder, "metrics.jsonl"), "{}\nnonsense\n")
	broken := client.next()
	if text := html(broken, "status"); !strings.Contains(text, "failed") || !strings.Contains(text, "metrics.jsonl:2: ") || len(broken.Blocks) != 1 || len(broken.Order) != len(ended.Order) {
		t.Errorf("of a damaged run it sends %v: %s", ids(broken), text)
	}
}

// TestSleepersCatchUp: who connects with a version gets what has changed since, and
// who has that of another server gets all.
func TestSleepersCatchUp(t *testing.T) {
	folder := copyRun(t, "search", filepath.Join(t.TempDir(), "run"))
	server := serve(t, folder, 0)
	client := listen(t, server, "", "")
	all := client.next()
	client.end()
	for range 3 {
		add(t, folder, "metrics.jsonl", `{"iteration":1,"stage":1,"step":7,"loss_d":1.5}`+"\n")
		server.feed("").current()
		time.Sleep(2 * server.every)
	}
	late := listen(t, server, "", client.mark)
	if got := ids(late.next()); !slices.Equal(got, []string{"status", losses}) {
		t.Errorf("it catches up with %v", got)
	}
	for _, mark := range []string{"", "OTHER.3", "3", server.epoch, server.epoch + ".x"} {
		if got := ids(listen(t, server, "", mark).next()); !slices.Equal(got, all.Order) {
			t.Errorf("who has %q gets %v", mark, got)
		}
	}
}

// TestNobodyLooksForClientsThatAreGone, and several clients share a look.
func TestNobodyLooksForClientsThatAreGone(t *testing.T) {
	folder := copyRun(t, "search", filepath.Join(t.TempDir(), "run"))
	server := serve(t, folder, 0)
	f := server.feed("")
	var looks atomic.Int64
	look := f.look
	f.look = func() content { looks.Add(1); return look() }
	clients := []*listener{listen(t, server, "", ""), listen(t, server, "", ""), listen(t, server, "", "")}
	for _, c := range clients {
		c.next()
	}
	clients[0].end()
	add(t, folder, "metrics.jsonl", `{"iteration":1,"stage":1,"step":7,"loss_d":1.5}`+"\n")
	for _, c := range clients[1:] {
		if !slices.Contains(ids(c.next()), losses) {
			t.Error("a client does not hear of the change")
		}
		c.end()
	}
	quiet := func() bool {
		before := looks.Load()
		time.Sleep(40 * server.every)
		return looks.Load() == before
	}
	for end := time.Now().Add(beatEvery / 3); !quiet(); { // before a beat finds nobody
		if time.Now().After(end) {
			t.Fatal("it goes on looking without clients")
		}
	}
}

// TestLookingIsRare: two looks are apart by the time of Server.every, and by more
// where a look takes long.
func TestLookingIsRare(t *testing.T) {
	looks := 0
	f := &feed{every: time.Hour, look: func() content { looks++; return content{} }}
	for range 5 {
		f.after(0)
	}
	if looks != 1 {
		t.Errorf("%d looks within an hour, want 1", looks)
	}
	f = &feed{look: func() content { time.Sleep(20 * time.Millisecond); return content{} }}
	f.current()
	if rest := time.Until(f.next); rest < (maxShare-2)*20*time.Millisecond {
		t.Errorf("after a look of 20 ms it rests for %v", rest)
	}
}

// TestRunsComeAndGo follows the list of the runs below a folder.
func TestRunsComeAndGo(t *testing.T) {
	dir := t.TempDir()
	server := serve(t, dir, 0)
	client := listen(t, server, "", "")
	if text := html(client.next(), "status"); !strings.Contains(text, "No run has begun in this folder") {
		t.Errorf("of an empty folder it says %s", text)
	}
	copyRun(t, "trained", filepath.Join(dir, "a b", "seed-1"))
	u := client.next()
	for len(u.Order) != 2 { // the folder is there before its files are
		u = client.next()
	}
	for client.mark = ""; !strings.Contains(html(u, u.Order[1]), "finished"); u = client.next() {
	}
	if text := html(u, u.Order[1]); !strings.Contains(text, `href="/run/a%20b/seed-1"`) || !strings.Contains(text, "FID-8/train") || !strings.Contains(text, `max="4" value="4"`) {
		t.Errorf("the run is listed as %s", text)
	}
	if first := listen(t, server, "a%20b/seed-1", "").next(); !strings.HasPrefix(first.Title, "finished · old-train") {
		t.Errorf("its own page has the title %q", first.Title)
	}
	broken := filepath.Join(dir, "broken")
	if err := os.Mkdir(broken, 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(broken, "config.toml"), "nonsense = \n")
	for u = client.next(); len(u.Order) != 3; u = client.next() {
	}
	if text := html(u, u.Order[2]); !strings.Contains(text, "failed") || !strings.Contains(text, "config.toml:1") {
		t.Errorf("a run that does not read is listed as %s", text)
	}
	if err := os.Rename(filepath.Join(dir, "a b"), filepath.Join(t.TempDir(), "aside")); err != nil {
		t.Fatal(err)
	}
	for u = client.next(); len(u.Order) != 2; u = client.next() {
	}
	own := listen(t, server, "a%20b/seed-1", "")
	for u = own.next(); !strings.Contains(html(u, "status"), "The folder is gone"); u = own.next() { // or no event comes
	}
}
