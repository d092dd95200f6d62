package drawn

import (
	"archive/zip"
	"encoding/binary"
	"fmt"
	"io"
	"strings"

	"autogan/gan/dataset"
	"autogan/vk/durable"
)

// WriteArray writes n images as a .npz file of NumPy's: an array arr_0 of uint8
// [n, size, size, 3], which the evaluator of guided-diffusion reads in parts. Draw
// hands the images to put in order, some at a time. It panics if they are not n.
func WriteArray(path string, n, size int, draw func(put func(pixels []byte) error) error) error {
	return durable.Write(path, func(w io.Writer) error {
		archive := zip.NewWriter(w)
		out, err := archive.CreateHeader(&zip.FileHeader{Name: "arr_0.npy", Method: zip.Store}) // that is how np.savez stores it
		if err != nil {
			return err
		}
		if _, err := out.Write(npyHeader(n, size)); err != nil {
			return err
		}
		left := n * size * size * dataset.Channels
		err = draw(func(pixels []byte) error {
			left -= len(pixels)
			_, err := out.Write(pixels)
			return err
		})
		if err != nil {
			return err
		}
		if left != 0 {
			panic(fmt.Sprintf("drawn: array of %d images of %dx%d: %d bytes are missing", n, size, size, left))
		}
		return archive.Close()
	})
}

// npyHeader is what stands before the elements: NumPy's format 1.0.
func npyHeader(n, size int) []byte {
	const magic = "\x93NUMPY\x01\x00"
	text := fmt.Sprintf("{'descr': '|u1', 'fortran_order': False, 'shape': (%d, %d, %d, %d), }", n, size, size, dataset.Channels)
	text += strings.Repeat(" ", 63-(len(magic)+2+len(text))%64) + "\n" // the elements begin at a multiple of 64
	return append(binary.LittleEndian.AppendUint16([]byte(magic), uint16(len(text))), text...)
}
