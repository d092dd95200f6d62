// Package imagefile reads one image file as a person would see it.
//
// It reads PNG, JPEG, WebP, BMP, GIF and TIFF; the content decides which of
// them a file is, not its name. Of an animation, and of a file of several
// pages, it reads the first. It also reads what viewers show although it is not
// quite right: a file without its end marker, and a PNG file with a damaged
// chunk that says nothing about the pixels. Any other file is an error that says
// in words what the file is. A colour profile is not applied.
//
// Two things decide how the stored pixels look. The EXIF orientation says how
// to flip and rotate them, and [Image.Rows] does so. Transparent pixels lie on
// white: red, green and blue are what a white page would show.
//
// A file is opened and decoded in two steps. [File.Memory] says in between how
// much memory the second one takes, so that a caller can bound the sum. Files
// and images belong to one goroutine each.
//
//	f, err := imagefile.Open("cat.jpg")
//	if err != nil {
//		return err
//	}
//	defer f.Close()
//	img, err := f.Decode()
//	if err != nil {
//		return err
//	}
//	pixels := make([]byte, 3*f.Width*f.Height)
//	img.Rows(pixels, image.Rect(0, 0, f.Width, f.Height))
package imagefile
