// Package windows tests the Windows program as its users run it: on Windows, or
// under Wine by `make test-windows`. All of its tests are compiled for Windows
// only. AUTOGAN_PROGRAM names the program, autogan.exe.
package windows
