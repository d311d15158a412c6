//go:build !unix

package store

// ownedLike does nothing: a file belongs to whom its folder says.
func ownedLike(_, _ string) error { return nil }

// settledNames does nothing: folders cannot be told to wait for the disk.
func settledNames(string) error { return nil }
