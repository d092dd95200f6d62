package code

import "cmp"

// Loop counts a turn of a loop, for one lane. Instructions that the hardware
// repeats by itself count as often as they issue.
type Loop struct {
	MultiplyAdds int // floating-point; a packed or dual instruction has two
	Matrix       int // instructions of matrix units
	SharedLoads  int // from shared memory
	SharedBytes  int // that these give a lane
	Waits        int // instructions that wait for memory
	Vector       int // further instructions that compute for every lane
	Instructions int // all
}

// kind is what an instruction does.
type kind int

const (
	other kind = iota // scalar units, memory, control
	vector
	multiplyAdd
	matrix
	sharedLoad
	wait // and nothing else
)

// instruction is a line of machine code.
type instruction struct {
	label  string // the place it stands at; "" if no branch names it
	target string // the label that it may branch to, or ""
	kind   kind
	amount int  // multiply-adds, or bytes of a shared load
	repeat int  // how often it issues
	idle   int  // slots that it leaves empty
	waits  bool // it also waits for memory
}

func (l *Loop) add(i instruction) {
	l.Instructions += i.repeat + i.idle
	if i.waits || i.kind == wait {
		l.Waits++
	}
	switch i.kind {
	case multiplyAdd:
		l.MultiplyAdds += i.amount * i.repeat
	case matrix:
		l.Matrix++
	case sharedLoad:
		l.SharedLoads++
		l.SharedBytes += i.amount
	case vector:
		l.Vector += i.repeat
	}
}

// span is a loop's code: from its label to the last branch back.
type span struct{ from, to int }

// hottest counts the loop that most of the time is spent in, as far as the code
// tells.
func hottest(list []instruction) Loop {
	loops := spans(list)
	if len(loops) == 0 {
		var all Loop
		for _, i := range list {
			all.add(i)
		}
		return all
	}
	own := make([]Loop, len(loops))
	for at, i := range list {
		if inner := innermost(loops, at); inner >= 0 {
			own[inner].add(i)
		}
	}
	best := own[0]
	for _, l := range own[1:] {
		if hotter(l, best) > 0 {
			best = l
		}
	}
	return best
}

func hotter(a, b Loop) int {
	return cmp.Or(a.Matrix-b.Matrix, a.MultiplyAdds-b.MultiplyAdds, a.Instructions-b.Instructions)
}

// spans lists the loops, those from one label as one.
func spans(list []instruction) []span {
	place := map[string]int{}
	for at, i := range list {
		if i.label != "" {
			place[i.label] = at
		}
	}
	var loops []span
	known := map[int]int{} // by from
	for at, i := range list {
		from, ok := place[i.target]
		if i.target == "" || !ok || from > at {
			continue
		}
		if n, ok := known[from]; ok {
			loops[n].to = at
			continue
		}
		known[from] = len(loops)
		loops = append(loops, span{from, at})
	}
	return loops
}

// innermost is the shortest loop around a place, or -1.
func innermost(loops []span, at int) int {
	found := -1
	for n, l := range loops {
		if l.from <= at && at <= l.to && (found < 0 || l.to-l.from < loops[found].to-loops[found].from) {
			found = n
		}
	}
	return found
}
