package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"

	"autogan/tools/newest"
)

// compileCommand makes this program compile for the card that it runs on.
const compileCommand = "compile"

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// options are what the user asks for.
type options struct {
	card   string // part of the names of cards
	kernel *regexp.Regexp
	code   string // a folder for machine code, or ""
	update bool
}

func run(args []string, out io.Writer) error {
	if len(args) == 2 && args[0] == compileCommand {
		return compileHere(args[1])
	}
	o, err := parse(args)
	if err != nil {
		return err
	}
	cache, err := newest.Cache()
	if err != nil {
		return err
	}
	list := measure(newest.In(cache), o.card)
	if len(list) == 0 {
		return fmt.Errorf("isa: no card's name contains %q", o.card)
	}
	var errs []error
	for _, m := range list {
		errs = append(errs, o.show(out, m))
	}
	return errors.Join(errs...)
}

func parse(args []string) (o options, err error) {
	flags := flag.NewFlagSet("isa", flag.ContinueOnError)
	flags.StringVar(&o.card, "card", "", "only cards whose name contains this")
	kernel := flags.String("kernel", "", "only kernels that match this regular expression, constants included")
	flags.StringVar(&o.code, "code", "", "write the machine code of these kernels to this folder")
	flags.BoolVar(&o.update, "update", false, "rewrite the budgets of these cards")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("isa: unexpected argument %q", flags.Arg(0))
	}
	if o.kernel, err = regexp.Compile(*kernel); err != nil {
		return o, fmt.Errorf("isa: -kernel: %w", err)
	}
	return o, nil
}
