package report

// published are the figures of the paper's tables 1 and 2 (Gong et al. 2019),
// with SN-GAN under the same protocol (50,000 images, training statistics).
var published = []struct {
	name, inception, fid, params, macs, protocol string
}{
	{"AutoGAN top-1 (paper)", "8.55 ± 0.10", "12.42", "4,405,251", "1.77 G", "50,000 images, Inception-v3"},
	{"AutoGAN top-2 (paper)", "8.42 ± 0.07", "13.67", "4,471,043", "1.83 G", "50,000 images, Inception-v3"},
	{"AutoGAN top-3 (paper)", "8.41 ± 0.11", "13.87", "4,406,275", "1.77 G", "50,000 images, Inception-v3"},
	{"random search, shared weights (paper)", "8.09", "17.34", "", "", "50,000 images, Inception-v3"},
	{"random search from scratch (paper)", "7.97", "21.39", "", "", "50,000 images, Inception-v3"},
	{"SN-GAN, same protocol", "8.21", "14.21", "4,276,739", "1.68 G", "50,000 images, Inception-v3"},
}
