package cli

import (
	"autogan/nas/autogan/config"
	"autogan/vk/durable"

	"github.com/spf13/cobra"
)

// continueFlag are the settings with which a run is to go on that began without
// them.
type continueFlag []string

func (f *continueFlag) add(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar((*[]string)(f), "continue-with", nil,
		"go on with another rate, length or evaluation, from the last checkpoint: section.key=value (repeatable); the run records it")
}

// apply returns the configuration with the settings. There must be something in
// the folder that can go on.
func (f continueFlag) apply(c config.Config, folder string) (config.Config, error) {
	if len(f) == 0 {
		return c, nil
	}
	begun, err := durable.Exists(folder)
	if err != nil {
		return c, badInput(err)
	}
	if !begun {
		return c, badInputf("--continue-with: nothing has begun in %s; a new run takes --set", folder)
	}
	return c.WithContinuation(f)
}
