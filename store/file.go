package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// partEnding ends the name of a file that is being written; one that is cut off is never taken for a database.
const partEnding = ".part"

// private are the rights of a file that holds names and answers: none for others.
const private fs.FileMode = 0o600

// alias gives a file another name, which must be free: errors.Is(err, fs.ErrExist) tells one that is taken. The first
// name stays where the file system has links; elsewhere it goes.
func alias(file, name string) error {
	err := os.Link(file, name)
	if err == nil || errors.Is(err, fs.ErrExist) || errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if _, err := os.Lstat(name); err == nil {
		return &fs.PathError{Op: "rename", Path: name, Err: fs.ErrExist}
	}
	return os.Rename(file, name)
}

// manyNames is how many files of one kind are kept beside a database.
const manyNames = 99

// aliasFree gives a file the first of the names base, base-2, base-3 … that is free, and returns it.
func aliasFree(file, base string) (name string, err error) {
	for n := 1; n <= manyNames; n++ {
		if name = base; n > 1 {
			name = fmt.Sprint(base, "-", n)
		}
		if err = alias(file, name); !errors.Is(err, fs.ErrExist) {
			return name, err
		}
	}
	return "", fmt.Errorf("%s and %d more are there: move them away first", base, manyNames-1)
}

// settled waits until the content of a file is on the disk.
func settled(file string) error {
	f, err := os.OpenFile(file, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// newFile makes an empty file, if there is none, that nobody else can read. Made by root it belongs to whom its folder
// belongs to: that is who runs the lab.
func newFile(name string) error {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, private)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	ownedLike(name, filepath.Dir(name)) // where that cannot be, it belongs to whom it would without this
	return f.Close()
}
