package store

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// backedUp is a database in which a reader has read a section, and a backup of it, both closed.
func backedUp(t *testing.T) (file, backup, person string) {
	t.Helper()
	dir := t.TempDir()
	file, backup = filepath.Join(dir, "lab.db"), filepath.Join(dir, "copy.db")
	s := open(t, file)
	person = guest(t, s)
	must(t, s.SaveReading(t.Context(), person, "hashing", "ring"))
	must(t, s.Backup(t.Context(), backup))
	if err := s.Backup(t.Context(), backup); err == nil {
		t.Error("a backup overwrote the one before")
	}
	must(t, s.Delete(t.Context(), person, nil))
	must(t, s.Close())
	return file, backup, person
}

// readings counts what a database holds of a reader.
func readings(t *testing.T, file, person string) int {
	t.Helper()
	s := open(t, file)
	all, err := s.Readings(t.Context(), person)
	must(t, err)
	must(t, s.Close())
	return len(all)
}

// names lists what lies in the folder of a file.
func names(t *testing.T, file string) string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(file))
	must(t, err)
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return strings.Join(all, " ")
}

// TestRestoreKeepsEachDatabase restores twice: each database that was in the place is there still.
func TestRestoreKeepsEachDatabase(t *testing.T) {
	file, backup, person := backedUp(t)
	first, err := Restore(t.Context(), backup, file)
	must(t, err)
	if n := readings(t, file, person); n != 1 {
		t.Errorf("the restored database holds %d sections, want 1", n)
	}
	second, err := Restore(t.Context(), backup, file)
	must(t, err)
	if first != file+".before-restore" || second != first+"-2" {
		t.Errorf("kept as %q and %q", first, second)
	}
	if a, b := readings(t, first, person), readings(t, second, person); a != 0 || b != 1 {
		t.Errorf("the databases that were there hold %d and %d sections, want 0 and 1", a, b)
	}
	if got := names(t, file); got != "copy.db lab.db lab.db.before-restore lab.db.before-restore-2" {
		t.Errorf("left behind: %s", got)
	}
	for n := 3; n <= manyNames; n++ {
		must(t, os.WriteFile(strings.Replace(second, "-2", fmt.Sprint("-", n), 1), nil, 0o600))
	}
	if _, err := Restore(t.Context(), backup, file); err == nil || readings(t, file, person) != 1 {
		t.Errorf("with all names taken: %v", err)
	}
}

// TestRestoreThatFailsChangesNothing gives it what cannot be copied to the end, what is damaged, what is no database of
// the lab, and what a later release has made.
func TestRestoreThatFailsChangesNothing(t *testing.T) {
	file, backup, _ := backedUp(t)
	whole, err := os.ReadFile(backup)
	must(t, err)
	dir := t.TempDir()
	made := func(name string, content []byte) string {
		to := filepath.Join(dir, name)
		must(t, os.WriteFile(to, content, 0o600))
		return to
	}
	newer, other := made("newer.db", whole), filepath.Join(dir, "other.db")
	s := open(t, newer)
	_, err = s.db.ExecContext(t.Context(), `INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, 1)`)
	must(t, err)
	must(t, s.Close())
	s = open(t, other)
	_, err = s.db.ExecContext(t.Context(), `DROP TABLE submissions`)
	must(t, err)
	must(t, s.Close())
	before, err := os.ReadFile(file)
	must(t, err)
	for from, want := range map[string]string{dir: "is a directory", made("junk", []byte("junk")): "not an intact",
		made("cut.db", whole[:len(whole)/2]): "not an intact", other: "not a backup", newer: "has schema 999",
		filepath.Join(dir, "none"): "no such file"} {
		if _, err := Restore(t.Context(), from, file); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", from, err, want)
		}
		if after, err := os.ReadFile(file); err != nil || string(after) != string(before) {
			t.Errorf("%s changed the database: %v", from, err)
		}
		if got := names(t, file); got != "copy.db lab.db" {
			t.Errorf("%s left behind: %s", from, got)
		}
	}
}

// TestRestoreTakesWhatSQLiteReads restores a file whose work lies in its log still, puts one in the place of a damaged
// one, and one where a log was left without its file.
func TestRestoreTakesWhatSQLiteReads(t *testing.T) {
	file, backup, person := backedUp(t)
	live := filepath.Join(t.TempDir(), "live.db")
	s := open(t, live)
	guests := []string{guest(t, s)}
	must(t, s.SaveReading(t.Context(), guests[0], "hashing", "ring"))
	copied := filepath.Join(t.TempDir(), "copied.db") // as a kill leaves it
	for _, ending := range []string{"", "-wal"} {
		must(t, copyFile(live+ending, copied+ending))
	}
	_, err := Restore(t.Context(), copied, file)
	must(t, err)
	if n := readings(t, file, guests[0]); n != 1 {
		t.Errorf("of the log %d sections came, want 1", n)
	}
	must(t, os.WriteFile(file, []byte(strings.Repeat("damaged ", 1000)), 0o600))
	kept, err := Restore(t.Context(), backup, file)
	if err != nil || readings(t, file, person) != 1 {
		t.Errorf("in the place of a damaged file: %v", err)
	}
	if text, err := os.ReadFile(kept); err != nil || !strings.HasPrefix(string(text), "damaged") {
		t.Errorf("the damaged file is kept as %q: %v", kept, err)
	}
	must(t, os.Remove(file))
	must(t, copyFile(live+"-wal", file+"-wal"))
	kept, err = Restore(t.Context(), backup, file)
	if err != nil || kept != "" || readings(t, file, person) != 1 || readings(t, file, guests[0]) != 0 {
		t.Errorf("beside the log of another: %q, %v", kept, err)
	}
	must(t, s.Close())
}
