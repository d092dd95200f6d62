// Package metric scores generated images: the Inception score over any
// [Scorer], and the small convolutional classifier that is trained and shipped
// with this project, so that a search needs no download.
//
// Scores under different scorers are not comparable with each other, nor with
// published Inception scores.
package metric
