package watch

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Options say what to serve, and where.
type Options struct {
	Folder string             // of a run, or with runs below it
	Listen string             // an address or name of this machine, without port; "" is this machine alone
	Port   int                // 0 is a free one
	Line   func(error) string // makes the line that a page shows for an error
	Log    io.Writer          // gets what goes wrong while serving
}

// Server serves the pages of a folder.
type Server struct {
	options  Options
	listener net.Listener
	guard    guard
	epoch    string        // of this process; versions of another mean nothing here
	every    time.Duration // between two looks, at least

	mu    sync.Mutex
	feeds map[string]*feed // by the path of the page; see [Server.feed]
	runs  *runs
}

const (
	lookEvery    = time.Second
	headerTime   = 10 * time.Second // a client may take to send a request
	idleTime     = 2 * time.Minute
	shutdownTime = time.Second
	maxHeader    = 16 << 10
)

// Open listens at the address of the options.
func Open(o Options) (*Server, error) {
	host := strings.Trim(o.Listen, "[]")
	if host == "" {
		host = "127.0.0.1"
	}
	listener, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(o.Port)))
	if err != nil {
		return nil, fmt.Errorf("watch: %w", err)
	}
	s := &Server{options: o, listener: listener, epoch: rand.Text(), every: lookEvery, feeds: map[string]*feed{}, runs: newRuns(o.Folder, o.Line)}
	s.guard = guard{names: ownNames(host), cookie: fmt.Sprintf("autogan-%d", s.address().Port)}
	if !s.address().IP.IsLoopback() {
		s.guard.token = rand.Text()
	}
	return s, nil
}

func (s *Server) address() *net.TCPAddr { return s.listener.Addr().(*net.TCPAddr) }

// Addresses returns where the pages are, with the token if they need one. A server
// that listens at all addresses of the machine has several.
func (s *Server) Addresses() []string {
	ips := []net.IP{s.address().IP}
	if ips[0].IsUnspecified() {
		ips = ownAddresses()
	}
	var list []string
	for _, ip := range ips {
		u := url.URL{Scheme: "http", Host: net.JoinHostPort(ip.String(), strconv.Itoa(s.address().Port)), Path: "/"}
		if s.guard.token != "" {
			u.RawQuery = url.Values{tokenName: {s.guard.token}}.Encode()
		}
		list = append(list, u.String())
	}
	return list
}

// ownAddresses lists those at which other machines may find this one, or that of
// the machine itself if it has none.
func ownAddresses() []net.IP {
	var list []net.IP
	addresses, _ := net.InterfaceAddrs() // without them there is still the one below
	for _, a := range addresses {
		if ip, ok := a.(*net.IPNet); ok && ip.IP.IsGlobalUnicast() {
			list = append(list, ip.IP)
		}
	}
	if len(list) == 0 {
		return []net.IP{net.IPv4(127, 0, 0, 1)}
	}
	return list
}

// Serve answers until ctx ends, which is no error.
func (s *Server) Serve(ctx context.Context) error {
	server := &http.Server{
		Handler:           s.handler(),
		ReadHeaderTimeout: headerTime,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    maxHeader,
		BaseContext:       func(net.Listener) context.Context { return ctx }, // ends the events
		ErrorLog:          log.New(s.options.Log, "autogan: watch: ", 0),
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(s.listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("watch: %w", err)
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
	defer cancel()
	if server.Shutdown(last) != nil {
		server.Close() // of clients that do not read their answers; nothing is left to do about an error
	}
	return nil
}

func (s *Server) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/{$}", s.page)
	mux.HandleFunc("/run/{path...}", s.page)
	mux.HandleFunc("/events/{path...}", s.events)
	return s.guard.protect(mux)
}
