// Package tune chooses the kernels of convolutions by timing them on the
// device. Choices are kept in files that name the device, its driver and the
// shaders that they were made with; for others they are not used.
//
// # What is timed
//
// The candidates of each convolution in the networks' plans, within a budget of
// time, for the type in which its activations are stored. Each candidate is first
// checked against the plain kernel. It replaces the device's default only where it
// is at least 5 % faster.
//
// The time of each chosen kernel is kept, too: long work is submitted in batches by
// it, see package vk.
//
// # Why a choice belongs to a run
//
// Another kernel adds in another order, so the choice changes the last bits of
// the results. A run writes its choices before its first step and continues
// with the same ones.
//
// # Why it is off on CPUs
//
// The defaults have won there, and a candidate takes 0.1 to 3 s to compile.
package tune
