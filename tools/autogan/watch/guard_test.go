package watch

import (
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// get asks for an address and returns the answer and its text. Edit changes the
// request.
func get(t *testing.T, client *http.Client, address string, edit func(*http.Request)) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), "GET", address, nil)
	if err != nil {
		t.Fatal(err)
	}
	if edit != nil {
		edit(request)
	}
	answer, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(text)
}

// unfollowed is a client that follows no redirection and keeps no cookie.
var unfollowed = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// TestTokenIsWanted at an address that others can reach: in the address at first,
// and then as a cookie.
func TestTokenIsWanted(t *testing.T) {
	server := serveAt(t, Options{Folder: copyRun(t, "trained", filepath.Join(t.TempDir(), "run")), Listen: "0.0.0.0"})
	first, err := url.Parse(server.Addresses()[0])
	if err != nil || len(first.Query().Get(tokenName)) < 26 {
		t.Fatalf("it prints %v (%v), want a token of 128 bits", first, err)
	}
	bare := "http://" + first.Host
	wrong := first.Query().Get(tokenName)[1:]
	for _, address := range []string{bare + "/", bare + "/events/", bare + "/run/x", bare + "/?token=", bare + "/?token=" + wrong} {
		if answer, text := get(t, unfollowed, address, nil); answer.StatusCode != http.StatusForbidden || strings.Contains(text, "old-train") {
			t.Fatalf("%s: %s", address, answer.Status) // events would not end
		}
	}
	answer, _ := get(t, unfollowed, bare+"/", func(r *http.Request) { r.AddCookie(&http.Cookie{Name: server.guard.cookie, Value: wrong}) })
	if answer.StatusCode != http.StatusForbidden {
		t.Errorf("with a wrong cookie: %s", answer.Status)
	}
	answer, _ = get(t, unfollowed, bare+"//elsewhere/?"+first.RawQuery, nil)
	if to := answer.Header.Get("Location"); to != "/elsewhere/" {
		t.Errorf("the token leads to %q", to)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, text := get(t, &http.Client{Jar: jar}, first.String(), nil)
	if answer.StatusCode != http.StatusOK || answer.Request.URL.RawQuery != "" || !strings.Contains(text, "old-train") {
		t.Errorf("with the token: %s at %s", answer.Status, answer.Request.URL)
	}
	if set := jar.Cookies(first); len(set) != 1 || set[0].Value != first.Query().Get(tokenName) {
		t.Errorf("the cookies are %v", set)
	}
}

// TestThisMachineNeedsNoToken, and nobody else is listened to.
func TestThisMachineNeedsNoToken(t *testing.T) {
	for _, listen := range []string{"", "localhost"} {
		server := serveAt(t, Options{Folder: copyRun(t, "trained", filepath.Join(t.TempDir(), "run")), Listen: listen})
		address := server.Addresses()[0]
		if !server.address().IP.IsLoopback() || strings.Contains(address, tokenName) {
			t.Errorf("by default it is at %s", address)
		}
		if answer, text := get(t, unfollowed, address, nil); answer.StatusCode != http.StatusOK || !strings.Contains(text, "old-train") {
			t.Errorf("%s: %s", address, answer.Status)
		}
	}
}

// TestOtherNamesAreRefused: a name that is not the server's may be one that leads
// here to read what only this machine may.
func TestOtherNamesAreRefused(t *testing.T) {
	server := serve(t, copyRun(t, "trained", filepath.Join(t.TempDir(), "run")), 0)
	for host, want := range map[string]int{
		"localhost": http.StatusOK, "LOCALHOST:80": http.StatusOK, "127.0.0.1:8080": http.StatusOK, "[::1]:8080": http.StatusOK,
		"evil.example": http.StatusMisdirectedRequest, "evil.example:80": http.StatusMisdirectedRequest,
		"localhost.evil.example": http.StatusMisdirectedRequest, "127.0.0.1.evil.example": http.StatusMisdirectedRequest,
	} {
		for _, path := range []string{"", "events/?since="} {
			answer, err := unfollowed.Do(&http.Request{Method: "HEAD", Host: host, URL: must(t, server.Addresses()[0]+path)})
			if err != nil {
				t.Fatal(err)
			}
			answer.Body.Close()
			if answer.StatusCode != want {
				t.Errorf("host %s: %s, want %d", host, answer.Status, want)
			}
		}
	}
}

func must(t *testing.T, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// TestPagesAreOnlyRead by GET and HEAD.
func TestPagesAreOnlyRead(t *testing.T) {
	server := serve(t, copyRun(t, "trained", filepath.Join(t.TempDir(), "run")), 0)
	for _, method := range []string{"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"} {
		answer, _ := get(t, unfollowed, server.Addresses()[0], func(r *http.Request) { r.Method = method })
		if answer.StatusCode != http.StatusMethodNotAllowed || answer.Header.Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: %s", method, answer.Status)
		}
	}
}

// TestNoFilesAreServed: a path is that of a run that was found, or of nothing.
func TestNoFilesAreServed(t *testing.T) {
	dir := t.TempDir()
	copyRun(t, "trained", filepath.Join(dir, "watched", "run"))
	copyRun(t, "trained", filepath.Join(dir, "other"))
	server := serve(t, filepath.Join(dir, "watched"), 0)
	base := strings.TrimSuffix(server.Addresses()[0], "/")
	for _, path := range []string{
		"/config.toml", "/run/run/config.toml", "/run/run/run.json", "/run/%2e%2e/other", "/run/..%2fother", "/run/run/..%2f..%2fother",
		"/run/" + url.PathEscape(filepath.Join(dir, "other")), "/run//" + filepath.Join(dir, "other"), "/events/..%2fother", "/run/run/", "/run/.", "/other",
	} {
		if answer, text := get(t, unfollowed, base+path, nil); answer.StatusCode == http.StatusOK || strings.Contains(text, "old-train") {
			t.Errorf("%s: %s", path, answer.Status)
		}
	}
	if answer, text := get(t, unfollowed, base+"/run/run", nil); answer.StatusCode != http.StatusOK || !strings.Contains(text, "old-train") {
		t.Errorf("the run itself: %s", answer.Status)
	}
}

// TestPolicyFitsThePage: it allows the style and the script of the page by their
// hashes, and nothing from elsewhere.
func TestPolicyFitsThePage(t *testing.T) {
	server := serve(t, copyRun(t, "trained", filepath.Join(t.TempDir(), "run")), 0)
	answer, text := get(t, unfollowed, server.Addresses()[0], nil)
	policy := answer.Header.Get("Content-Security-Policy")
	for _, element := range []string{"script", "style"} {
		found := regexp.MustCompile(`(?s)<`+element+`[^>]*>(.*?)</`+element+`>`).FindAllStringSubmatch(text, -1)
		if len(found) != 1 || !strings.Contains(policy, element+"-src") || !strings.Contains(policy, hashOf(found[0][1])) {
			t.Errorf("the policy does not fit the page's %d elements %s: %s", len(found), element, policy)
		}
	}
	for _, want := range []string{"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("the policy lacks %s", want)
		}
	}
	for _, elsewhere := range []string{`src="http`, `href="http`, "url(http", "//cdn", "@import", "unsafe-eval"} {
		if strings.Contains(text, elsewhere) {
			t.Errorf("the page has %s", elsewhere)
		}
	}
}

// TestNothingIsWritten: a run finds its folder as it was.
func TestNothingIsWritten(t *testing.T) {
	folder := copyRun(t, "search", filepath.Join(t.TempDir(), "run"))
	list := func() string {
		var text strings.Builder
		err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			info, err := entry.Info()
			fmt.Fprintln(&text, path, info.Size(), info.ModTime())
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return text.String()
	}
	before := list()
	server := serve(t, folder, 0)
	listen(t, server, "", "").next()
	server.stop()
	if after := list(); after != before {
		t.Errorf("it leaves\n%s\nof\n%s", after, before)
	}
}
