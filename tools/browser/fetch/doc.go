// Command fetch unpacks a headless Chromium below .cache, unless one is installed
// or there already. That a mirror can't be reached is no failure: tests that need
// a browser skip themselves.
//
//	go run ./tools/browser/fetch
package main
