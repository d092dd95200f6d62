// Package experiments holds the built-in experiments as TOML texts, by the
// names of their files. It does not know what the settings mean: package
// nas/autogan/config decodes them.
//
//	for _, name := range experiments.Names() {
//		fmt.Println(name, len(experiments.Text(name)))
//	}
package experiments
