package cli

import (
	"math/rand/v2"

	"autogan/gan"
	"autogan/gan/dataset"
	"autogan/gan/metric/classifier"

	"github.com/spf13/cobra"
)

// heldOutPart is the divisor for the share of a data set that scorers are
// tested on and never trained on: a tenth.
const heldOutPart = 10

// scorerSets are the images of a data set at the sizes of a search's stages,
// largest first.
type scorerSets struct {
	name           string // of the data set, which the scorer keeps
	label          string // in the names of files
	images         string // as imagesOf says
	size           int
	classes        []string
	train, heldOut []classifier.Labelled
}

// readScorerSets reads a labelled data set and holds a fixed random tenth back.
func readScorerSets(cmd *cobra.Command, nameOrFolder string, size, batches int) (scorerSets, error) {
	kind, dir, err := setName(nameOrFolder)
	if err != nil {
		return scorerSets{}, err
	}
	d, err := readSet(cmd, nameOrFolder, size, batches)
	if err != nil {
		return scorerSets{}, err
	}
	if len(d.Classes) < 2 {
		return scorerSets{}, badInputf("data set %s: no labels; a scorer learns from a folder with a sub-folder for each class", nameOrFolder)
	}
	sets := scorerSets{name: kind, label: setLabel(kind, dir), images: imagesOf(kind, dir), size: d.H, classes: d.Classes}
	if kind == folder {
		sets.name = folderName(dir)
	}
	shuffled := rand.New(rand.NewPCG(1, 1)).Perm(d.N)
	cut := d.N / heldOutPart
	for stage := 0; stage < gan.MaxCells && d.H%(1<<stage) == 0; stage++ {
		small := d
		if stage > 0 {
			// Read again: each size is made from the originals, as in a search.
			if small, err = readPart(cmd, nameOrFolder, setPart{size: d.H >> stage, batches: batches, again: true}); err != nil {
				return scorerSets{}, err
			}
		}
		sets.heldOut = append(sets.heldOut, labelled(small, shuffled[:cut]))
		sets.train = append(sets.train, labelled(small, shuffled[cut:]))
	}
	return sets, nil
}

func labelled(d dataset.Dataset, indices []int) classifier.Labelled {
	l := classifier.Labelled{Size: d.H, Pixels: make([]byte, len(indices)*d.ImageSize()), Labels: make([]uint8, len(indices))}
	d.Bytes(l.Pixels, indices)
	for i, at := range indices {
		l.Labels[i] = d.Labels[at]
	}
	return l
}
