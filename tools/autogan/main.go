package main

import "autogan/tools/autogan/cli"

func main() { cli.Main() }
