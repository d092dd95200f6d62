// Command mutate plants faults in the code, one at a time, and checks that the
// tests catch each: the proof that a wrong kernel can't pass unseen.
//
//	go run ./tests/mutate                  all faults (make mutate)
//	go run ./tests/mutate -only 'norm'     those whose names match
//
// The faults are data, in faults/*.toml: an old text that occurs exactly once
// in a file, what it becomes, and the tests that must notice. The command
// copies the working tree to a temporary folder, plants a fault, rebuilds the
// SPIR-V if a shader changed, builds the named packages' tests, runs them, and
// removes the fault. It prints a table and exits with status 1 if a fault
// survived or does not compile.
//
// A fault that survives shows that a test is missing. Write the test; don't
// delete the fault.
package main
