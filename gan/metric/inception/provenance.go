package inception

import (
	"crypto/sha256"
	"encoding/hex"

	"autogan/layers/checkpoint"
)

// The metadata of a converted file.
const (
	formatKey  = "format"
	formKey    = "from"           // the kind of file that it was converted from
	sourceKey  = "source.sha256"  // the checksum of that file
	weightsKey = "weights.sha256" // [checkpoint.Digest] of the arrays that came out
)

// provenance returns the metadata of a file converted from data. A file that is
// converted already keeps what it says of its source.
func provenance(file *checkpoint.File, form string, data []byte) map[string]string {
	sum := sha256.Sum256(data)
	metadata := map[string]string{
		formatKey: "inception-2015-12-05", formKey: form,
		sourceKey: hex.EncodeToString(sum[:]), weightsKey: checkpoint.Digest(file.Arrays...),
	}
	if isPublished(file) {
		metadata[formKey], metadata[sourceKey] = file.Metadata[formKey], file.Metadata[sourceKey]
	}
	return metadata
}

// isPublished reports whether a file was converted from pytorch-fid's, the only
// one with a published checksum, and has not changed since.
func isPublished(file *checkpoint.File) bool {
	m := file.Metadata
	return m[sourceKey] == TorchSHA256 && m[weightsKey] == checkpoint.Digest(file.Arrays...)
}

// digests replaces the numbers of each array by their hash. From these hashes
// follows the hash of any part of the network, see [Trunk.hashTo].
func digests(file *checkpoint.File) []checkpoint.Array {
	small := make([]checkpoint.Array, len(file.Arrays))
	for i, a := range file.Arrays {
		sum := sha256.Sum256(a.Data)
		a.Data = sum[:]
		small[i] = a
	}
	return small
}

// hashTo returns the hash of the layers of the blocks up to the given one.
func (t *Trunk) hashTo(block int) string {
	used := map[string]bool{}
	for _, b := range t.plan.blocks[:block+1] {
		for _, c := range b.convolutions() {
			used[c.weights()], used[c.bias()] = true, true
		}
	}
	var arrays []checkpoint.Array
	for _, a := range t.digests {
		if used[a.Name] {
			arrays = append(arrays, a)
		}
	}
	return checkpoint.Digest(arrays...)
}
