// Package autogan is the paper's recipe (Gong et al., AutoGAN, ICCV 2019): the
// search of package nas over the generators of package gan.
//
// A [Config] holds every setting of an experiment. It comes from a TOML file or
// from one of the embedded experiments, over defaults that follow the paper or
// its published code ([Fidelity]):
//
//	c, err := autogan.Load("quickstart", "gan.channels=16", "seed=2")
//
// A mistake in a file or an override is a [ConfigError]: one line that says
// where, what was found and what is wanted.
package autogan
