package cli

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"text/tabwriter"

	"autogan/nas/autogan"
	"autogan/vk"

	"github.com/spf13/cobra"
)

func newVersion() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Print the version, the commit, how the program was built, and the Vulkan loader",
		Args:  wantArgs(0, 0),
	}
	asJSON := addJSON(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		b := thisBuild()
		if *asJSON {
			return printJSON(cmd, b)
		}
		w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
		fmt.Fprintf(w, "autogan\t%s\ncommit\t%s\nGo\t%s %s\nbuild\t%s\nVulkan loader\t%s\n",
			b.Version, b.commit(), b.Go, b.Platform, cmp.Or(strings.Join(b.Build, " "), "nothing recorded"), cmp.Or(b.Loader, "none: "+b.NoLoader))
		return w.Flush()
	}
	return cmd
}

// buildJSON is what is known of this program.
type buildJSON struct {
	Version  string   `json:"version"`
	Commit   string   `json:"commit,omitempty"`   // none outside a repository
	Time     string   `json:"time,omitempty"`     // of the commit
	Modified bool     `json:"modified,omitempty"` // the sources differ from the commit
	Go       string   `json:"go"`
	Platform string   `json:"platform"`
	Build    []string `json:"build,omitempty"` // options of the compiler
	Loader   string   `json:"vulkan_loader,omitempty"`
	NoLoader string   `json:"no_vulkan_loader,omitempty"` // why there is none
}

// thisBuild reads what the compiler has recorded and asks the Vulkan loader.
func thisBuild() buildJSON {
	b := buildJSON{Version: autogan.Version(), Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	loader, err := vk.LoaderVersion()
	if b.Loader = loader; err != nil {
		b.NoLoader = err.Error()
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		b.record(info.Settings)
	}
	return b
}

// record takes over the settings of a build.
func (b *buildJSON) record(settings []debug.BuildSetting) {
	for _, s := range settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = s.Value
		case "vcs.time":
			b.Time = s.Value
		case "vcs.modified":
			b.Modified = s.Value == "true"
		case "-trimpath", "-ldflags", "-tags", "-race", "CGO_ENABLED", "GOAMD64", "GOARM64":
			b.Build = append(b.Build, s.Key+"="+s.Value)
		}
	}
	slices.Sort(b.Build)
}

func (b buildJSON) commit() string {
	if b.Commit == "" {
		return "unknown: it was built outside a repository"
	}
	text := b.Commit + " of " + b.Time
	if b.Modified {
		text += ", with changes"
	}
	return text
}
