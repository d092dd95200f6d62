package report

import (
	"autogan/nas/autogan"
	"autogan/vk/durable"
)

// Live is the page of one run that is going on. A Live belongs to one goroutine.
type Live struct {
	folder string
	line   func(error) string
	follow *autogan.Follower
	stamp  string // of the files that were read
	run    run    // nil if it did not read
	drawn  bool   // the view has all that was read
	view   View
}

// View is what the page of a run shows at one moment.
type View struct {
	Title  string
	Status Status
	Blocks []Block
}

// Follow returns the page of the run in a folder, where it need not have begun.
// An error of reading it is shown as the line that line makes of it.
func Follow(folder string, line func(error) string) *Live {
	return &Live{folder: folder, line: line, follow: autogan.Follow(folder)}
}

// Look returns the page as it is now. Where no file has changed since the last
// look it draws nothing. What the page had stays where the run does not read or
// is moved away.
func (l *Live) Look() View {
	l.Status()
	if l.drawn || l.run == nil {
		return l.view
	}
	l.drawn = true
	if err := l.draw(); err != nil {
		l.view.Status.State, l.view.Status.Detail = l.problem(err)
	}
	return l.view
}

// Status returns the run in a few words, as it is now. It draws nothing, and where
// no file has changed it reads none.
func (l *Live) Status() Status {
	worker := l.follow.Worker()
	stamp := l.follow.Stamp()
	if worker != nil && worker.Gone() {
		stamp += "gone"
	}
	if stamp == l.stamp {
		return l.view.Status
	}
	l.stamp, l.drawn = stamp, false
	r, err := l.open()
	if err != nil {
		l.run = nil
		l.view.Status.State, l.view.Status.Detail = l.problem(err)
		return l.view.Status
	}
	l.run, l.view.Status = r, statusOf(r, worker)
	return l.view.Status
}

// problem says why there is nothing new to show.
func (l *Live) problem(err error) (State, string) {
	there, unknown := durable.Exists(l.folder)
	begun, unread := HasRun(l.folder)
	switch {
	case unknown != nil, unread != nil, begun:
		return Failed, l.line(err)
	case !there:
		return Missing, "The folder is gone. A run that begins there appears here."
	}
	return Missing, "No run has begun in this folder. One that does appears here."
}

func (l *Live) open() (run, error) {
	r, err := l.follow.Run()
	if err != nil {
		return nil, err
	}
	if r.Config.Trains() {
		h, err := l.follow.TrainingHistory()
		return training{r, h}, err
	}
	h, err := l.follow.History()
	return search{r, h}, err
}

// draw makes the blocks of the run.
func (l *Live) draw() error {
	p, err := single(l.run)
	if err != nil {
		return err
	}
	blocks, err := p.blocks()
	if err == nil {
		l.view.Title, l.view.Blocks = p.Title, blocks
	}
	return err
}
