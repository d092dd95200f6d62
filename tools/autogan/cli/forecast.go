package cli

import (
	"context"
	"fmt"
	"io"
	"math"
	"text/tabwriter"
	"time"

	"autogan/nas/autogan"
	"autogan/nas/autogan/config"
	"autogan/vk"
	"autogan/vk/durable"

	"github.com/spf13/cobra"
)

// How long each thing that a stage does is timed. The first is for --forecast,
// the second for the line before a search, which must not delay it.
const (
	thoroughTiming = 500 * time.Millisecond
	quickTiming    = 40 * time.Millisecond
)

// announce prints how long a new search takes. It says nothing about one that
// continues.
func announce(ctx context.Context, s *vk.Stream, c config.Config, p *progress) error {
	if begun, err := durable.Exists(c.RunFolder()); begun || err != nil {
		return badInput(err)
	}
	f, err := autogan.NewForecast(ctx, s, c, autogan.ForecastOptions{Each: quickTiming}, p)
	if err != nil {
		return stopped(ctx, err)
	}
	p.Message(fmt.Sprintf("this search will take %s on this device", roughly(f.Seconds())))
	for _, note := range f.Notes {
		p.Message(note)
	}
	if note := paperTime(c); note != "" {
		p.Message(note)
	}
	return nil
}

// printForecast is `autogan search NAME --forecast`.
func printForecast(cmd *cobra.Command, s *vk.Stream, c config.Config, asJSON bool) error {
	p := newProgress(cmd.ErrOrStderr())
	defer p.Close()
	f, err := autogan.NewForecast(cmd.Context(), s, c, autogan.ForecastOptions{Each: thoroughTiming, AnyWeights: true}, p)
	p.Close()
	if err != nil {
		return stopped(cmd.Context(), err)
	}
	if asJSON {
		return printJSON(cmd, forecastOf(f, c, s.Device().Name()))
	}
	return writeForecast(cmd.OutOrStdout(), f, c, s.Device().Name())
}

// forecastJSON is a forecast in the JSON output.
type forecastJSON struct {
	Experiment  string              `json:"experiment"`
	Device      string              `json:"device"`
	Seconds     float64             `json:"seconds" about:"of the whole search"`
	Stages      []stageForecastJSON `json:"stages"`
	Correlation float64             `json:"correlation_seconds,omitempty" about:"after the last stage"`
	Notes       []string            `json:"notes,omitempty" about:"what is not in it, and where the timing differs from the search"`
}

type stageForecastJSON struct {
	Size       int     `json:"size" about:"height and width of the images"`
	Iterations int     `json:"iterations"`
	Shared     float64 `json:"shared_seconds" about:"training the shared GAN"`
	Controller float64 `json:"controller_seconds"`
	Rewards    float64 `json:"rewards_seconds"`
}

func forecastOf(f autogan.Forecast, c config.Config, device string) forecastJSON {
	out := forecastJSON{Experiment: c.Name, Device: device, Seconds: f.Seconds(), Correlation: f.Correlation, Notes: f.Notes}
	for _, s := range f.Stages {
		out.Stages = append(out.Stages, stageForecastJSON(s))
	}
	return out
}

// stopped returns the plain cancellation where the user has interrupted:
// nothing was saved.
func stopped(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

func writeForecast(out io.Writer, f autogan.Forecast, c config.Config, device string) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "stage\timages\titerations\tshared GAN\tcontroller\trewards\ttotal")
	for i, s := range f.Stages {
		fmt.Fprintf(w, "%d\t%dx%d\t%d\t%s\t%s\t%s\t%s\n", i+1, s.Size, s.Size, s.Iterations,
			lasting(s.Shared), lasting(s.Controller), lasting(s.Rewards), lasting(s.Seconds()))
	}
	if f.Correlation > 0 {
		fmt.Fprintf(w, "correlation\t\t\t\t\t\t%s\n", lasting(f.Correlation))
	}
	fmt.Fprintf(w, "\n%s takes %s on %s\n", c.Name, roughly(f.Seconds()), device)
	if note := paperTime(c); note != "" {
		fmt.Fprintln(w, note)
	}
	for _, note := range f.Notes {
		fmt.Fprintln(w, note)
	}
	return w.Flush()
}

// paperTime says what the paper's search took (section 4), if the settings
// are the paper's.
func paperTime(c config.Config) string {
	for experiment, hours := range map[string]int{"cifar10": 43, "cifar10-no-reset": 72} {
		paper, err := config.Load(experiment)
		if err != nil {
			continue
		}
		paper.Name, paper.Seed = c.Name, c.Seed
		if len(c.Differences(paper)) == 0 {
			return fmt.Sprintf("the paper's search with these settings took %d hours, on a GPU that it does not name", hours)
		}
	}
	return ""
}

// roughly writes a duration in a sentence: "about 48 s", "under a second".
func roughly(seconds float64) string {
	if 0 < seconds && seconds < 1 {
		return lasting(seconds)
	}
	return "about " + lasting(seconds)
}

// lasting writes a duration for people, in two units at most: "under a second",
// "48 s", "2 min 10 s", "3 h 20 min", "5 days 4 h", "40 days", "1.4 years".
func lasting(seconds float64) string {
	const minute, hour, day, year = 60, 60 * 60, 24 * 60 * 60, 365.25 * 24 * 60 * 60
	switch {
	case seconds == 0:
		return "0 s"
	case seconds < 1:
		return "under a second"
	case seconds < minute-0.5:
		return fmt.Sprintf("%.0f s", seconds)
	case seconds < hour-0.5:
		return twoUnits(seconds, minute, "min", 1, "s")
	case seconds < day-minute/2:
		return twoUnits(seconds, hour, "h", minute, "min")
	case seconds < 10*day:
		return twoUnits(seconds, day, "days", hour, "h")
	case seconds < year:
		return fmt.Sprintf("%.0f days", seconds/day)
	}
	return fmt.Sprintf("%.1f years", seconds/year)
}

// twoUnits rounds to the smaller unit and leaves it out if there are none of
// it.
func twoUnits(seconds, large float64, largeName string, small float64, smallName string) string {
	n, perLarge := int(math.Round(seconds/small)), int(large/small)
	if n/perLarge == 1 && largeName == "days" {
		largeName = "day"
	}
	text := fmt.Sprintf("%d %s", n/perLarge, largeName)
	if rest := n % perLarge; rest > 0 {
		text += fmt.Sprintf(" %d %s", rest, smallName)
	}
	return text
}
