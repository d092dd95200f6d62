// Package nas searches spaces of discrete decisions. It knows nothing of what
// the decisions build: a [Space] is a list of choices, a point of it is
// [Tokens], and an evaluator outside turns tokens into a reward.
//
// A [Strategy] suggests trials and observes their measurements. [RandomSearch]
// draws uniformly; the controller of AutoGAN, an LSTM trained by REINFORCE, is
// another. Around them stand the parts of a long search: the [Log] of trials,
// the [TopK] beam that hands parents to the next level, the moving-average
// [Baseline], and the [LossWindow] that tells a collapsed training.
//
// A search on several levels extends its parents: a [Level] names the decisions
// to take now and the candidates to which they are appended.
//
//	space := nas.Space{{Name: "width", Options: 3}, {Name: "depth", Options: 2}}
//	search := nas.NewRandomSearch(nas.Level{Space: space}, 1)
//	trials, err := search.Suggest(10)
//
// Nothing here is safe for concurrent use. Everything random takes a seed:
// equal seeds give equal searches.
package nas
