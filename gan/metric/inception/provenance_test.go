package inception

import (
	"maps"
	"testing"

	"autogan/layers/checkpoint"
	"autogan/tests/testgpu"
)

// hashOf loads a converted file of the small network.
func hashOf(t *testing.T, file *checkpoint.File) (hash string, published bool) {
	t.Helper()
	_, s := testgpu.Stream(t)
	n, err := load(s, small, file)
	if err != nil {
		t.Fatal(err)
	}
	defer n.Release()
	return n.Weights().Hash, n.Weights().Published
}

func loaded(t *testing.T, data []byte) *checkpoint.File {
	t.Helper()
	path, err := converted(t, data)
	if err != nil {
		t.Fatal(err)
	}
	file, err := checkpoint.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// TestWeightsAreTheSameWhateverTheFile: the hash is that of the numbers.
func TestWeightsAreTheSameWhateverTheFile(t *testing.T) {
	pub := randomPublished(t, small)
	pub.scaled = true
	torch := loaded(t, torchZip(t, pub.torchState()))
	want, published := hashOf(t, torch)
	if len(want) != 64 || published {
		t.Errorf("hash %q, published: %v", want, published)
	}
	graph := pub.graphDef()
	for name, data := range map[string][]byte{"graph": graph, "archive": archived(t, graphFile, graph)} {
		if got, published := hashOf(t, loaded(t, data)); got != want || published {
			t.Errorf("%s: hash %s, published: %v, want %s of the state dict", name, got, published, want)
		}
	}
	if got, _ := hashOf(t, randomFile(small, "other weights")); got == want {
		t.Error("other weights have the same hash")
	}
	last := torch.Arrays[len(torch.Arrays)-1].Data // the logits, which no feature depends on
	last[0]++
	if got, _ := hashOf(t, torch); got != want {
		t.Error("the hash of the features depends on the logits")
	}
	first := torch.Arrays[0].Data
	first[0]++
	if got, _ := hashOf(t, torch); got == want {
		t.Error("a changed weight has the same hash")
	}
}

// TestOnlyTheFileWithTheChecksumIsPublished: scores of any other weights don't
// get the names of published scores.
func TestOnlyTheFileWithTheChecksumIsPublished(t *testing.T) {
	file := loaded(t, torchZip(t, randomPublished(t, small).torchState()))
	if _, published := hashOf(t, file); published {
		t.Error("random weights are taken for the published ones")
	}
	honest := maps.Clone(file.Metadata)
	file.Metadata[sourceKey] = TorchSHA256 // as if it came from there
	if _, published := hashOf(t, file); !published {
		t.Error("a file from the one with the published checksum is not taken for it")
	}
	if kept := provenance(file, "safetensors", nil); kept[sourceKey] != TorchSHA256 || kept[formKey] != "PyTorch" {
		t.Errorf("converted again it is from %s %s", kept[formKey], kept[sourceKey])
	}
	file.Arrays[0].Data[0]++
	if _, published := hashOf(t, file); published {
		t.Error("a file that was changed after it was converted is taken for the published one")
	}
	if again := provenance(file, "safetensors", nil); again[sourceKey] == TorchSHA256 {
		t.Error("converting a changed file again makes it the published one")
	}
	file.Metadata = honest
	delete(file.Metadata, weightsKey) // of earlier programs
	if _, published := hashOf(t, file); published {
		t.Error("a file that says nothing is taken for the published one")
	}
}
