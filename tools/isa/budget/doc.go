// Package budget says whether kernels have become worse than they were: a table
// of what a compiler made of each kernel, how it is kept in a file, and which
// differences between two tables are faults.
package budget
