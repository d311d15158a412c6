//go:build unix

package store

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
)

// ownedLike gives a file owner and group of another file or folder. Nobody but root can give a file away; a group of
// which this user is no member is let be, since the owner can open the file all the same.
func ownedLike(file, like string) error {
	info, err := os.Stat(like)
	if err != nil {
		return err
	}
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok || int(s.Uid) == os.Geteuid() && int(s.Gid) == os.Getegid() {
		return nil
	}
	if err = os.Chown(file, int(s.Uid), int(s.Gid)); int(s.Uid) == os.Geteuid() {
		return nil
	}
	return err
}

// settledNames waits until the names in the folder of a file are on the disk.
func settledNames(file string) error {
	f, err := os.Open(filepath.Dir(file))
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
