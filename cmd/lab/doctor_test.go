package main

import (
	"encoding/json"
	"os"
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
	want(exitDone, "ok       address", "--url=https://lab.example.org") // serve binds cookies then
	t.Setenv("LAB_URL", "http://lab.example.org")
	want(exitFailed, "nobody can sign in at http://lab.example.org", "--secure")
	got := lab(t, "", "doctor", "--json", "--db", db)
	var lines []doctor.Line
	if err := json.Unmarshal([]byte(got.out), &lines); err != nil || len(lines) < 10 || doctor.Bad(lines) != 0 {
		t.Errorf("%+v, %v", lines, err)
	}
}

// TestDoctorReadsWhatServeReads holds the doctor to each setting with which lab serve does not start, and to one with
// which it does.
func TestDoctorReadsWhatServeReads(t *testing.T) {
	folder := t.TempDir()
	file := func(name, text string) string {
		to := filepath.Join(folder, name)
		if err := os.WriteFile(to, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return to
	}
	school := file("school.yaml", "issuer: https://login.school.example\nclient_id: lab\n")
	for _, flags := range [][]string{
		{"--oidc=school=" + filepath.Join(folder, "none.yaml"), "--url=https://lab.example.org"},
		{"--oidc=school=" + file("typed.yaml", "isuer: x\n"), "--url=https://lab.example.org"},
		{"--oidc=school=" + school, "--url=http://lab.example.org"},
		{"--oidc=" + school},
		{"--rules=" + filepath.Join(folder, "norules")},
		{"--secret-file=" + file("empty", "\n")},
		{"--secret-file=" + filepath.Join(folder, "nosecret")},
		{"--url=https://lab.example.org/lab"},
		{"--url=https://%zz"},
		{"--url=lab.example.org"},
		{"--proxy=10.0.0.1"},
		{"--autocert", "--url=https://10.0.0.1"},
		{"--sql-engine=mysql://x"},
	} {
		db := "--db=" + filepath.Join(t.TempDir(), "lab.db")
		served := lab(t, "", append([]string{"serve", "--addr=127.0.0.1:0", "--autocert-addr=127.0.0.1:0", db},
			flags...)...)
		looked := lab(t, "", append([]string{"doctor", db}, flags...)...)
		if served.code != exitBadInput || looked.code != exitFailed {
			t.Errorf("%v: serve ends with %d (%s), doctor with %d\n%s", flags, served.code, served.err, looked.code,
				looked.out)
		}
	}
	for _, flags := range [][]string{{"--oidc=school=" + school, "--url=https://lab.example.org"},
		{"--oidc=school=" + school}, {"--secret-file=" + file("secret", "hush\n")}} {
		got := lab(t, "", append([]string{"doctor", "--db", filepath.Join(t.TempDir(), "lab.db")}, flags...)...)
		if got.code != exitDone {
			t.Errorf("%v: %+v", flags, got)
		}
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
