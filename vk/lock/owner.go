package lock

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
	"time"

	"autogan/vk/durable"
)

// Owner is the process that has a lock.
type Owner struct {
	PID     int       `json:"pid"`
	Host    string    `json:"host"`
	Command string    `json:"command"`
	Since   time.Time `json:"since"`
}

// String reads "process 4711 on host box, since 2026-01-02 15:04:05 (autogan
// search quickstart)".
func (o Owner) String() string {
	return fmt.Sprintf("process %d on host %s, since %s (%s)", o.PID, o.Host, o.Since.Local().Format(time.DateTime), o.Command)
}

// HeldError says that another process has a lock.
type HeldError struct {
	Path  string
	Owner *Owner // nil if the process has not said who it is
}

// Error implements error.
func (e *HeldError) Error() string { return fmt.Sprintf("%s is locked by %s", e.Path, e.Holder()) }

// Holder says which process has the lock.
func (e *HeldError) Holder() string {
	if e.Owner == nil {
		return "another process"
	}
	return e.Owner.String()
}

// ownerPath is the file that says who has the lock at path.
func ownerPath(path string) string { return path + ".json" }

func writeOwner(path string) error {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	text, err := json.Marshal(Owner{os.Getpid(), host, strings.Join(os.Args, " "), time.Now().UTC().Truncate(time.Second)})
	if err != nil {
		return fmt.Errorf("lock: encode its owner: %w", err)
	}
	return durable.WriteFile(ownerPath(path), append(text, '\n'))
}

// readOwner returns nil if there is nothing to read.
func readOwner(path string) *Owner {
	var o Owner
	text, err := durable.ReadFile(ownerPath(path))
	if err != nil || json.Unmarshal(text, &o) != nil {
		return nil
	}
	return &o
}

// Said returns who says that it has the lock at path; nil if nobody does. Unlike
// [Held] it does not try the lock, so a process that takes it at that moment is
// not refused. A process that was killed, or a file system without locks, leaves
// what was said: see [Owner.Gone].
func Said(path string) *Owner { return readOwner(path) }

// Gone reports whether the process is known to have ended. Of one on another host
// that is not known.
func (o Owner) Gone() bool {
	if host, err := os.Hostname(); err != nil || host != o.Host || o.PID <= 0 {
		return false
	}
	process, err := os.FindProcess(o.PID)
	if err != nil { // on Windows
		return true
	}
	defer process.Release() // no error of it matters
	return errors.Is(process.Signal(syscall.Signal(0)), os.ErrProcessDone)
}
