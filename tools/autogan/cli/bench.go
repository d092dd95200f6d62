package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"autogan/tools/autogan/bench"
	"autogan/tools/autogan/predict"
	"autogan/vk"

	"github.com/spf13/cobra"
)

// benchFlags are the options of `autogan bench`.
type benchFlags struct {
	rounds   int
	only     string
	peer     string
	predict  string
	time     time.Duration
	variants bool
	json     bool
}

func newBench(t *target) *cobra.Command {
	var f benchFlags
	cmd := &cobra.Command{
		Use:   "bench",
		Short: "Time operations and whole steps against this device's own ceilings",
		Long: `Time operations and whole steps against this device's own ceilings, and split
steps by kernel. With --peer another program runs the same cases, in turn with
ours; tests/bench/pytorch has one. With --predict a table follows of how long the
cases would take on a card that is not here, from its published figures and from
what its compiler makes of the kernels; --predict this does so for the card at
hand, if its figures are known. What was measured is printed also where the time
of --time runs out or a case fails. Use an otherwise idle machine.`,
		Args: wantArgs(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return t.withStream("", func(s *vk.Stream) error { return f.bench(cmd, s) })
		},
	}
	numberFlag(cmd, &f.rounds, "rounds", "", 5, rounds, "runs of each case; the median counts")
	cmd.Flags().StringVar(&f.only, "only", "", "run the cases whose name contains this")
	cmd.Flags().StringVar(&f.peer, "peer", "", "command of a program to compare with")
	cmd.Flags().StringVar(&f.predict, "predict", "", "also predict the cases for a card, such as navi31 or rtx4090, or for this one")
	cmd.Flags().Var(limit{&f.time}, "time", "longest time, such as 90s: what is left then is not measured (default no limit)")
	cmd.Flags().BoolVar(&f.variants, "variants", false, "time each convolution on the plain kernels and on the tuned ones instead")
	cmd.Flags().BoolVar(&f.json, "json", false, "print JSON")
	return cmd
}

func (f *benchFlags) bench(cmd *cobra.Command, s *vk.Stream) error {
	if cmd.Flags().Changed("peer") && strings.TrimSpace(f.peer) == "" {
		return badInputf("bench: --peer is empty: want a command")
	}
	ctx := cmd.Context()
	if f.time > 0 {
		limited, cancel := context.WithTimeout(ctx, f.time)
		defer cancel()
		ctx = limited
	}
	p := newProgress(cmd.ErrOrStderr())
	defer p.Close()
	options := bench.Options{Rounds: f.rounds, Only: f.only, Tell: p.Message}
	if f.predict != "" {
		recorder, why, err := recorderOf(s.Device(), f.predict)
		if err != nil {
			return err
		}
		if why != "" {
			p.Message(why)
		}
		options.Card = recorder
	}
	if f.peer != "" {
		peer, err := bench.StartPeer(f.peer)
		if err != nil {
			return badInput(err)
		}
		defer peer.Stop()
		options.Peer = peer
	}
	measure := bench.Run
	if f.variants {
		measure = bench.RunVariants
	}
	report, failed := measure(ctx, s, options)
	if report.Empty() && failed != nil {
		return failed
	}
	if report.Empty() && report.StoppedAt == "" {
		return badInputf("bench: --only %q: no case has that in its name", f.only)
	}
	write := report.WriteTables
	if f.json {
		write = report.WriteJSON
	}
	if err := write(cmd.OutOrStdout()); err != nil {
		return err
	}
	return failed
}

// thisCard is the name for the card at hand.
const thisCard = "this"

// recorderOf predicts a card by its name. It is nil where the card at hand is
// meant and has no known figures, with a line that says so.
func recorderOf(d *vk.Device, name string) (r *predict.Recorder, why string, err error) {
	card, known := predict.Named(d.Info().Name)
	if name != thisCard {
		card, err = predict.Find(name)
	} else if !known {
		return nil, fmt.Sprintf("nothing is predicted: there are no figures of %s", d.Info().Name), nil
	}
	if err != nil {
		return nil, "", badInputf("bench: --predict: %w", err)
	}
	r, err = predict.New(d, card)
	return r, "", err
}
