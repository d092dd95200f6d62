package cli

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// TestWatchEndsWithCtrlC, without an error, while a page is open.
func TestWatchEndsWithCtrlC(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	root := newRoot(func(string) {})
	lines, out := io.Pipe()
	root.SetOut(out)
	root.SetErr(io.Discard)
	args := []string{"watch", "../../../tests/e2e/testdata/format1/trained"}
	root.SetArgs(args)
	ended := make(chan error, 1)
	go func() { ended <- execute(ctx, root, args, new(atomic.Bool)) }()
	address, err := bufio.NewReader(lines).ReadString('\n')
	if err != nil || !strings.HasPrefix(address, "http://127.0.0.1:") {
		t.Fatalf("it prints %q, %v", address, err)
	}
	answer, err := http.Get(strings.TrimSpace(address) + "events/")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if _, err := answer.Body.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	interrupt()
	select {
	case err := <-ended:
		if status := exitStatus(err); status != statusOK {
			t.Errorf("status %d, %v", status, err)
		}
	case <-time.After(grace + 5*time.Second):
		t.Error("it goes on")
	}
}

// TestWatchRefusesBadInput before it prints an address.
func TestWatchRefusesBadInput(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	port := strconv.Itoa(taken.Addr().(*net.TCPAddr).Port)
	for _, c := range []struct {
		args []string
		want string
	}{
		{nil, "got 0 arguments"},
		{[]string{filepath.Join(t.TempDir(), "nowhere")}, "nowhere"},
		{[]string{"watch.go"}, "watch.go is a file, want the folder of a run or one with runs"},
		{[]string{".", "--port=70000"}, "want 0 to 65,535"},
		{[]string{".", "--port=" + port}, "--port and --listen name another place"},
		{[]string{".", "--listen="}, "--listen is empty"},
		{[]string{".", "--listen=192.0.2.1"}, "--port and --listen name another place"},
		{[]string{".", "--listen=127.0.0.1:80"}, "want an address without port"},
	} {
		var stdout, stderr bytes.Buffer
		status := run(append([]string{"watch"}, c.args...), &stdout, &stderr)
		if status != statusBadInput || !strings.Contains(stderr.String(), c.want) || strings.Count(stderr.String(), "\n") != 1 || stdout.Len() > 0 {
			t.Errorf("%q: status %d, %q, %q; want %q", c.args, status, stdout.String(), stderr.String(), c.want)
		}
	}
}
