// Package recorded holds what known devices can do, for those who ask what would
// be done on a device that is not at hand. README.md says where the files come
// from and how to add one.
package recorded
