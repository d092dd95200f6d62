package watch

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var screenshots = flag.String("screenshots", "", "a folder for images of what TestInABrowser sees")

// TestInABrowser follows a search, from its index to its end, in a page that is
// never loaded again.
func TestInABrowser(t *testing.T) {
	page := openTab(t)
	dir := t.TempDir()
	folder := copyRun(t, "search", filepath.Join(dir, "first"))
	server := serve(t, dir, 0)
	page.size(1280, 900)
	page.open(server.Addresses()[0])
	page.await("the index", "document.querySelectorAll('article').length == 1 && connection.textContent == 'live'")
	for _, name := range []string{"second", "another"} {
		copyRun(t, "trained", filepath.Join(dir, name))
	}
	const listed = "[...document.querySelectorAll('article a')].map(a => a.textContent)"
	page.await("runs that begin later", listed+" == 'another,first,second'")
	if err := os.Rename(filepath.Join(dir, "another"), filepath.Join(t.TempDir(), "aside")); err != nil {
		t.Fatal(err)
	}
	page.await("a run that is moved away", listed+" == 'first,second'")
	page.await("a run that has ended", "document.querySelectorAll('article.finished').length == 1")
	page.value("document.querySelector('article a').click()")
	page.await("the page of a run", "location.pathname == '/run/first' && connection.textContent == 'live'")

	page.value("window.neverLoadedAgain = true; config.open = true; document.querySelector('#config pre').focus(); scrollTo(0, 100)")
	const losses = "document.querySelector('#section-losses-of-the-shared-gan .wide')"
	before := page.value(losses + ".querySelectorAll('path[style*=\"#0072B2\"]')[0].getAttribute('d').length")
	add(t, folder, "metrics.jsonl", `{"iteration":1,"stage":1,"step":1,"loss_d":1.5,"loss_g":0.5}`+"\n"+`{"iteration":1,"stage":1,"step":2,"loss_d":1.75,"reset":true}`+"\n"+`{"iteration":1,"sta`)
	page.await("a curve grows", losses+".querySelectorAll('path[style*=\"#0072B2\"]')[0].getAttribute('d').length > "+before)
	page.await("a growth and a reset appear", fmt.Sprintf("%s.textContent.includes('growth') && %[1]s.textContent.includes('reset')", losses))
	page.await("half a line is not shown", "document.querySelector('.state').textContent.includes('step 2')")

	drawSamples(t, folder, 1)
	page.await("samples appear", "document.querySelectorAll('#section-samples img').length == 1")
	page.value("window.samples = document.querySelector('#section-samples img'); window.shown = samples.src")
	drawSamples(t, folder, 2)
	page.await("samples are replaced in their place", "samples.isConnected && samples.src != shown && samples.naturalWidth == 20")
	settings, err := os.ReadFile(filepath.Join(folder, "config.toml"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(folder, "config.toml"), strings.Replace(string(settings), "seed = 7", "seed = 8", 1))
	page.await("a setting changes", "config.textContent.includes('seed = 8')")
	page.await("what the reader opened, focused and scrolled stays", "config.open && document.activeElement == document.querySelector('#config pre') && scrollY == 100")
	shoot(page, "run")

	write(t, filepath.Join(folder, "metrics.jsonl"), "nonsense\n")
	page.await("a broken run's error is one line", "document.querySelector('#status.failed .detail')?.textContent.includes('metrics.jsonl:1: ') && !!document.querySelector('#section-samples')")
	shoot(page, "broken")
	write(t, filepath.Join(folder, "metrics.jsonl"), "")

	port := server.address().Port
	server.stop()
	page.await("a lost server shows", "connection.textContent.startsWith('not connected')")
	write(t, filepath.Join(folder, "result.json"), `{"top":[{"arch":"1 0 1 1 / 1 0 0 1 1 / 1 0 1 0 3","reward":3.25,"params":4405251,"macs":1765015552}],"stages":[],"resets":1}`)
	serve(t, dir, port)
	page.await("the page catches up with the end of the run", "!!document.querySelector('#status.finished') && document.body.textContent.includes('4,405,251')")
	page.await("the page was never loaded again", "neverLoadedAgain")

	page.size(375, 812)
	for _, path := range []string{"/run/first", "/"} {
		page.open(strings.TrimSuffix(server.Addresses()[0], "/") + path)
		page.await("a phone needs no scrolling sideways", "document.documentElement.scrollWidth <= 375")
		shoot(page, "phone"+strings.ReplaceAll(path, "/", "-"))
	}
	page.call("Input.dispatchKeyEvent", map[string]any{"type": "keyDown", "key": "Tab", "windowsVirtualKeyCode": 9}, nil)
	page.await("the keyboard's focus shows", "document.activeElement.matches('a:focus-visible') && getComputedStyle(document.activeElement).outlineStyle == 'solid'")
	for _, text := range page.printed {
		if !strings.Contains(text, "ERR_CONNECTION_REFUSED") { // while there was no server
			t.Errorf("the console says %s", text)
		}
	}
}

// shoot writes an image if the developer wants to look at it.
func shoot(page *tab, name string) {
	if *screenshots != "" {
		page.screenshot(filepath.Join(*screenshots, "watch-"+name+".png"))
	}
}

// copyRun copies the test data of an earlier program to a folder.
func copyRun(t *testing.T, name, folder string) string {
	t.Helper()
	if err := os.CopyFS(folder, os.DirFS(filepath.Join("../../../tests/e2e/testdata/format1", name))); err != nil {
		t.Fatal(err)
	}
	return folder
}
