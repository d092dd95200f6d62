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
// One table lists all settings and what each may hold; every number has a
// [Range]. Decoding, encoding, overriding and comparing read it, and so do the
// options of commands that mean the same and autogan settings, which prints it.
// So a new setting is a field and a row. A Config is a value: changing a copy
// changes no other.
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
// # The paper and its code
//
// Where the paper and its published code differ, each behaviour is a setting,
// and fidelity = "paper" or "reference" selects the defaults. Some differences
// have the same default in both:
//
//   - controller.decision_order, controller.skips and controller.first_input
//     follow the code. The run folders of earlier programs lack them, and those
//     runs must go on as they began. The experiments cifar10 and stl10, and all
//     that are based on them, choose as the paper does.
//   - reset.criterion is the variance of the code and of the paper's settings.
//     The paper's text has the standard deviation.
//   - controller.batch is 1 as in the code. The paper measures K architectures
//     per update and does not say what K is.
//   - search.allow_duplicates is off. The code keeps equal architectures among
//     the top K.
//
// These differences are not settings:
//
//   - Order of Algorithm 1: the paper ranks and grows, then resets; the code
//     resets first, and can rank networks that nothing has trained.
//   - Sign of the entropy bonus: in the code its gradient lowers entropy, here it
//     raises entropy.
//   - Losses: the paper's equations lack signs. Here they are the hinge losses of
//     the code.
//   - Initial weights of the discriminator: PyTorch's defaults, because the
//     code's own never reach its spectrally normalised layers.
//   - Retraining and choosing among the top K is a command, autogan derive. The
//     code leaves it to the user.
//
// A mistake in a file or an override is an [Error]: one line that says where it
// is, what was found and what is wanted.
package config
