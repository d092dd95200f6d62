package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"autogan/tools/genspv/operations"
	"autogan/tools/newest"
)

func main() {
	check := flag.Bool("check", false, "rebuild in memory and compare with the committed files")
	flag.Parse()
	root, err := moduleRoot()
	if err == nil {
		err = run(root, *check)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(root string, check bool) error {
	dir := filepath.Join(root, "shaders")
	unlock, err := lock(dir)
	if err != nil {
		return fmt.Errorf("genspv: lock %s: %w", dir, err)
	}
	defer unlock()
	tools, err := findTools(newest.In(filepath.Join(root, ".cache", "drivers")))
	if err != nil {
		return err
	}
	files, err := operations.Files()
	if err != nil {
		return err
	}
	if check {
		return errors.Join(checkFiles(root, files), checkTree(dir, tools))
	}
	if err := writeFiles(root, files); err != nil { // the kernels include some of them
		return err
	}
	return generateTree(dir, tools)
}

// writeFiles writes what follows from the table of operations.
func writeFiles(root string, files []operations.File) error {
	for _, f := range files {
		if err := replaceFile(filepath.Join(root, filepath.FromSlash(f.Path)), f.Text); err != nil {
			return err
		}
	}
	return nil
}

// checkFiles returns an error that names the files that do not follow from the
// table of operations as it is.
func checkFiles(root string, files []operations.File) error {
	var stale []string
	for _, f := range files {
		if !holds(filepath.Join(root, filepath.FromSlash(f.Path)), f.Text) {
			stale = append(stale, f.Path)
		}
	}
	if len(stale) == 0 {
		return nil
	}
	return fmt.Errorf("genspv: not as vk/tensor/optable says (run make generate):\n  %s", strings.Join(stale, "\n  "))
}

// moduleRoot finds the folder of the module that holds the working directory.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("genspv: no go.mod here or above")
		}
		dir = parent
	}
}
