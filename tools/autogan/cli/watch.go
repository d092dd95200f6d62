package cli

import (
	"fmt"
	"net"
	"os"
	"strings"

	"autogan/nas/autogan/config"
	"autogan/tools/autogan/watch"

	"github.com/spf13/cobra"
)

// ports are those that --port takes.
var ports = config.Range[int]{Low: 0, High: 65535}

func newWatch() *cobra.Command {
	o := watch.Options{Line: errorLine}
	cmd := &cobra.Command{
		Use:   "watch RUN|DIR",
		Short: "Serve the page about a run that is going on, or about all runs below a folder",
		Long: `Serve the page about a run while it goes on, for a browser: curves, samples and
architectures update themselves. A folder with several runs has a page that lists
them, also those that begin later. The address is printed. By default only this
machine can open it. --listen lets others in that have the token in the address;
what they read is not encrypted. Nothing is written, and the run notices nothing.
Ctrl-C ends it.`,
		Example: "  autogan watch runs/quickstart\n  autogan watch runs --port 8000\n  autogan watch runs --listen 0.0.0.0",
		Args:    wantArgs(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Folder, o.Log = args[0], cmd.ErrOrStderr()
			return serve(cmd, o)
		},
	}
	cmd.Flags().StringVar(&o.Listen, "listen", "", "another address of this machine to listen at, such as 0.0.0.0 for all; pages need a token then")
	numberFlag(cmd, &o.Port, "port", "", 0, ports, "the port to listen at, 0 a free one")
	return cmd
}

func serve(cmd *cobra.Command, o watch.Options) error {
	if cmd.Flags().Changed("listen") && strings.TrimSpace(o.Listen) == "" {
		return badInputf("watch: --listen is empty, want an address of this machine, such as 0.0.0.0")
	}
	if _, _, err := net.SplitHostPort(o.Listen); err == nil {
		return badInputf("watch: --listen is %s, want an address without port, which --port names", o.Listen)
	}
	info, err := os.Stat(o.Folder)
	if err != nil {
		return badInput(fmt.Errorf("watch: %w", err))
	}
	if !info.IsDir() {
		return badInputf("watch: %s is a file, want the folder of a run or one with runs", o.Folder)
	}
	server, err := watch.Open(o)
	if err != nil {
		return badInputf("%w; --port and --listen name another place", err)
	}
	for _, address := range server.Addresses() {
		if _, err := fmt.Fprintln(cmd.OutOrStdout(), address); err != nil {
			return err
		}
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "watching %s; Ctrl-C ends it\n", o.Folder)
	return server.Serve(cmd.Context())
}
