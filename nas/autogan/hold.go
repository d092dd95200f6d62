package autogan

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"autogan/nas/autogan/config"
	"autogan/nas/tensorboard"
	"autogan/vk/durable"
	"autogan/vk/lock"
)

// hold locks a run's folder for this process and makes it if it is missing. A
// folder in which another process works, one that holds something else than a
// run, and one that lies in another run, are a [*config.Error]. Release the lock
// when the work has ended: what it made is gone then, unless a run has begun.
func hold(path string, observer Observer) (*lock.Lock, error) {
	if err := cmp.Or(refuseForeign(path), refuseInside(path)); err != nil {
		return nil, err
	}
	l, err := lock.Take(filepath.Join(path, lockFile), observer.Message)
	var held *lock.HeldError
	if errors.As(err, &held) {
		return nil, inWork(path, held, ", or name another folder with --run")
	}
	if err != nil {
		return nil, fmt.Errorf("autogan: run folder: %w", err)
	}
	return l, nil
}

// holdMany locks the folder of several runs, as hold does. The folder of one run
// is a [*config.Error]: its page and its files are not those of several.
func holdMany(path string, observer Observer) (*lock.Lock, error) {
	one, err := begun(path)
	if one {
		err = &config.Error{Where: path, Problem: "a run has begun in this folder; several runs need one of their own: name another with --run"}
	}
	if err != nil {
		return nil, err
	}
	return hold(path, observer)
}

// refuseSeveral returns a [*config.Error] if a folder holds several runs and is
// none itself.
func refuseSeveral(path string) error {
	entries, err := os.ReadDir(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	one, failed := begun(path)
	if err := cmp.Or(err, failed); one || err != nil {
		return err
	}
	name, err := begunSeed(path, entries)
	if name == "" {
		return err
	}
	return &config.Error{Where: path, Problem: fmt.Sprintf("this folder holds several runs, such as %s; name another with --run", name)}
}

// begunSeed returns the first of a folder's entries that is the folder of a seed
// in which a run has begun; "" if there is none.
func begunSeed(path string, entries []os.DirEntry) (string, error) {
	for _, e := range entries {
		if !ofSeed.MatchString(e.Name()) {
			continue
		}
		run, err := begun(filepath.Join(path, e.Name()))
		if err != nil {
			return "", err
		}
		if run {
			return e.Name(), nil
		}
	}
	return "", nil
}

// inWork is the mistake of using a folder in which another process works. Or is
// what else one can do than wait.
func inWork(path string, held *lock.HeldError, or string) error {
	return &config.Error{Where: path, Problem: held.Holder() + " works in this folder; wait until it has ended" + or}
}

// inWorkBelow returns a [*config.Error] as held if another process works in a
// folder or in one below it: the trainings of a search and the runs of a
// comparison have locks of their own. What cannot be looked at is unread.
func inWorkBelow(path string) (held, unread error) {
	_ = filepath.WalkDir(path, func(at string, entry fs.DirEntry, err error) error { // every error is in unread
		var other *lock.HeldError
		if err == nil && !entry.IsDir() && entry.Name() == lockFile {
			other, err = lock.Held(at)
		}
		if other != nil {
			held = inWork(filepath.Dir(at), other, "")
			return filepath.SkipAll
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			unread = fmt.Errorf("autogan: run folder: %w", err)
		}
		return nil
	})
	return held, unread
}

// refuseForeign returns a [*config.Error] if a folder is not empty and holds no
// run: a run would strew its files there, and --restart would move the folder.
func refuseForeign(path string) error {
	entries, err := os.ReadDir(path)
	if there, missing := durable.Exists(path); !there && missing == nil {
		return nil
	}
	if err != nil {
		return &config.Error{Where: path, Problem: fmt.Sprintf("this cannot be a run's folder: %v", err)}
	}
	foreign := slices.IndexFunc(entries, func(e os.DirEntry) bool { return !isOfRun(path, e.Name()) })
	if foreign < 0 {
		return nil
	}
	if run, err := begun(path); run || err != nil {
		return err
	}
	if name, err := begunSeed(path, entries); name != "" || err != nil {
		return err
	}
	return &config.Error{Where: path, Problem: fmt.Sprintf("this folder is not empty and holds no run (it has %q); name a new or empty one with --run", entries[foreign].Name())}
}

// refuseInside returns a [*config.Error] if a folder lies in that of a run and is
// none of the folders in which parts of a run are runs themselves: the outer run
// might write there, and --restart would move its files.
func refuseInside(path string) error {
	real, err := filepath.Abs(path)
	if err != nil {
		return fmt.Errorf("autogan: run folder: %w", err)
	}
	if followed, err := filepath.EvalSymlinks(real); err == nil { // else it is not there yet
		real = followed
	}
	name := filepath.Base(real)
	if innerRun.MatchString(name) || numbered.MatchString(name) || ofSeed.MatchString(name) {
		return nil
	}
	outer := filepath.Dir(real)
	if run, err := begun(outer); !run {
		return err
	}
	return &config.Error{Where: path, Problem: fmt.Sprintf("this folder lies in the run %s; name one outside of it with --run", outer)}
}

// isOfRun reports whether what has this name in a folder may be of a run, of
// several seeds, of a derivation or of a comparison, also if they were killed
// before they had written much.
func isOfRun(path, name string) bool {
	if numbered.MatchString(name) { // 1/ of a derivation, or 2026/ with photographs
		return refuseForeign(filepath.Join(path, name)) == nil
	}
	return slices.Contains(namesOfRun, name) || alsoOfRun.MatchString(name) || tensorboard.IsName(name) || innerRun.MatchString(name) || ofSeed.MatchString(name)
}

// alsoOfRun matches names that are not in namesOfRun.
var alsoOfRun = regexp.MustCompile(`^(lock\.json|report\.html|reference-\d+\.npz|\.unfinished-.*)$`)

// innerRun matches folders of a run in which its parts are runs.
var innerRun = regexp.MustCompile(`^(derive|scratch)$`)

// numbered matches the folders of the architectures of a derivation.
var numbered = regexp.MustCompile(`^\d+$`)

// ofSeed matches the folders of several seeds and of a comparison.
var ofSeed = regexp.MustCompile(`^(.+-)?seed-\d+$`)

// begun reports whether a run has begun in a folder, so that other files may lie
// next to it.
func begun(path string) (bool, error) {
	if there, err := durable.Exists(filepath.Join(path, configFile)); !there || err != nil {
		return false, err
	}
	for _, name := range []string{infoFile, checkpointFile, metricsFile, trialsFile} {
		if there, err := durable.Exists(filepath.Join(path, name)); there || err != nil {
			return there, err
		}
	}
	return false, nil
}
