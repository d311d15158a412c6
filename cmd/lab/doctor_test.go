package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"tradeofflab/doctor"
	"tradeofflab/store"
	"tradeofflab/store/storetest"
)

// TestDoctor looks at nothing, at a database in use by one lab and by two, and at settings that do not fit.
func TestDoctor(t *testing.T) {
	db := filepath.Join(t.TempDir(), "lab.db")
	want := func(code int, text string, args ...string) {
		t.Helper()
		got := lab(t, "", append([]string{"doctor", "--db", db}, args...)...)
		if got.code != code || !strings.Contains(got.out, text) {
			t.Errorf("lab doctor %v: %+v, want code %d with %q", args, got, code, text)
		}
	}
	want(exitDone, "there is no file yet")
	serve(t, db)
	want(exitDone, "ok       integrity")
	want(exitDone, "the file is open in")
	serve(t, db)
	want(exitDone, "several labs have the file open")
	want(exitFailed, "→ write a network such as 10.0.0.0/24", "--proxy=10.0.0.1")
	t.Setenv("LAB_URL", "http://lab.example.org")
	want(exitFailed, "nobody can sign in at http://lab.example.org", "--secure")
	got := lab(t, "", "doctor", "--json", "--db", db)
	var lines []doctor.Line
	if err := json.Unmarshal([]byte(got.out), &lines); err != nil || len(lines) < 10 || doctor.Bad(lines) != 0 {
		t.Errorf("%+v, %v", lines, err)
	}
}

// TestDoctorOnPostgres sees a database that answers, its clock and its schema, and one that does not answer.
func TestDoctorOnPostgres(t *testing.T) {
	db := storetest.Postgres(t)
	s, err := store.Open(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	got := lab(t, "", "doctor", "--db", db)
	for _, want := range []string{"PostgreSQL answers", "that of this release", "this machine and the database agree"} {
		if got.code != exitDone || !strings.Contains(got.out, want) {
			t.Errorf("%+v, want %q", got, want)
		}
	}
	got = lab(t, "", "doctor", "--db", "postgres://nobody:hush@127.0.0.1:1/none?connect_timeout=2")
	if got.code != exitFailed || !strings.Contains(got.out, "does not answer") || strings.Contains(got.out, "hush") {
		t.Errorf("a PostgreSQL that is not there: %+v", got)
	}
}
