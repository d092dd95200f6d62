package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"os"
	"path/filepath"
	"strconv"
)

//go:embed page.html
var pageText string

var pageTemplate = template.Must(template.New("page").Parse(pageText))

// page is what the template shows.
type page struct {
	Title    string
	Facts    [][2]string // name and value
	Sections []section
	Config   string // the effective configuration; "" for several runs
}

// Write reads the runs' folders and writes one page about them, as a whole or
// not at all. A folder that holds no run is an error that names it.
func Write(path string, folders []string) error {
	p, err := read(folders)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := pageTemplate.Execute(&b, p); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return replace(path, b.Bytes())
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

// single is the page of one run.
func single(r run) (page, error) {
	sections, err := r.sections()
	opened := r.opened()
	return page{Title: opened.Config.Name, Facts: r.facts(), Sections: sections, Config: opened.Config.Encode()}, err
}

// replace writes a file as a whole: an interruption leaves the old one or the new one.
func replace(path string, data []byte) (err error) {
	temp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	defer os.Remove(temp.Name())
	_, err = temp.Write(data)
	if err == nil {
		err = temp.Chmod(0o644)
	}
	if err == nil {
		err = temp.Sync()
	}
	if closed := temp.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("report: write %s: %w", path, err)
	}
	return nil
}

// grouped writes n with commas between thousands.
func grouped(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
