// Package tune chooses the kernels of convolutions by timing them on the
// device. Each candidate is first checked against the plain kernel; a shape
// gets another kernel than the device's default only where that is clearly
// faster. Choices are kept in files that name the device, its driver and the
// shaders they were made with, and count for no others.
package tune
