package report

// result is what a paper states for a data set.
type result struct {
	inception, fid string
	params, macs   string // of the generator; "" where not stated
}

// method is a published generator, without labels.
type method struct {
	name           string
	cifar10, stl10 result
	cost           string // of its search
	source         string // who measured, and how
}

// Sources of the figures. Those of AutoGAN follow the protocol of this program:
// 50,000 images and the statistics of the training images.
const (
	ofThePaper = "AutoGAN's paper: 50,000 images, Inception-v3"
	ofItsPaper = "its paper"
	ofMMD      = "table of MMD-AdversarialNAS (2024)"
	unverified = "its paper; scores not verified"
)

// published are the figures of the paper (Gong et al. 2019, tables 1 and 2) and
// of what followed it. Parameters and multiply-adds are those that the papers
// state or, for the first rows, those that package arch counts. A figure that
// could not be read in a source is left out.
var published = []method{
	{"AutoGAN top-1", result{"8.55 ± 0.10", "12.42", "4,405,251", "1.77 G"}, result{"9.16 ± 0.12", "31.01", "5,065,731", "3.97 G"}, "43 h", ofThePaper},
	{"AutoGAN top-2", result{"8.42 ± 0.07", "13.67", "4,471,043", "1.83 G"}, result{}, "43 h", ofThePaper},
	{"AutoGAN top-3", result{"8.41 ± 0.11", "13.87", "4,406,275", "1.77 G"}, result{}, "43 h", ofThePaper},
	{"random search, shared weights", result{"8.09", "17.34", "", ""}, result{}, "48 h", ofThePaper},
	{"random search from scratch", result{"7.97", "21.39", "", ""}, result{}, "48 h", ofThePaper},
	{"SN-GAN, as AutoGAN measures", result{"8.21", "14.21", "4,276,739", "1.68 G"}, result{}, "by hand", "50,000 images, Inception-v3"},
	{"SN-GAN", result{"8.22 ± 0.05", "21.7", "4,276,739", "1.68 G"}, result{"9.10 ± 0.04", "40.1 ± 0.50", "", ""}, "by hand", ofItsPaper},
	{"Progressive GAN", result{"8.80", "15.52", "", ""}, result{}, "by hand", ofMMD},
	{"AGAN", result{"8.29 ± 0.09", "30.5", "20.1 M", ""}, result{"9.23 ± 0.08", "52.7", "", ""}, "", ofItsPaper},
	{"EvoGAN", result{"7.96", "15.91", "", ""}, result{}, "less than 2 h", ofItsPaper},
	{"E2GAN", result{"8.51", "11.26", "4,867,331", "1.78 G"}, result{"9.51", "25.35", "5,527,811", "4.01 G"}, "7 h", ofItsPaper},
	{"DEGAS", result{"8.37", "12.01", "", ""}, result{"9.71", "28.76", "", ""}, "", ofItsPaper},
	{"AdversarialNAS", result{"8.74 ± 0.07", "10.87", "8.85 M", "2.68 G"}, result{"9.63 ± 0.19", "26.98", "8.88 M", "6.70 G"}, "1 GPU-day", ofItsPaper},
	{"alphaGAN(s)", result{"", "", "2.95 M", "0.75 G"}, result{}, "about 3 h", unverified},
	{"alphaGAN(l)", result{"", "", "8.62 M", "2.72 G"}, result{}, "", unverified},
	{"EAGAN", result{"8.81 ± 0.10", "9.91", "7.14 M", "1.89 G"}, result{"10.44 ± 0.09", "22.18", "", ""}, "1.2 GPU-days", ofItsPaper},
	{"EAMGAN", result{"8.83 ± 0.13", "9.55", "", ""}, result{}, "0.66 days", ofItsPaper},
	{"EWSGAN", result{"8.99", "9.09", "", ""}, result{"10.51", "21.89", "", ""}, "", ofItsPaper},
	{"T-EAGAN", result{"8.96 ± 0.08", "9.43", "", ""}, result{"10.58 ± 0.09", "20.32", "", ""}, "1.08 days", ofItsPaper},
	{"CAGAN", result{"8.96 ± 0.06", "9.45", "", ""}, result{"10.39 ± 0.13", "19.34", "", ""}, "0.35 days", ofItsPaper},
	{"TransGAN", result{"9.02 ± 0.12", "9.26", "83.06 M", ""}, result{"10.43 ± 0.16", "18.28", "167.85 M", ""}, "by hand", ofItsPaper},
	{"StyleGAN2", result{"9.18", "11.07", "", ""}, result{"10.21", "20.84", "", ""}, "by hand", ofMMD},
	{"MMD-AdversarialNAS, small", result{"9.32 ± 0.15", "7.48", "5.93 M", ""}, result{"11.39 ± 0.19", "14.57", "", ""}, "", ofItsPaper},
	{"MMD-AdversarialNAS, large", result{"9.62 ± 0.13", "5.83", "20.18 M", "8.88 G"}, result{"11.60 ± 0.10", "12.91", "", ""}, "", ofItsPaper},
	{"SCGAN", result{"9.68 ± 0.06", "5.54", "", ""}, result{"12.12 ± 0.13", "12.54", "", ""}, "0.4 days", ofItsPaper},
}

// on returns the figures for a data set by its name in the settings; false if
// there are none.
func (m method) on(data string) (result, bool) {
	r := result{}
	switch data {
	case "cifar10":
		r = m.cifar10
	case "stl10":
		r = m.stl10
	}
	return r, r != result{}
}

// comparability says how far the published figures compare.
const comparability = "Published figures are those for the same data set. Only figures of the same protocol compare: AutoGAN's paper takes Inception-v3, 50,000 images and the statistics of the training images. Others also train longer, with other batches or another loss. Differences of 0.5 in FID between single runs are noise: six seeds of MMD-AdversarialNAS give 5.64 to 7.17."

// publishedNote says what the rows of [paperTable] below the trainings are.
func publishedNote(runs []training) string {
	for _, r := range runs {
		if _, known := published[0].on(r.Config.Data.Name); known {
			return comparability
		}
	}
	return "There are no published figures for this data set."
}
