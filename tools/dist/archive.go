package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"
)

// entry is a file of an archive.
type entry struct {
	name    string // with slashes
	mode    fs.FileMode
	content []byte
}

var (
	//go:embed install_linux.txt
	installLinux string
	//go:embed install_windows.txt
	installWindows string
)

// pack returns the archive of a program. It is called in the top folder of the
// source tree.
func pack(p program, version string, modified time.Time) ([]byte, error) {
	install := strings.ReplaceAll(installLinux, "{glibc}", p.glibc)
	if p.goos == "windows" {
		install = strings.ReplaceAll(installWindows, "\n", "\r\n")
	}
	entries := []entry{{p.name(), 0o755, p.content}, {"INSTALL.txt", 0o644, []byte(install)}}
	for _, name := range []string{"CHANGELOG.md", "LICENSE"} {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		entries = append(entries, entry{name, 0o644, text})
	}
	linked, err := licences(p)
	if err != nil {
		return nil, err
	}
	entries = append(entries, linked...)
	for i := range entries {
		entries[i].name = p.title(version) + "/" + entries[i].name
	}
	var archive bytes.Buffer
	write := writeTar
	if p.goos == "windows" {
		write = writeZip
	}
	err = write(&archive, entries, modified)
	return archive.Bytes(), err
}

func writeTar(out io.Writer, entries []entry, modified time.Time) error {
	compressed := gzip.NewWriter(out)
	archive := tar.NewWriter(compressed)
	for _, e := range entries {
		header := &tar.Header{Name: e.name, Mode: int64(e.mode), Size: int64(len(e.content)), ModTime: modified, Format: tar.FormatPAX}
		if err := archive.WriteHeader(header); err != nil {
			return err
		}
		if _, err := archive.Write(e.content); err != nil {
			return err
		}
	}
	if err := archive.Close(); err != nil {
		return err
	}
	return compressed.Close()
}

func writeZip(out io.Writer, entries []entry, modified time.Time) error {
	archive := zip.NewWriter(out)
	for _, e := range entries {
		header := &zip.FileHeader{Name: e.name, Method: zip.Deflate, Modified: modified}
		header.SetMode(e.mode)
		w, err := archive.CreateHeader(header)
		if err != nil {
			return err
		}
		if _, err := w.Write(e.content); err != nil {
			return err
		}
	}
	return archive.Close()
}
