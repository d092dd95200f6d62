package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"autogan/vk/durable"
)

func main() {
	err := run(os.Args[1:])
	var exit *exec.ExitError
	if errors.As(err, &exit) { // the program has said why
		os.Exit(max(1, exit.ExitCode()))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "windows:", err)
		os.Exit(1)
	}
}

const usage = "usage: windows test [ARGS OF go test...] | windows wine PROGRAM [ARGS...]"

func run(args []string) error {
	if len(args) == 0 {
		return errors.New(usage)
	}
	module, err := moduleFolder()
	if err != nil {
		return err
	}
	w, err := openWine(filepath.Join(module, ".cache", "windows"), module, os.TempDir())
	if err != nil {
		return err
	}
	switch {
	case args[0] == "test":
		return test(module, args[1:])
	case args[0] == "wine" && len(args) > 1:
		folder, err := os.Getwd()
		if err != nil {
			return err
		}
		return attached(w.command(folder, args[1:]...))
	}
	return errors.New(usage)
}

// test compiles tests for Windows and runs them under Wine, one package after
// the other: they share a drive C:.
func test(module string, args []string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	program := filepath.Join(module, "bin", "autogan.exe")
	if there, err := durable.Exists(program); err != nil || !there {
		return errors.Join(err, fmt.Errorf("no %s: build it with make windows", program))
	}
	cmd := exec.Command("go", slices.Concat([]string{"test", "-count=1", "-p=1", "-exec", self + " wine"}, args)...)
	cmd.Env = append(os.Environ(), "GOOS=windows", "GOARCH=amd64", "CGO_ENABLED=1", "CC=x86_64-w64-mingw32-gcc", "AUTOGAN_PROGRAM="+underWine(program))
	return attached(cmd)
}

// underWine is the name that Windows programs have for a file of Linux.
func underWine(path string) string { return "Z:" + strings.ReplaceAll(path, "/", `\`) }

func attached(cmd *exec.Cmd) error {
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	return cmd.Run()
}

// moduleFolder is the top folder of the source tree.
func moduleFolder() (string, error) {
	file, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		return "", err
	}
	return filepath.Dir(strings.TrimSpace(string(file))), nil
}
