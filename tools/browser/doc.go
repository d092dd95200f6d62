// Package browser finds a headless Chromium for tests of pages: an installed one,
// or the one that `make browser` has unpacked below .cache, with the libraries
// that the machine lacks. Nothing is installed.
package browser
