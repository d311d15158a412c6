package store

import (
	"io/fs"
	"slices"
	"strings"
)

// layered shows several folders of migrations as one: what both databases share is written once.
type layered []fs.FS

// folders opens folders of the embedded migrations.
func folders(names ...string) (fs.FS, error) {
	var all layered
	for _, name := range names {
		sub, err := fs.Sub(migrations, name)
		if err != nil {
			return nil, err
		}
		all = append(all, sub)
	}
	return all, nil
}

// Open opens the file in the first folder that has it.
func (l layered) Open(name string) (fs.File, error) {
	for _, f := range l {
		if file, err := f.Open(name); err == nil {
			return file, nil
		}
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// ReadDir lists the files of all folders in order of their names, as fs.ReadDirFS promises.
func (l layered) ReadDir(name string) ([]fs.DirEntry, error) {
	var all []fs.DirEntry
	for _, f := range l {
		entries, err := fs.ReadDir(f, name)
		if err != nil {
			return nil, err
		}
		all = append(all, entries...)
	}
	slices.SortFunc(all, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return all, nil
}
