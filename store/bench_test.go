package store

import (
	"database/sql"
	"path/filepath"
	"testing"
)

// BenchmarkSubmission stores and grades a submission durably, beside a bare insert with the same guarantees. One
// operation of each is one acknowledged write.
func BenchmarkSubmission(b *testing.B) {
	s, err := Open(b.Context(), filepath.Join(b.TempDir(), "lab.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	guest, err := s.Guest(b.Context(), NewToken(), "")
	if err != nil {
		b.Fatal(err)
	}
	b.Run("store and grade", func(b *testing.B) {
		for b.Loop() {
			sub := Submission{ID: NewSubmissionID(), Person: guest.Person, Exercise: "hashing", Version: "1",
				Answers: `{"moved":500}`}
			if _, err := s.SaveSubmission(b.Context(), sub); err != nil {
				b.Fatal(err)
			}
			if err := s.SaveGrade(b.Context(), Grade{Submission: sub.ID, Version: "1", Score: 2, Max: 18,
				Verdict: `{}`}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("bare insert", func(b *testing.B) {
		db, err := sql.Open("sqlite", "file:"+filepath.Join(b.TempDir(), "bare.db")+
			"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
		if err != nil {
			b.Fatal(err)
		}
		defer db.Close()
		if _, err := db.Exec(`CREATE TABLE t (id TEXT PRIMARY KEY, body TEXT)`); err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if _, err := db.Exec(`INSERT INTO t VALUES ($1, $2)`, NewSubmissionID(), `{"moved":500}`); err != nil {
				b.Fatal(err)
			}
		}
	})
}
