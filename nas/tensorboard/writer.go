package tensorboard

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"time"

	"autogan/vk/protobuf"
)

// IsName reports whether a file has the name of an event file.
func IsName(name string) bool { return names.MatchString(name) }

// names matches event files of this package. The number is a time in seconds,
// or more: TensorBoard reads them in the order of their names.
var names = regexp.MustCompile(`^events\.out\.tfevents\.(\d{10,18})\.autogan$`)

// Writer appends to an event file of its own. A nil Writer writes nothing.
type Writer struct {
	folder string
	from   int64 // the first step that is new
	latest int64 // number of the latest earlier file; 0 if there is none
	now    func() time.Time
	file   *os.File // made with the first event
	err    error    // the first; what was written last may not be whole
}

// New returns a writer for a folder, in which there may be event files of
// earlier processes. What they have from step from on will be written again.
func New(folder string, from int64) (*Writer, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, fmt.Errorf("tensorboard: %w", err)
	}
	w := &Writer{folder: folder, from: from, now: time.Now}
	for _, e := range entries {
		if match := names.FindStringSubmatch(e.Name()); match != nil {
			number, err := strconv.ParseInt(match[1], 10, 64)
			if err != nil {
				return nil, fmt.Errorf("tensorboard: %s: %w", e.Name(), err)
			}
			w.latest = max(w.latest, number)
		}
	}
	return w, nil
}

// Continues reports whether the folder had event files before.
func (w *Writer) Continues() bool { return w != nil && w.latest > 0 }

// Add writes the points of a step. It returns an error if the file cannot be
// written, now or before.
func (w *Writer) Add(step int64, points ...Point) error {
	if w == nil || len(points) == 0 {
		return nil
	}
	var text bytes.Buffer
	if w.file == nil && w.err == nil {
		w.err = w.begin(&text)
	}
	if w.err != nil {
		return w.err
	}
	var summary protobuf.Message
	for _, p := range points {
		summary.Message(summaryValue, p.value)
	}
	e := event(w.now(), step)
	e.Message(eventSummary, summary)
	record(&text, e)
	if _, err := w.file.Write(text.Bytes()); err != nil {
		w.err = fmt.Errorf("tensorboard: %w", err)
	}
	return w.err
}

// begin makes the file and appends its first records to text.
func (w *Writer) begin(text *bytes.Buffer) (err error) {
	now := w.now()
	number := max(now.Unix(), w.latest+1)
	path := filepath.Join(w.folder, fmt.Sprintf("events.out.tfevents.%010d.autogan", number))
	if w.file, err = os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY|os.O_APPEND, 0o666); err != nil {
		return fmt.Errorf("tensorboard: %w", err)
	}
	first := event(now, 0)
	first.String(eventVersion, version)
	record(text, first)
	if !w.Continues() {
		w.from = 0
	}
	var session protobuf.Message
	session.Int(sessionStatus, sessionStart)
	start := event(now, w.from)
	start.Message(eventSession, session)
	record(text, start)
	return nil
}

// Close closes the file.
func (w *Writer) Close() error {
	if w == nil || w.file == nil {
		return nil
	}
	return w.file.Close()
}
