// Package metric scores generated images: the Inception score over any
// [Scorer], and over any [Features] the Fréchet distance (FID), KID, precision
// and recall, density and coverage. Packages classifier and inception below it
// are such networks.
//
// [Measure] passes images through a network once and gathers the first two: the
// score in float64, the mean and covariance of the features on the device, in sums
// of 48 bits. [FrechetDistance] compares two such [Statistics]; files of them are
// those that the reference code and its successors publish. [KernelDistance] and
// [CompareNeighbourhoods] need the features themselves, which Measure keeps on the
// device if it is told to.
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
// # Pairs of vectors
//
// KID, precision and recall, density and coverage are functions of all pairs of
// vectors. Products of 2,048 by 2,048 of them are made at a time by the kernels of
// convolutions, and a kernel of their own reads each block: so 50,000 vectors of
// 2,048 features need their own memory and little more.
//
// A kernel distance is a small difference of means of a million terms. The terms
// are float32, whose errors have no common sign, and their sums hold 48 bits: of a
// KID of 0.02 it leaves an error of 10⁻⁷ of it. The subsets are those that
// torch-fidelity draws, so its KID of the same features is the same.
//
// A squared distance is |x|² + |y|² − 2x·y, off by up to 3·2⁻²³ of |x|² + |y|².
// Where two distances are closer than that, either may be the smaller, which moves
// a count by one. Precision and recall follow Kynkäänniemi et al. (2019): the third
// neighbour, whose distance belongs to the neighbourhood. Density and coverage
// follow the code of Naeem et al. (2020): the fifth, whose distance does not.
//
// # Sets of images
//
// An Inception score is the mean over parts of the images. Those that a generator
// draws are consecutive, as in the reference code. Those of a folder may be sorted
// by class, so they are shuffled, as torch-fidelity does.
//
// # Files of statistics
//
// Files of pytorch-fid, TTUR's code and clean-fid hold the arrays mu and sigma and
// say nothing of the network or of how images were resized. They are taken to be of
// Inception-v3's pool_3 if they have its size. clean-fid's mode that resizes by
// another filter is known by the name of the file, and refused.
//
// The reader of .npz files is our own: the library npyio panics on damaged
// headers.
package metric
