package main

import (
	"embed"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"

	"autogan/vk/durable"
)

//go:embed run.sh README.txt
var texts embed.FS

// suites are the packages whose tests run anywhere: they read nothing of the
// source tree but their testdata.
var suites = []string{
	"tests/kernels", "tests/gradcheck", "tests/metamorphic", "tests/runtime",
	"vk/tensor", "vk/tensor/tune", "layers", "layers/optim", "gan",
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "layout:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	flags := flag.NewFlagSet("layout", flag.ContinueOnError)
	folder := flags.String("o", filepath.Join("bin", "kit"), "folder to make anew")
	fast := flags.Bool("fast", false, "build as for development")
	if err := flags.Parse(args); err != nil {
		return err
	}
	l := layout{*folder, []string{"-trimpath", "-ldflags=-s -w"}}
	if *fast {
		l.flags = nil
	}
	packages := flags.Args()
	if len(packages) == 0 {
		packages = suites
	}
	return l.make(packages)
}

type layout struct {
	folder string
	flags  []string // of go build
}

func (l layout) make(packages []string) error {
	if err := os.RemoveAll(l.folder); err != nil {
		return err
	}
	if err := l.build("build", "bin/autogan", "tools/autogan"); err != nil {
		return err
	}
	if err := l.build("build", "bin/gpukit", "tools/gpukit"); err != nil {
		return err
	}
	for _, p := range packages {
		if err := l.suite(p); err != nil {
			return err
		}
	}
	if err := l.copy("tests/bench/pytorch/bench.py", "pytorch/bench.py"); err != nil {
		return err
	}
	if err := l.copy("LICENSE", "LICENSE"); err != nil {
		return err
	}
	return l.writeTexts()
}

// build makes a program of a package.
func (l layout) build(command, name, pkg string, more ...string) error {
	args := append(append([]string{command}, more...), l.flags...)
	cmd := exec.Command("go", append(args, "-o", l.at(name), "./"+pkg)...)
	if text, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%v: %w\n%s", cmd, err, text)
	}
	return nil
}

func (l layout) suite(pkg string) error {
	if err := l.build("test", path.Join("suites", pkg, path.Base(pkg)+".test"), pkg, "-c"); err != nil {
		return err
	}
	data := filepath.Join(filepath.FromSlash(pkg), "testdata")
	if _, err := os.Stat(data); err != nil {
		return nil // it has none
	}
	return os.CopyFS(l.at(path.Join("suites", pkg, "testdata")), os.DirFS(data))
}

func (l layout) copy(from, to string) error {
	text, err := os.ReadFile(filepath.FromSlash(from))
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(l.at(to)), 0o755); err != nil {
		return err
	}
	return durable.WriteFile(l.at(to), text)
}

func (l layout) writeTexts() error {
	if err := os.CopyFS(l.folder, texts); err != nil {
		return err
	}
	return os.Chmod(l.at("run.sh"), 0o755)
}

func (l layout) at(name string) string { return filepath.Join(l.folder, filepath.FromSlash(name)) }
