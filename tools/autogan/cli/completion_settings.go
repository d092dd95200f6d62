package cli

import (
	"cmp"
	"slices"
	"strings"

	"autogan/nas/autogan/config"

	"github.com/spf13/cobra"
)

// completeSettings completes a section or a key, for `autogan settings`.
func completeSettings(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	var list []string
	for _, s := range config.Settings() {
		if section, _, nested := strings.Cut(s.Key, "."); nested && !slices.Contains(list, section) {
			list = append(list, section)
		}
		list = append(list, cobra.CompletionWithDesc(s.Key, said(s)))
	}
	return those(typed, list)
}

// said is what a setting may hold, and its default.
func said(s config.Setting) string {
	text := cmp.Or(s.Wanted, s.Kind)
	if s.Default != "" {
		text += "; default " + s.Default
	}
	return text
}

// continuable reports whether a run can go on with another value of a setting.
func continuable(key string) bool {
	return slices.Contains(config.ContinuableSearch, key) || slices.Contains(config.ContinuableTraining, key)
}

// completeOverrides completes section.key=value: the keys that are taken, and after
// the sign the words that the setting may hold, or its default with what else it
// may be.
func completeOverrides(taken func(key string) bool) cobra.CompletionFunc {
	return func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		var list []string
		name, _, valued := strings.Cut(typed, "=")
		for _, s := range slices.Concat(config.Settings(), config.FixSettings()) {
			switch {
			case !taken(s.Key):
			case !valued:
				list = append(list, cobra.CompletionWithDesc(s.Key+"=", said(s)))
			case s.Key == name:
				list = valuesOf(s)
			}
		}
		fitting, directive := those(typed, list)
		if !valued && len(fitting) > 0 {
			directive |= cobra.ShellCompDirectiveNoSpace // the value follows
		}
		return fitting, directive
	}
}

// valuesOf lists what can stand after a setting's sign.
func valuesOf(s config.Setting) []string {
	if len(s.Options) == 0 {
		value := strings.NewReplacer(`"`, "", " ", "").Replace(s.Default)
		return []string{cobra.CompletionWithDesc(s.Key+"="+value, said(s))}
	}
	var list []string
	for _, option := range s.Options {
		list = append(list, s.Key+"="+option)
	}
	return list
}
