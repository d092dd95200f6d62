package checkpoint

// Permute copies numbers of four bytes, row-major with the given axes, so that
// the k-th axis of the copy is the order[k]-th.
func Permute(data []byte, axes, order []int) []byte {
	strides := make([]int, len(axes)) // of the copy's axes in data
	for k, axis := range order {
		strides[k] = 4
		for _, extent := range axes[axis+1:] {
			strides[k] *= extent
		}
	}
	copied := make([]byte, 0, len(data))
	at := make([]int, len(axes))
	for from := 0; len(copied) < len(data); {
		copied = append(copied, data[from:from+4]...)
		for k := len(order) - 1; k >= 0; k-- { // the next element, like an odometer
			at[k]++
			from += strides[k]
			if at[k] < axes[order[k]] {
				break
			}
			from -= at[k] * strides[k]
			at[k] = 0
		}
	}
	return copied
}
