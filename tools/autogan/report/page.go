package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"

	"autogan/vk/durable"
)

//go:embed page.html
var pageText string

//go:embed page.css
var pageStyle template.CSS

var pageTemplates = template.Must(template.New("").Parse(pageText))

// page is what a page shows.
type page struct {
	Title    string
	Facts    [][2]string // name and value
	Sections []section
	Config   string // the effective configuration; "" for several runs
}

// Document is a page of blocks, one below the other.
type Document struct {
	Title  string
	Header template.HTML // above the blocks
	Blocks []Block
	Style  template.CSS // besides that of every page
	Script template.JS
}

// Block is an element of a page, which has its id.
type Block struct {
	ID   string        `json:"id"`
	HTML template.HTML `json:"html"`
}

// Write writes the page, which needs no other file.
func (d Document) Write(w io.Writer) error {
	d.Style = d.FullStyle()
	return pageTemplates.ExecuteTemplate(w, "page", d)
}

// FullStyle is the whole style of the page, as it stands there.
func (d Document) FullStyle() template.CSS { return pageStyle + d.Style }

// Write reads the runs' folders and writes one page about them to path,
// replacing the file as a whole. A folder that holds no run is an error that
// names it.
func Write(path string, folders []string) error {
	p, err := read(folders)
	if err != nil {
		return err
	}
	blocks, err := p.blocks()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := (Document{Title: p.Title, Blocks: blocks}).Write(&b); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	if err := durable.WriteFile(path, b.Bytes()); err != nil {
		return fmt.Errorf("report: write %s: %w", path, err)
	}
	return nil
}

// blocks returns the page's head, its sections and its configuration.
func (p page) blocks() ([]Block, error) {
	head, err := makeBlock("head", "head", p)
	blocks := []Block{head}
	for _, s := range p.Sections {
		if err != nil {
			return nil, err
		}
		var b Block
		b, err = makeBlock(s.ID(), "section", s)
		blocks = append(blocks, b)
	}
	if err != nil || p.Config == "" {
		return blocks, err
	}
	config, err := makeBlock("config", "config", p.Config)
	return append(blocks, config), err
}

func makeBlock(id, name string, data any) (Block, error) {
	var b bytes.Buffer
	if err := pageTemplates.ExecuteTemplate(&b, name, data); err != nil {
		return Block{}, fmt.Errorf("report: %w", err)
	}
	return Block{id, template.HTML(b.String())}, nil
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
