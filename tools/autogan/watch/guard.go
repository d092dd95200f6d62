package watch

import (
	"crypto/subtle"
	"net"
	"net/http"
	"net/netip"
	"os"
	"slices"
	"strings"
)

// tokenName is that of the token in an address.
const tokenName = "token"

// guard decides which requests are answered.
type guard struct {
	names  []string // under which the server may be asked for, besides any number
	token  string   // "" where only this machine can connect
	cookie string   // with the token; cookies do not tell ports apart, so its name does
}

// ownNames are the names of a server that listens at host.
func ownNames(host string) []string {
	names := []string{"localhost", host}
	if name, err := os.Hostname(); err == nil {
		names = append(names, name, name+".local")
	}
	return names
}

// protect passes on what may be answered.
func (g guard) protect(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		setHeaders(w.Header())
		switch {
		case !g.own(r.Host):
			http.Error(w, "autogan watch: this server has another name; open the address that it has printed", http.StatusMisdirectedRequest)
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "autogan watch: pages can only be read", http.StatusMethodNotAllowed)
		case g.same(r.URL.Query().Get(tokenName)):
			g.welcome(w, r)
		case !g.knows(r):
			http.Error(w, "autogan watch: the token is missing or is that of an earlier start; open the address that was printed at this one", http.StatusForbidden)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// setHeaders keeps pages out of caches, frames and other pages. They get scripts
// and styles of their own from [page], and nothing from elsewhere.
func setHeaders(h http.Header) {
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
}

// own reports whether a request was for this server. A number cannot be led here
// by somebody else's name server; a name can.
func (g guard) own(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.Trim(host, "[]")
	_, err := netip.ParseAddr(host)
	return err == nil || slices.ContainsFunc(g.names, func(name string) bool { return strings.EqualFold(name, host) })
}

// knows reports whether the request may be answered: it brings the token, or needs
// none.
func (g guard) knows(r *http.Request) bool {
	if g.token == "" {
		return true
	}
	c, err := r.Cookie(g.cookie)
	return err == nil && g.same(c.Value)
}

// same compares with the token in a time that says nothing of it.
func (g guard) same(token string) bool {
	return g.token != "" && subtle.ConstantTimeCompare([]byte(token), []byte(g.token)) == 1
}

// welcome lets the browser keep the token as a cookie and takes it out of the
// address, which others may see.
func (g guard) welcome(w http.ResponseWriter, r *http.Request) {
	http.SetCookie(w, &http.Cookie{Name: g.cookie, Value: g.token, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode})
	http.Redirect(w, r, "/"+strings.TrimLeft(r.URL.EscapedPath(), "/"), http.StatusSeeOther) // "//name" would lead elsewhere
}
