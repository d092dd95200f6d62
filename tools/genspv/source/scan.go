package source

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// Kernel is one kernel to build: a .comp file and the defines of a variant.
type Kernel struct {
	Name    string   // file name without .comp, with the variant's suffix
	File    string   // name of the .comp file
	Defines []string // NAME=VALUE
	Newest  bool     // only the newest compilers can build it; see tools/newest
	Hash    string   // SHA-256 of the source, its includes and the defines
}

var (
	variantLine = regexp.MustCompile(`(?m)^//!variant[ \t]+(.*)$`)
	newestLine  = regexp.MustCompile(`(?m)^//!newest\b`)
	includeLine = regexp.MustCompile(`(?m)^[ \t]*#[ \t]*include[ \t]+"([^"]+)"`)
	nameForm    = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
	defineForm  = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*=\S+$`)
)

// Scan lists the kernels of the .comp files in dir, sorted by name. A file
// yields a kernel of its own name and one for each head comment line
//
//	//!variant SUFFIX NAME=VALUE ...
//
// A line //!newest says that installed compilers may be too old for the file.
//
// An error in one file does not hide the others: Scan returns all kernels it
// could read and the joined errors.
func Scan(dir string) ([]Kernel, []error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.comp"))
	if err != nil {
		return nil, []error{err}
	}
	var kernels []Kernel
	var errs []error
	for _, file := range files {
		found, err := scanFile(dir, filepath.Base(file))
		if err != nil {
			errs = append(errs, err)
		}
		kernels = append(kernels, found...)
	}
	slices.SortFunc(kernels, func(a, b Kernel) int { return cmp.Compare(a.Name, b.Name) })
	for i := 1; i < len(kernels); i++ {
		if kernels[i].Name == kernels[i-1].Name {
			errs = append(errs, fmt.Errorf("%s: kernel %s is also made by %s", kernels[i].File, kernels[i].Name, kernels[i-1].File))
		}
	}
	kernels = slices.CompactFunc(kernels, func(a, b Kernel) bool { return a.Name == b.Name })
	return kernels, errs
}

func scanFile(dir, file string) ([]Kernel, error) {
	name := strings.TrimSuffix(file, ".comp")
	if !nameForm.MatchString(name) {
		return nil, fmt.Errorf("%s: a kernel's name is lower case words joined by underscores", file)
	}
	text, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		return nil, err
	}
	var all bytes.Buffer
	if err := expand(&all, dir, file, map[string]bool{}); err != nil {
		return nil, err
	}
	newest := newestLine.Match(text)
	kernels := []Kernel{{Name: name, File: file, Newest: newest, Hash: hash(all.Bytes(), nil)}}
	for _, line := range variantLine.FindAllSubmatch(text, -1) {
		words := strings.Fields(string(line[1]))
		if len(words) == 0 || !nameForm.MatchString(words[0]) {
			return kernels, fmt.Errorf("%s: want //!variant SUFFIX NAME=VALUE ..., got %q", file, line[0])
		}
		defines := words[1:]
		for _, d := range defines {
			if !defineForm.MatchString(d) {
				return kernels, fmt.Errorf("%s: variant %s: want NAME=VALUE, got %q", file, words[0], d)
			}
		}
		kernels = append(kernels, Kernel{Name: name + "_" + words[0], File: file, Defines: defines, Newest: newest, Hash: hash(all.Bytes(), defines)})
	}
	return kernels, nil
}

// expand appends file and, once each, the files it includes. The result is
// only hashed, so it need not equal the output of the preprocessor.
func expand(out *bytes.Buffer, dir, file string, seen map[string]bool) error {
	if seen[file] {
		return nil
	}
	seen[file] = true
	text, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s %d\n%s", file, len(text), text)
	for _, m := range includeLine.FindAllSubmatch(text, -1) {
		included := filepath.Join(filepath.Dir(file), string(m[1]))
		if _, err := os.Stat(filepath.Join(dir, included)); err != nil {
			included = filepath.Clean(string(m[1]))
		}
		if err := expand(out, dir, included, seen); err != nil {
			return fmt.Errorf("%s: include %q: %w", file, m[1], err)
		}
	}
	return nil
}

func hash(text []byte, defines []string) string {
	h := sha256.New()
	h.Write(text)
	fmt.Fprintln(h, strings.Join(defines, " "))
	return hex.EncodeToString(h.Sum(nil))
}
