package card

import (
	"bytes"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
)

// run is a command line of autogan on a card, and how it must end there.
type run struct {
	name   string
	args   []string // PLACE stands for the card's folder
	long   bool     // not in the short form
	status int
	says   []string // regular expressions, in this order
}

// Settings that make a run as short as it can be.
var small = settings("data.images=64", "reward.images=20", "reward.splits=2", "reward.batch=10",
	"train.generator_steps=3", "train.eval_every=3", "eval.images=20", "eval.splits=2", "eval.batch=10")

// searched are those of a search that grows twice. Losses that are all zero make
// it reset its GAN as soon as two are known.
var searched = append(small, settings("search.iterations=[1,1,1]", "search.max_steps=4", "search.num_candidates=2", "search.top_k=1",
	"controller.steps=1", "reset.window=2", "derive.after_search=false")...)

func settings(list ...string) (args []string) {
	for _, s := range list {
		args = append(args, "--set", s)
	}
	return args
}

// runs are the commands in their order; later ones read what earlier ones wrote.
var runs = []run{
	{name: "doctor", args: []string{"doctor"}, status: 1, says: []string{`doctor: (\d+) of (\d+) checks fail: `}},
	{name: "search", args: append([]string{"search", "cifar10-small", "--no-tune", "--run", "PLACE/search"}, searched...),
		says: []string{`8×8, growth: 16×16`, `8×8, dynamic reset`, `16×16, growth: 32×32`, `16×16, dynamic reset`, `2 dynamic resets`}},
	{name: "train", long: true, args: append([]string{"train", "cifar10-top1-small", "--run", "PLACE/train"}, small...), says: []string{`run: `}},
	{name: "mixed", long: true, args: append([]string{"train", "cifar10-top1-small", "--no-tune", "--set", "precision=mixed", "--run", "PLACE/mixed"}, small...),
		says: []string{`run: `}},
	{name: "eval", long: true, args: []string{"eval", "PLACE/train", "--images", "20", "--features", "builtin"}, says: []string{`FID`}},
	{name: "bench", args: []string{"bench", "--only", "lstm", "--rounds", "1"}, says: []string{`no values, no timestamps: host time only\n`}},
}

// check runs the command on a card and returns what is wrong with its end. Since
// doctor finds every check wrong, an error need not be the layer's: its messages
// have a name of their own.
func (r run) check(p place, dir, program string) error {
	args := []string{"--validate"}
	for _, arg := range r.args {
		args = append(args, strings.ReplaceAll(arg, "PLACE", dir))
	}
	cmd, err := p.command(filepath.Join(dir, "cache"), program, args...)
	if err != nil {
		return err
	}
	cmd.Dir = dir
	var text bytes.Buffer
	cmd.Stdout, cmd.Stderr = &text, &text
	got, err := status(cmd.Run())
	if err != nil {
		return err
	}
	return r.judge(got, text.String())
}

// judge compares how the command ended with how it must end.
func (r run) judge(status int, text string) error {
	if at := strings.Index(text, "validation: "); at >= 0 {
		return fmt.Errorf("%s: %s", r.name, lastLines(text[at:]))
	}
	if status != r.status {
		return fmt.Errorf("%s: status %d, want %d: %s", r.name, status, r.status, lastLines(text))
	}
	rest := text
	for _, says := range r.says {
		at := regexp.MustCompile(says).FindStringIndex(rest)
		if at == nil {
			return fmt.Errorf("%s: it does not say %q: %s", r.name, says, lastLines(text))
		}
		rest = rest[at[1]:]
	}
	return nil
}
