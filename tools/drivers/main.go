package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"autogan/tools/drivers/card"
	"autogan/tools/newest"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

const usage = "usage: drivers fetch | drivers peers | drivers list | drivers cards [PART OF A NAME] | drivers test [-validate] [-only DEVICE] [-run REGEXP] [PACKAGE...]"

func run(args []string, out io.Writer) error {
	if asked, err := card.Answer(args); asked {
		return err
	}
	if len(args) == 0 {
		return errors.New(usage)
	}
	switch args[0] {
	case "probe":
		return probe(out)
	case "probe-assisted":
		return probeAssisted(out)
	case "fetch":
		return fetchPart(out, "drivers", fetchNewest)
	case "peers":
		return fetchPart(out, "onnxruntime", fetchONNX)
	case "list":
		return list(out)
	case "cards":
		return cards(out, strings.Join(args[1:], " "))
	case "test":
		return test(args[1:], out)
	}
	return errors.New(usage)
}

// fetchPart fetches a part of Debian's newest suite. That a mirror can't be
// reached is no failure: what needs the part skips itself.
func fetchPart(out io.Writer, part string, fetch func(cache string) (newest.Folder, error)) error {
	cache, err := newest.Cache()
	if err != nil {
		return err
	}
	n, err := fetch(cache)
	if err != nil {
		fmt.Fprintf(out, "skipped: Debian %s's %s: %v\n", newest.Suite, part, err)
		return nil
	}
	fmt.Fprintf(out, "Debian %s's %s: in %s; delete it for newer ones\n", newest.Suite, part, n.Root)
	return nil
}

func list(out io.Writer) error {
	targets, missing, err := findTargets()
	if err != nil {
		return err
	}
	printTargets(out, targets, missing)
	return nil
}

// cards looks at the cards whose names contain a part.
func cards(out io.Writer, part string) error {
	cache, err := newest.Cache()
	if err != nil {
		return err
	}
	list := slices.DeleteFunc(card.Cards(true), func(c newest.Card) bool { return !strings.Contains(c.Name, part) })
	if len(list) == 0 {
		return fmt.Errorf("drivers: no card's name contains %q", part)
	}
	folder, err := fetchNewest(cache)
	if err != nil {
		fmt.Fprintf(out, "skipped: cards: Debian %s's drivers: %v\n", newest.Suite, err)
		return nil
	}
	reports, err := card.Examine(folder, list, true)
	if err != nil {
		return err
	}
	return card.Write(out, reports)
}

func test(args []string, out io.Writer) error {
	var s suite
	flags := flag.NewFlagSet("drivers test", flag.ContinueOnError)
	flags.BoolVar(&s.validate, "validate", false, "run under the validation layer, GPU-assisted where it can; any message fails")
	flags.StringVar(&s.pattern, "run", "", "run the tests that match, as in go test")
	only := flags.String("only", "", "test the devices whose label contains this")
	if err := flags.Parse(args); err != nil {
		return err
	}
	targets, missing, err := findTargets()
	if err != nil {
		return err
	}
	targets = slices.DeleteFunc(targets, func(t target) bool { return !strings.Contains(t.Label, *only) })
	if s.packages = flags.Args(); len(s.packages) == 0 {
		if s.packages, err = devicePackages(); err != nil {
			return err
		}
	}
	printTargets(out, targets, missing)
	if err := validateKernels(out); err != nil {
		return err
	}
	if s.validate {
		if targets, err = withAssisted(out, targets); err != nil {
			return err
		}
	}
	var reports []report
	for _, t := range targets {
		r, err := s.run(t)
		if err != nil {
			return fmt.Errorf("drivers: test on %s: %w", t.Label, err)
		}
		reports = append(reports, r)
	}
	err = printReports(out, reports)
	if *only != "" || s.pattern != "" {
		return err
	}
	return errors.Join(err, cards(out, ""))
}
