package watch

import (
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"autogan/tools/autogan/report"
)

// runs are those of a folder, as they are found.
type runs struct {
	folder string
	line   func(error) string

	mu    sync.Mutex
	known map[string]*report.Live // by the path below the folder, with slashes; "" is the folder itself
}

func newRuns(folder string, line func(error) string) *runs {
	return &runs{folder: folder, line: line, known: map[string]*report.Live{"": report.Follow(folder, line)}}
}

// maxDepth is how far below the folder runs are looked for: a training of a
// derivation of a comparison is four folders deep.
const maxDepth = 5

// unlisted are folders of a run that hold no runs, or hundreds of short ones.
var unlisted = []string{"samples", "scratch"}

// find returns the paths of the runs below the folder, in their order.
func (r *runs) find() []string {
	root, err := filepath.EvalSymlinks(r.folder) // the walk follows no link
	if err != nil {
		return nil // the folder's own page says so
	}
	var paths []string
	_ = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error { // what cannot be read now is looked for again
		if err != nil || !entry.IsDir() || path == root {
			return nil
		}
		below, err := filepath.Rel(root, path)
		if err != nil {
			return nil
		}
		below = filepath.ToSlash(below)
		if slices.Contains(unlisted, entry.Name()) || strings.HasPrefix(entry.Name(), ".") || strings.Count(below, "/") >= maxDepth {
			return filepath.SkipDir
		}
		if begun, err := report.HasRun(path); begun || err != nil {
			paths = append(paths, below)
		}
		return nil
	})
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, path := range paths {
		if r.known[path] == nil {
			r.known[path] = report.Follow(filepath.Join(r.folder, filepath.FromSlash(path)), r.line)
		}
	}
	return paths
}

// has reports whether a run was found at a path.
func (r *runs) has(path string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.known[path] != nil
}

// status and look return the run at a path that was found.
func (r *runs) status(path string) report.Status {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.known[path].Status()
}

func (r *runs) look(path string) report.View {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.known[path].Look()
}
