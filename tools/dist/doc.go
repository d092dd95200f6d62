// Command dist packs built programs into the archives that are handed out.
//
//	go run ./tools/dist -version VERSION -time SECONDS -o FOLDER PROGRAM...
//	go run ./tools/dist -version VERSION -time SECONDS -o FOLDER -kit LAID-OUT
//
// A program for Windows gives a zip file, any other a tar.gz. An archive holds
// the program, INSTALL.txt, CHANGELOG.md, our licence, and in LICENSES the
// licences of all that is linked into the program. The program itself says which
// modules these are; their licences lie in Go's module cache. A module without a
// licence is an error. SHA256SUMS lists the archives.
//
// INSTALL.txt states the oldest C library of Linux with which the program
// starts: the newest version that one of its symbols asks for.
//
// With -kit it packs a folder of many programs, the one for untested cards that
// tools/gpukit/layout lays out. README.txt states the oldest C library there.
//
// All files have the time SECONDS since 1970, that of the commit: the same
// program gives the same archive.
package main
