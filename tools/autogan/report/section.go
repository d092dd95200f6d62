package report

import (
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"io/fs"

	"autogan/vk/durable"
)

// section is a part of the page: a heading, a text, and figures or tables.
type section struct {
	Title string
	Text  string
	Parts []part
}

// ID is the id of the section's element.
func (s section) ID() string { return "section-" + fileName(s.Title) }

// part is a figure, an image or a table; the others are empty.
type part struct {
	Caption string
	Figure  template.HTML
	Narrow  template.HTML // in place of Figure on a phone, if it is a chart
	Image   template.URL  // as a data: URL
	Table   *table
	chart   chart // that Figure shows, if it is one
}

// filled returns the sections that have something to show.
func filled(makers ...func() (section, error)) ([]section, error) {
	var sections []section
	for _, make := range makers {
		s, err := make()
		if err != nil {
			return nil, err
		}
		if len(s.Parts) > 0 {
			sections = append(sections, s)
		}
	}
	return sections, nil
}

// table is a table of texts; a row has a cell per column.
type table struct {
	Head []string
	Rows [][]string
}

func (t *table) add(cells ...any) {
	row := make([]string, len(cells))
	for i, c := range cells {
		row[i] = fmt.Sprint(c)
	}
	t.Rows = append(t.Rows, row)
}

// figure draws a chart as a part; false when there is nothing to draw.
func figure(caption string, c chart) (part, bool, error) {
	if c.empty() {
		return part{}, false, nil
	}
	drawn, err := c.svg(wide)
	if err != nil {
		return part{}, false, err
	}
	small, err := c.svg(narrow)
	return part{Caption: caption, Figure: drawn, Narrow: small, chart: c}, err == nil, err
}

// addChart appends a chart if it has something to show.
func (s *section) addChart(caption string, c chart) error {
	p, ok, err := figure(caption, c)
	if ok {
		s.Parts = append(s.Parts, p)
	}
	return err
}

// addImage appends a PNG if the file exists; a stage that was not reached has
// none.
func (s *section) addImage(caption, path string) error {
	png, err := durable.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("report: image: %w", err)
	}
	url := "data:image/png;base64," + base64.StdEncoding.EncodeToString(png)
	s.Parts = append(s.Parts, part{Caption: caption, Image: template.URL(url)})
	return nil
}
