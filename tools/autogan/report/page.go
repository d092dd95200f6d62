package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"

	"autogan/vk/durable"
)

//go:embed page.html
var pageText string

var pageTemplate = template.Must(template.New("page").Parse(pageText))

// page is the data of the template.
type page struct {
	Title    string
	Facts    [][2]string // name and value
	Sections []section
	Config   string // the effective configuration; "" for several runs
}

// Write reads the runs' folders and writes one page about them to path,
// replacing the file as a whole. A folder that holds no run is an error that
// names it.
func Write(path string, folders []string) error {
	p, err := read(folders)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := pageTemplate.Execute(&b, p); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	if err := durable.WriteFile(path, b.Bytes()); err != nil {
		return fmt.Errorf("report: write %s: %w", path, err)
	}
	return nil
}

func read(folders []string) (page, error) {
	var runs []run
	for _, folder := range folders {
		opened, err := openRuns(folder)
		if err != nil {
			return page{}, err
		}
		runs = append(runs, opened...)
	}
	if len(runs) == 1 {
		return single(runs[0])
	}
	return several(runs)
}

// single returns the page of one run.
func single(r run) (page, error) {
	sections, err := r.sections()
	opened := r.opened()
	return page{Title: opened.Config.Name, Facts: r.facts(), Sections: sections, Config: opened.Config.Encode()}, err
}
