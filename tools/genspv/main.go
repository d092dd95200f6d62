package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	check := flag.Bool("check", false, "rebuild in memory and compare with the committed files")
	flag.Parse()
	dir, err := shaderDir()
	if err == nil {
		err = run(dir, *check)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(dir string, check bool) error {
	unlock, err := lock(dir)
	if err != nil {
		return fmt.Errorf("genspv: lock %s: %w", dir, err)
	}
	defer unlock()
	tools, err := findTools()
	if err != nil {
		return err
	}
	if check {
		return checkTree(dir, tools)
	}
	return generateTree(dir, tools)
}

// shaderDir finds the shaders folder of the module that holds the working
// directory.
func shaderDir() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, "shaders"), nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("genspv: no go.mod here or above")
		}
		dir = parent
	}
}
