// Package config holds the settings of experiments: what there is to decide,
// what the paper and its published code decide ([Default]), and how a TOML text
// changes it. It does not know what searching or training does with a setting.
//
// A [Config] comes from a file or from one of the built-in experiments, over
// the defaults of its [Fidelity], with overrides over that:
//
//	c, err := config.Load("quickstart", "gan.channels=16", "seed=2")
//
// One table lists all settings with what each may hold. Decoding, encoding,
// overriding and comparing walk it, so that a new setting is a field and a row.
// A Config is a value: whoever changes a copy changes nothing for others.
//
// The section [space] names the search space and takes decisions before the
// search, in every cell that has them. A decision goes by its name, with '-' or
// '_' for spaces, an option by its name or a shorter one: of AutoGAN's space
//
//	[space]
//	fix = { norm = "none", upsampling = "nearest" }
//
//	conv-order  post, pre
//	norm        none, batch, instance
//	upsampling  bilinear, nearest, deconv
//	shortcut    off, on
//	skip-ins    none, all
//
// Where the paper and its published code differ, each behaviour is a setting of
// its own, and fidelity = "paper" or "reference" selects the defaults. Plain bugs
// of the published code are in neither: the sign of the entropy bonus, ranking a
// generator that was just reset (here the ranking comes first, then the reset),
// and equal architectures among the top K.
//
// A mistake in a file or an override is an [Error]: one line that says where,
// what was found and what is wanted.
package config
