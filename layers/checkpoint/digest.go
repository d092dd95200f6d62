package checkpoint

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// Digest identifies what arrays hold: SHA-256, in hexadecimal, of their names,
// types, shapes and elements. It depends neither on the order of the arrays nor
// on the file that they came in.
func Digest(arrays ...Array) string {
	sorted := slices.SortedFunc(slices.Values(arrays), func(a, b Array) int { return strings.Compare(a.Name, b.Name) })
	all := sha256.New()
	for _, a := range sorted {
		fmt.Fprintf(all, "%q %s %v\n", a.Name, a.DType, a.Shape) // says where an array ends
		all.Write(a.Data)
	}
	return hex.EncodeToString(all.Sum(nil))
}
