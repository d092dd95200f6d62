package main

import (
	"strings"

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
what its compiler makes of the kernels. Use an otherwise idle machine.`,
		Args: wantArgs(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return t.withStream("", func(s *vk.Stream) error { return f.bench(cmd, s) })
		},
	}
	numberFlag(cmd, &f.rounds, "rounds", "", 5, rounds, "runs of each case; the median counts")
	cmd.Flags().StringVar(&f.only, "only", "", "run the cases whose name contains this")
	cmd.Flags().StringVar(&f.peer, "peer", "", "command of a program to compare with")
	cmd.Flags().StringVar(&f.predict, "predict", "", "also predict the cases for a card, such as navi31 or rtx4090")
	cmd.Flags().BoolVar(&f.variants, "variants", false, "time each convolution on the plain kernels and on the tuned ones instead")
	cmd.Flags().BoolVar(&f.json, "json", false, "print JSON")
	return cmd
}

func (f *benchFlags) bench(cmd *cobra.Command, s *vk.Stream) error {
	if cmd.Flags().Changed("peer") && strings.TrimSpace(f.peer) == "" {
		return badInputf("bench: --peer is empty: want a command")
	}
	p := newProgress(cmd.ErrOrStderr())
	defer p.Close()
	options := bench.Options{Rounds: f.rounds, Only: f.only, Tell: p.Message}
	if f.predict != "" {
		card, err := predict.Find(f.predict)
		if err != nil {
			return badInputf("bench: --predict: %w", err)
		}
		if options.Card, err = predict.New(s.Device(), card); err != nil {
			return err
		}
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
	report, err := measure(s, options)
	if err != nil {
		return err
	}
	if f.json {
		return report.WriteJSON(cmd.OutOrStdout())
	}
	return report.WriteTables(cmd.OutOrStdout())
}
