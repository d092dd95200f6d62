package watch

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"autogan/tools/browser"
)

// tab is a page in a headless Chromium, which is driven by the DevTools protocol
// over two pipes: JSON texts that end in a zero byte. That needs neither a port
// nor a library.
type tab struct {
	t       *testing.T
	out, in *os.File
	text    *bufio.Reader // of in
	session string
	calls   int
	printed []string // by the console, and exceptions
}

// openTab starts a browser with one page. Where there is none the test is skipped.
func openTab(t *testing.T) *tab {
	t.Helper()
	b, err := browser.Find()
	if err != nil {
		t.Skip(err)
	}
	toBrowser, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	in, fromBrowser, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(b.Program, "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", "--user-data-dir="+t.TempDir())
	cmd.Env = append(os.Environ(), b.Env...)
	cmd.ExtraFiles = []*os.File{toBrowser, fromBrowser} // 3 and 4, as the option wants
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	toBrowser.Close()
	fromBrowser.Close()
	page := &tab{t: t, out: out, in: in, text: bufio.NewReader(in)}
	t.Cleanup(func() {
		page.session = "" // the browser itself
		page.call("Browser.close", nil, nil)
		out.Close()
		_ = cmd.Wait() // it was told to end
		in.Close()
	})
	var target, attached struct{ TargetID, SessionID string }
	page.call("Target.createTarget", map[string]any{"url": "about:blank"}, &target)
	page.call("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &attached)
	page.session = attached.SessionID
	for _, domain := range []string{"Page", "Runtime", "Log"} {
		page.call(domain+".enable", nil, nil)
	}
	return page
}

// call calls a method of the protocol.
func (p *tab) call(method string, params map[string]any, result any) {
	p.t.Helper()
	if err := p.try(method, params, result); err != nil {
		p.t.Fatal(err)
	}
}

// request and answer are texts of the protocol. An answer without ID is an event.
type request struct {
	ID      int            `json:"id"`
	Method  string         `json:"method"`
	Params  map[string]any `json:"params,omitempty"`
	Session string         `json:"sessionId,omitempty"`
}

type answer struct {
	ID     int
	Method string
	Params json.RawMessage
	Result json.RawMessage
	Error  *struct{ Message string }
}

// try calls a method and waits for its result.
func (p *tab) try(method string, params map[string]any, result any) error {
	p.t.Helper()
	p.calls++
	text, err := json.Marshal(request{p.calls, method, params, p.session})
	if err == nil {
		_, err = p.out.Write(append(text, 0))
	}
	if err != nil {
		p.t.Fatalf("%s: %v", method, err)
	}
	a := p.read()
	for a.ID != p.calls {
		if a.Method == "Runtime.exceptionThrown" || a.Method == "Log.entryAdded" {
			p.printed = append(p.printed, string(a.Params))
		}
		a = p.read()
	}
	switch {
	case a.Error != nil:
		return fmt.Errorf("%s: %s", method, a.Error.Message)
	case result == nil:
		return nil
	}
	return json.Unmarshal(a.Result, result)
}

func (p *tab) read() (a answer) {
	p.t.Helper()
	p.in.SetReadDeadline(time.Now().Add(patience))
	text, err := p.text.ReadBytes(0)
	if err == nil {
		err = json.Unmarshal(text[:len(text)-1], &a)
	}
	if err != nil {
		p.t.Fatalf("the browser's answer: %v", err)
	}
	return a
}

// value is what an expression of JavaScript gives, as text.
func (p *tab) value(expression string) string {
	p.t.Helper()
	value, err := p.evaluate(expression)
	if err != nil {
		p.t.Fatal(err)
	}
	return value
}

func (p *tab) evaluate(expression string) (string, error) {
	p.t.Helper()
	var got struct {
		Result           struct{ Value any }
		ExceptionDetails *struct{ Exception struct{ Description string } }
	}
	err := p.try("Runtime.evaluate", map[string]any{"expression": expression, "returnByValue": true}, &got)
	if err == nil && got.ExceptionDetails != nil {
		err = fmt.Errorf("%s: %s", expression, got.ExceptionDetails.Exception.Description)
	}
	return fmt.Sprint(got.Result.Value), err
}

// await waits until an expression is true. Until then it may fail: a page that is
// left answers nothing.
func (p *tab) await(what, expression string) {
	p.t.Helper()
	for end := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		value, err := p.evaluate(expression)
		if value == "true" {
			return
		}
		if time.Now().After(end) {
			p.t.Fatalf("%s: %s is %s, %v; the page says %.2000s", what, expression, value, err, p.value("document.body.innerText"))
		}
	}
}

// size makes the page as large as a screen, that of a phone if it is narrow.
func (p *tab) size(width, height int) {
	p.t.Helper()
	p.call("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 700}, nil)
}

func (p *tab) open(url string) {
	p.t.Helper()
	p.call("Page.navigate", map[string]any{"url": url}, nil)
	p.await(url, "document.readyState == 'complete' && location.href != 'about:blank'")
}

// screenshot writes what the page looks like to a PNG file.
func (p *tab) screenshot(path string) {
	p.t.Helper()
	var shot struct{ Data string }
	p.call("Page.captureScreenshot", map[string]any{"format": "png", "captureBeyondViewport": strings.Contains(path, "whole")}, &shot)
	png, err := base64.StdEncoding.DecodeString(shot.Data)
	if err == nil {
		err = os.WriteFile(path, png, 0o644)
	}
	if err != nil {
		p.t.Fatal(err)
	}
}
