// Package doctor holds the self-test that users run, tools/autogan/selftest, to
// the suite: what it expects comes from the oracle, it reaches every kernel,
// and it finds what is wrong.
//
//	make doctor-golden      remakes what it expects
package doctor
