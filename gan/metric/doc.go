// Package metric scores generated images: the Inception score over any
// [Scorer] and the Fréchet distance (FID) over any [Features]. Packages
// classifier and inception below it are such networks.
//
// [Measure] passes images through a network once and gathers both: the score in
// float64, the mean and covariance of the features on the device, in sums of 48
// bits. [FrechetDistance] compares two such [Statistics]; files of them are those
// that the reference code and its successors publish.
//
// Scores under different scorers are not comparable with each other, nor with
// published Inception scores. So every score is printed with its [Protocol], and
// statistics name their images and the weights of the network.
//
// Figures are in tests/bench/RESULTS.md.
//
// # Moments in two floats
//
// An FID needs the covariance of 50,000 vectors. Summed in float32 it has
// directions of negative variance, and the root of these enters the distance.
// So one kernel adds exact products (Dekker) by TwoSum into a pair of floats.
// That is 48 bits on every device, without float64 and without a fused
// multiply-add.
//
// # The trace of the root needs no root
//
// Tr((Σ₁Σ₂)^½) is the sum of the singular values of LᵀM for Σ₁ = LLᵀ and
// Σ₂ = MMᵀ. Cholesky factorisations with pivots give L and M; they stop at the
// rank of a singular covariance. Unlike an eigendecomposition of Σ₁^½Σ₂Σ₁^½ this
// squares nothing and needs no eigenvectors.
//
// # Files of statistics
//
// The reader of .npz files is our own: the library npyio panics on damaged
// headers.
package metric
