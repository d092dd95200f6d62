package ref

import "math"

// GatherImages is the images that index names, as numbers of [−1, 1]: byte v
// becomes ((v / 255) − ½) / ½. images: [N, ...] holds bytes, index: [B].
func GatherImages(images, index Array) Array {
	size := len(images.Data) / images.Shape[0]
	y := New(append([]int{len(index.Data)}, images.Shape[1:]...)...)
	for i := range y.Data {
		v := images.Data[int(index.Data[i/size])*size+i%size]
		x := (v/255 - 0.5) / 0.5
		y.set(i, x, 2.5*math.Abs(x)) // one quotient of integers
	}
	return y
}

// ToBytes truncates 127.5 x + 127.5, clamped to 0..255. Product and sum are
// rounded to float32 as the reference code's are: the result is exact.
func ToBytes(x Array) Array {
	y := New(x.Shape...)
	for i, v := range x.Data {
		level := float32(v) * 127.5
		level += 127.5
		y.Data[i] = math.Trunc(math.Min(math.Max(float64(level), 0), 255))
	}
	return y
}
