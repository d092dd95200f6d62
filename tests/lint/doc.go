// Package lint holds the rules of the house as tests: who may import whom,
// which calls are forbidden, how files and names look, and that the committed
// kernels are built from the committed sources. It also holds ARCHITECTURE.md to
// a page whose tests, files and links exist, and keeps private terms out of
// comments, messages and names. It needs no device and no shader compiler. The
// rules are policy: a change that breaks one changes the code, not the rule.
package lint
