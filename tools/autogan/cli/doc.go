// Package cli is autogan's command line. A program with a space or a strategy of its own
// registers it and calls [Main]:
//
//	package main
//
//	import (
//		"autogan/nas"
//		"autogan/tools/autogan/cli"
//	)
//
//	func main() {
//		nas.Register("evolution", newEvolution) // search.strategy = "evolution"
//		cli.Main()
//	}
//
// Spaces are registered by arch.Register. The examples of packages nas and gan/arch
// have a strategy and a space in full. Every command knows what is registered: settings,
// completion, messages and reports.
//
// The module is not published under a path of its own, so a program outside it needs a
// line in its go.mod: replace autogan => the folder of its source.
//
// Each subcommand has a file: it reads arguments, calls the package that does
// the work and prints the results.
package cli
