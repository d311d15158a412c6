//go:build unix

package store

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestFilesAreOfTheLabAlone makes a database, a backup and a restored one: nobody else can read them, and what root
// makes or restores belongs to whom the folder or the old file belongs.
func TestFilesAreOfTheLabAlone(t *testing.T) {
	file, backup, _ := backedUp(t)
	user := os.Geteuid()
	root := user == 0
	if root {
		user = 65532
	}
	fresh := filepath.Join(t.TempDir(), "fresh.db")
	must(t, os.Chmod(file, 0o644))
	if root {
		must(t, os.Chown(file, user, user))
		must(t, os.Chown(filepath.Dir(fresh), user, user))
	}
	must(t, open(t, fresh).Close())
	if _, err := Restore(t.Context(), backup, file); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]fs.FileMode{fresh: 0o600, backup: 0o600, file: 0o640} {
		info, err := os.Stat(name)
		must(t, err)
		if info.Mode().Perm() != want {
			t.Errorf("%s: %v, want %v", name, info.Mode(), want)
		}
		if owner := int(info.Sys().(*syscall.Stat_t).Uid); owner != user && name != backup {
			t.Errorf("%s belongs to %d, want %d", name, owner, user)
		}
	}
}
