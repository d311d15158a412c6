package store

import (
	"database/sql"
	"os"
	"path/filepath"
	"testing"
)

// TestInspectLeavesTheLog looks at a database as a kill leaves it, with work that is in its log alone: what is in it is
// seen, and neither file nor log is another after that.
func TestInspectLeavesTheLog(t *testing.T) {
	live, killed := filepath.Join(t.TempDir(), "lab.db"), filepath.Join(t.TempDir(), "lab.db")
	s := open(t, live)
	_, err := s.SaveSubmission(t.Context(), Submission{ID: NewSubmissionID(), Person: guest(t, s), Exercise: "hashing",
		Answers: `{}`})
	must(t, err)
	before := map[string]string{}
	for _, ending := range []string{"", "-wal"} {
		must(t, copyFile(live+ending, killed+ending))
		text, err := os.ReadFile(killed + ending)
		must(t, err)
		before[ending] = string(text)
	}
	if len(before["-wal"]) == 0 {
		t.Fatal("the log is empty")
	}
	for _, thorough := range []bool{false, true} {
		c, err := Inspect(t.Context(), killed, thorough)
		if err != nil || c.Waiting != 1 || c.Unwritable != nil || c.Checked != thorough || c.Damage != "" {
			t.Errorf("%+v, %v", c, err)
		}
		for ending, was := range before {
			if text, err := os.ReadFile(killed + ending); err != nil || string(text) != was {
				t.Errorf("lab.db%s is another: %v", ending, err)
			}
		}
	}
}

// TestInspectTriesToWrite finds a file of which SQLite lets a change begin and that takes none.
func TestInspectTriesToWrite(t *testing.T) {
	file := filepath.Join(t.TempDir(), "lab.db")
	s := open(t, file)
	must(t, s.Close())
	source := "file:" + escapePath(file) + "?mode=ro" // as a file without the right to write it is opened
	db, err := sql.Open("sqlite", source)
	must(t, err)
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), `BEGIN IMMEDIATE`); err != nil {
		t.Errorf("it begins none: %v", err)
	}
	for _, schema := range []int64{0, 1} {
		if err := (&Condition{Schema: schema}).takes(t.Context(), source); err == nil {
			t.Errorf("a file that cannot be written takes a change, with schema %d", schema)
		}
	}
	empty := filepath.Join(t.TempDir(), "empty.db")
	must(t, os.WriteFile(empty, nil, 0o600))
	if c, err := Inspect(t.Context(), empty, true); err != nil || c.Unwritable != nil || c.Schema != 0 {
		t.Errorf("an empty file: %+v, %v", c, err)
	}
	if info, err := os.Stat(empty); err != nil || info.Size() > 0 {
		t.Errorf("the empty file was changed: %v", err)
	}
}
