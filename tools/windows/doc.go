// Command windows tests the Windows program on a Linux machine, under Wine.
//
//	go run ./tools/windows test [ARGS OF go test...]    build and run the tests
//	go run ./tools/windows wine PROGRAM [ARGS...]       run one Windows program
//
// The tests are compiled for Windows and run as Windows programs; go test starts
// each with `-exec "windows wine"`. What they test is bin/autogan.exe, which
// `make windows` builds. Wine hands Vulkan calls to the Vulkan loader of Linux,
// and so to lavapipe.
//
// Wine 10 is needed, since a program of Go 1.26 does not start under older ones.
// Debian 13 has it. The command downloads it with all that it depends on and
// unpacks it in .cache/windows, where nothing else uses it: 240 MB of packages,
// 1.2 GB unpacked. The machine needs apt-get and dpkg, and nothing is installed.
//
// The unpacked folder is a root folder of its own, because its C library is newer
// than that of the machine. A program is started there in a mount namespace
// (unshare): as root, or as a user where the kernel lets users make namespaces.
//
// Wine is not Windows. Drivers, terminals, file locking by virus scanners and
// installation are not tested.
package main
