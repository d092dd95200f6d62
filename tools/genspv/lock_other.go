//go:build !unix

package main

// lock does nothing: folders cannot be locked here.
func lock(string) (unlock func(), err error) {
	return func() {}, nil
}
