// Package nas searches spaces of discrete decisions. It knows nothing of what
// the decisions build: a [Space] is a list of decisions, [Tokens] are one point
// of it, and an evaluator outside turns tokens into a reward.
//
// A [Strategy] suggests trials and observes their measurements. [RandomSearch]
// draws uniformly, and [ASHA] also stops the worse trials early. The controller
// of AutoGAN, an LSTM trained by REINFORCE, is another. A long search also needs
// the [Log] of trials, the [TopK] beam that gives parents to the next level, the
// moving-average [Baseline], and the [LossWindow] that recognises a collapsed
// training.
//
// A search on several levels extends its parents: a [Level] names the decisions
// to take now and the candidates to which they are appended.
//
//	space := nas.Space{{Name: "width", Options: 3}, {Name: "depth", Options: 2}}
//	search := nas.NewRandomSearch(nas.Level{Space: space}, 1)
//	trials, err := search.Suggest(10)
//
// Nothing here is safe for concurrent use.
//
// # Randomness
//
// Everything random takes a seed, and equal seeds give equal searches. The
// generator is PCG on the host and Philox on the device. Each is keyed by a
// seed per purpose and a counter, so a checkpoint holds counters instead of
// generator states. A resumed search writes the same lines as one that was
// never interrupted.
package nas
