package dataset

import (
	"fmt"
	"strconv"
	"strings"
)

// Findings is what a reader of a folder of images should know about it.
type Findings struct {
	// Bad are the image files that cannot be read.
	Bad []Finding
	// LeftOut are other files and folders that the set lacks.
	LeftOut []Finding
	// Transparent is how many images have transparent parts, which are white.
	Transparent int
	// Note says why there are no classes although there are sub-folders.
	Note string
}

// Finding is a file or folder, and what is wrong with it.
type Finding struct {
	Path   string // relative to the folder, with slashes
	Reason string
}

// String reads `a/1.png: the file is empty`. A path of unusual characters is
// quoted, so that every finding is one line.
func (f Finding) String() string { return quoted(f.Path) + ": " + f.Reason }

// quoted returns a path as it is, or in quotes if it cannot be printed.
func quoted(path string) string {
	if q := strconv.Quote(path); q != `"`+path+`"` {
		return q
	}
	return path
}

// BadImagesError reports the images of a folder that cannot be read.
type BadImagesError struct {
	Dir    string
	Images int       // of the folder, those that cannot be read among them
	Bad    []Finding // at least one
}

// badShown is how many bad images an error names.
const badShown = 3

// Error names the first images and the command that lists all.
func (e *BadImagesError) Error() string {
	var shown []string
	for _, bad := range e.Bad[:min(badShown, len(e.Bad))] {
		shown = append(shown, bad.String())
	}
	more := ""
	if len(e.Bad) > badShown {
		more = fmt.Sprintf("; and %d more, which `autogan data verify %s` lists", len(e.Bad)-badShown, quoted(e.Dir))
	}
	return fmt.Sprintf("dataset: folder %s: %d of %d images cannot be read: %s%s",
		quoted(e.Dir), len(e.Bad), e.Images, strings.Join(shown, "; "), more)
}

// Lines describes the findings for people: a line for every bad image, and one
// for each reason to leave files out, which names the first of them.
func (f Findings) Lines() []string {
	var lines []string
	for _, bad := range f.Bad {
		lines = append(lines, "cannot be read: "+bad.String())
	}
	lines = append(lines, leftOutLines(f.LeftOut)...)
	if f.Transparent > 0 {
		lines = append(lines, fmt.Sprintf("transparent parts of %s: taken as white", images(f.Transparent)))
	}
	if f.Note != "" {
		lines = append(lines, "no classes: "+f.Note)
	}
	return lines
}

// namesShown is how many files a line names.
const namesShown = 10

// leftOutLines groups the files by reason, in the order in which they appear.
func leftOutLines(findings []Finding) []string {
	var reasons []string
	paths := map[string][]string{}
	for _, f := range findings {
		if paths[f.Reason] == nil {
			reasons = append(reasons, f.Reason)
		}
		paths[f.Reason] = append(paths[f.Reason], quoted(f.Path))
	}
	var lines []string
	for _, reason := range reasons {
		names := paths[reason]
		line := fmt.Sprintf("left out (%d): %s: %s", len(names), reason, strings.Join(names[:min(namesShown, len(names))], ", "))
		if len(names) > namesShown {
			line += fmt.Sprintf(" and %d more", len(names)-namesShown)
		}
		lines = append(lines, line)
	}
	return lines
}

// images reads "1 image" or "3 images".
func images(n int) string {
	if n == 1 {
		return "1 image"
	}
	return fmt.Sprintf("%d images", n)
}
