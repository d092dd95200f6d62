package report

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"autogan/vk/durable"

	"gonum.org/v1/plot/vg/vgimg"
)

// figureDPI makes a chart of full width about 1,300 pixels wide.
const figureDPI = 150

// WriteFigures writes the charts of the page about the runs as PNG files into a
// folder, and returns their paths. A file is named by its section, and counted
// there from 1. One of that name may be of another page, so it stays and the new
// one gets a further number, unless they are equal.
func WriteFigures(dir string, folders []string) ([]string, error) {
	p, err := read(folders)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("report: folder of figures: %w", err)
	}
	var paths []string
	for _, s := range p.Sections {
		n := 0
		for _, part := range s.Parts {
			if part.chart.empty() {
				continue
			}
			n++
			path := filepath.Join(dir, fmt.Sprintf("%s-%d.png", fileName(s.Title), n))
			path, err := durable.WriteUnused(path, part.chart.writePNG)
			if err != nil {
				return nil, err
			}
			paths = append(paths, path)
		}
	}
	return paths, nil
}

func (c chart) writePNG(path string) error {
	p, high, err := c.plot(wide)
	if err != nil {
		return err
	}
	canvas := vgimg.PngCanvas{Canvas: vgimg.NewWith(vgimg.UseWH(c.width(wide), high), vgimg.UseDPI(figureDPI))}
	p.Draw(within(canvas))
	var b bytes.Buffer
	if _, err := canvas.WriteTo(&b); err != nil {
		return fmt.Errorf("report: draw %s: %w", path, err)
	}
	if err := durable.WriteFile(path, b.Bytes()); err != nil {
		return fmt.Errorf("report: write %s: %w", path, err)
	}
	return nil
}

// fileName writes a title in lower case with '-' for what is no letter or digit.
func fileName(title string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(title), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), "-")
}
