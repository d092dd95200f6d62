package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"autogan/gan/arch"
	"autogan/nas/autogan"
	"autogan/nas/autogan/config"
	"autogan/nas/autogan/experiments"
	"autogan/tools/autogan/predict"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Shells complete what the user types by asking the program, through the script
// that `autogan completion SHELL` prints. What an argument may be follows from the
// word for it in the command's line of use, so a new command needs nothing more.

// ofArguments says what completes an argument, by the beginning of its word.
var ofArguments = []struct {
	word     string
	complete cobra.CompletionFunc
}{
	{"NAME|FILE.toml", completeExperiments},
	{"RUN", completeRuns},
	{`"1 0 1 1 / …"|NAME`, completeArchs},
	{"[SECTION|KEY]", completeSettings},
	{"NAME|DIR", completeSets},
	{"DATASET", completeSets},
	{"[NAME]", completeBuiltIn},
	{"NAME", cobra.NoFileCompletions},
}

// ofOptions says what completes the value of an option, by its name.
var ofOptions = map[string]cobra.CompletionFunc{
	"set":           completeOverrides(func(string) bool { return true }),
	"continue-with": completeOverrides(continuable),
	"arch":          completeArchs,
	"base":          completeBuiltIn,
	"experiment":    completeBuiltIn,
	"to":            cobra.FixedCompletions([]string{"pytorch"}, cobra.ShellCompDirectiveNoFileComp),
	"features":      cobra.FixedCompletions([]string{inceptionName, "builtin"}, cobra.ShellCompDirectiveDefault),
	"reference":     completeSets,
	"predict":       completeCards,
	"split":         cobra.FixedCompletions([]string{"train", "test", "unlabeled", "train+unlabeled"}, cobra.ShellCompDirectiveNoFileComp),
	"run":           directories,
	"figures":       directories,
}

// addCompletion lets shells complete the arguments and options of all commands.
func addCompletion(root *cobra.Command, t *target) {
	for _, cmd := range commands(root) {
		words := strings.Fields(strings.TrimPrefix(cmd.Use, cmd.Name()))
		cmd.ValidArgsFunction = completeArgument(strings.Join(words, " "))
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			complete := ofOptions[f.Name]
			if words, ok := f.Value.(choice); ok {
				complete = cobra.FixedCompletions(words.from, cobra.ShellCompDirectiveNoFileComp)
			}
			if complete != nil {
				_ = cmd.RegisterFlagCompletionFunc(f.Name, complete) // it fails only for a name that is no flag's
			}
		})
	}
	_ = root.RegisterFlagCompletionFunc("device", t.completeDevices)
}

// addScripts adds the command that prints the scripts for shells, which is cobra's.
// It gets the words and the status of our mistakes.
func addScripts(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	at := slices.IndexFunc(root.Commands(), func(cmd *cobra.Command) bool { return cmd.Name() == "completion" })
	scripts := root.Commands()[at]
	scripts.Short = "Print the script by which a shell completes commands, runs and settings"
	scripts.Args, scripts.RunE = knownCommand, showHelp
	for _, shell := range scripts.Commands() {
		shell.Args = wantArgs(0, 0)
	}
}

// commands lists a command and all below it.
func commands(root *cobra.Command) []*cobra.Command {
	list := []*cobra.Command{root}
	for _, sub := range root.Commands() {
		list = append(list, commands(sub)...)
	}
	return list
}

// completeArgument completes the arguments of a command that is used so. Only one
// that ends in an ellipsis takes more than one of a kind.
func completeArgument(use string) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		if cmd.Name() == "arch" && cmd.Flags().Changed("space") {
			return completeExperiments(cmd, args, typed)
		}
		for _, kind := range ofArguments {
			if rest, ok := strings.CutPrefix(use, kind.word); ok && (len(args) == 0 || strings.HasSuffix(rest, "…")) {
				return kind.complete(cmd, args, typed)
			}
		}
		if use == "" || len(args) > 0 && !strings.Contains(use, " ") {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return nil, cobra.ShellCompDirectiveDefault
	}
}

// those returns the completions that begin as typed. If there is none, the shell
// completes names of files.
func those(typed string, completions []string) ([]string, cobra.ShellCompDirective) {
	fitting := slices.DeleteFunc(completions, func(c string) bool { return !strings.HasPrefix(c, typed) })
	if len(fitting) == 0 {
		return nil, cobra.ShellCompDirectiveDefault
	}
	return fitting, cobra.ShellCompDirectiveNoFileComp
}

func directories(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveFilterDirs
}

// completeExperiments completes the name of a built-in experiment that the command
// can run, or the name of a file.
func completeExperiments(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	var list []string
	for _, name := range experiments.Names() {
		if c, err := config.Load(name); err == nil && (cmd.Name() == "train" || !c.Trains()) && !slices.Contains(args, name) {
			list = append(list, cobra.CompletionWithDesc(name, experiments.Summary(name)))
		}
	}
	if fitting, directive := those(typed, list); len(fitting) > 0 {
		return fitting, directive
	}
	return []string{"toml"}, cobra.ShellCompDirectiveFilterFileExt
}

func completeBuiltIn(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	var list []string
	for _, name := range experiments.Names() {
		list = append(list, cobra.CompletionWithDesc(name, experiments.Summary(name)))
	}
	return those(typed, list)
}

// runsFolder is where runs are if nobody says otherwise.
const runsFolder = "runs"

// completeRuns completes the folder of a run, a folder above runs, or the file of a
// generator. Before anything is typed these are the runs in the usual place.
func completeRuns(_ *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	above, _ := filepath.Split(typed)
	if typed == "" {
		if _, err := os.Stat(runsFolder); err == nil {
			above = runsFolder + string(filepath.Separator)
		}
	}
	entries, _ := os.ReadDir(filepath.Join(above, ".")) // without them the shell completes names of files
	var list []string
	directive := cobra.ShellCompDirectiveNoFileComp
	for _, e := range entries {
		path := above + e.Name()
		switch run, err := autogan.ReadRun(path); {
		case !strings.HasPrefix(path, typed) || slices.Contains(args, path) || strings.HasPrefix(e.Name(), "."):
		case err == nil:
			list = append(list, cobra.CompletionWithDesc(path, commandOf(run.Config)+" "+run.Config.Name))
		case e.IsDir():
			list = append(list, path+string(filepath.Separator))
			directive |= cobra.ShellCompDirectiveNoSpace
		case filepath.Ext(path) == ".safetensors":
			list = append(list, path)
		}
	}
	if len(list) == 0 {
		return nil, cobra.ShellCompDirectiveDefault
	}
	return list, directive
}

func completeArchs(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	var list []string
	for _, p := range arch.AutoGAN.Published {
		list = append(list, cobra.CompletionWithDesc(p.Name, p.Text))
	}
	return those(typed, list)
}

func completeSets(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	return those(typed, []string{procedural, cifar10, stl10})
}

func completeCards(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	list := []string{cobra.CompletionWithDesc(thisCard, "the card at hand")}
	for _, c := range predict.Cards {
		list = append(list, cobra.CompletionWithDesc(c.Name, c.Title))
	}
	return those(typed, list)
}

// completeDevices completes the index of a device.
func (t *target) completeDevices(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	in, err := t.instance()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	defer in.Release()
	var list []string
	for _, d := range in.Devices() {
		if d.Unusable == "" {
			list = append(list, cobra.CompletionWithDesc(strconv.Itoa(d.Index), d.Name))
		}
	}
	return those(typed, list)
}
