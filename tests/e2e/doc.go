// Package e2e tests that the whole works together: that training learns, costs
// nothing it should not, resumes exactly, and that the command line behaves.
package e2e
