package main

import (
	"fmt"

	"autogan/tools/browser"
)

func main() {
	b, err := browser.Fetch()
	if err != nil {
		fmt.Println("skipped: a browser for the tests of pages:", err)
		return
	}
	fmt.Println("tests of pages run in", b.Program)
}
