// Package convplan decides how a convolution runs on a device: on which kernel,
// in which tiles and parts, and which of the steps around it (ReLU, resizing, a
// shortcut) the kernel does itself. Plans follow from the device's capabilities
// and the shape alone, by a table with a row per kernel; nothing here touches a
// device. Package tensor carries plans out, package tune times the kernels that
// the table offers, and testdata/plans.golden shows what is planned for many
// devices.
package convplan
