package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"autogan/vk/durable"
)

// Files of the report's folder.
const (
	dataFile = "report.json"
	pageFile = "report.html"
)

// Report is all that was found out.
type Report struct {
	Kit        string    `json:"kit"`     // version of the archive
	Autogan    string    `json:"autogan"` // version of the program in it
	Begun      time.Time `json:"begun"`
	Minutes    float64   `json:"minutes"` // the longest time of all parts
	Device     device    `json:"device"`
	Machine    Machine   `json:"machine"`
	Validation string    `json:"validation"` // "on", or why there is none
	PyTorch    *torch    `json:"pytorch,omitempty"`
	Parts      []Part    `json:"parts"`
	private    *strings.Replacer
}

func newReport(k kit, total time.Duration) *Report {
	r := &Report{Kit: strings.TrimSpace(content(filepath.Join(k.root, "VERSION"))), Autogan: k.version, private: k.private(), Begun: time.Now().UTC().Round(time.Second), Minutes: total.Minutes(),
		Device: k.device, Machine: thisMachine(), Validation: "on"}
	if k.noLayer != "" {
		r.Validation = "off: " + k.noLayer
	}
	if k.python != "" {
		r.PyTorch = &k.torch
	}
	return r
}

// save writes both files.
func (r *Report) save(folder string) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	if err := durable.WriteFile(filepath.Join(folder, dataFile), append(text, '\n')); err != nil {
		return err
	}
	page, err := r.page()
	if err != nil {
		return err
	}
	return durable.WriteFile(filepath.Join(folder, pageFile), page)
}

// verdict is an error that names what failed.
func (r *Report) verdict() error {
	var failed []string
	for _, p := range r.Parts {
		if p.State == Failed {
			failed = append(failed, p.Name)
		}
	}
	if len(failed) == 0 {
		return nil
	}
	return fmt.Errorf("%d of %d parts failed: %s", len(failed), len(r.Parts), strings.Join(failed, "; "))
}
