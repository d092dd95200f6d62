// Package config holds the settings of experiments: which settings there are,
// what the paper and its published code use ([Default]), and how a TOML text
// changes them. It does not know what searching or training does with a
// setting.
//
// A [Config] starts from the defaults of its [Fidelity]. A file or a built-in
// experiment changes them, and overrides change the result:
//
//	c, err := config.Load("quickstart", "gan.channels=16", "seed=2")
//
// One table lists all settings and what each may hold. Decoding, encoding,
// overriding and comparing read it, so a new setting is a field and a row. A
// Config is a value: changing a copy changes no other.
//
// The section [space] names the search space and fixes decisions before the
// search, in every cell that has them. Decision names have '-' or '_' for
// spaces; options go by their long or short name. In AutoGAN's space:
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
// Where the paper and its published code differ, each behaviour is a setting,
// and fidelity = "paper" or "reference" selects the defaults. Neither includes
// the plain bugs of the published code: the sign of the entropy bonus, ranking
// a generator that was just reset (here the ranking comes first, then the
// reset), and equal architectures among the top K.
//
// A mistake in a file or an override is an [Error]: one line that says where it
// is, what was found and what is wanted.
package config
