package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestAuditSays prints what was done to a class, by a person, since a time, and as lines of JSON.
func TestAuditSays(t *testing.T) {
	db := "--db=" + filepath.Join(t.TempDir(), "lab.db")
	lab(t, "", "user", "add", "Ada", "--can=teacher", db)
	lab(t, "", "class", "create", "Storage", "--owner=Ada", db)
	lab(t, "", "class", "create", "Caches", "--owner=Ada", db)
	lab(t, "Budi", "class", "import", "Storage", "-", db)
	for _, c := range []struct {
		args  []string
		lines int
		says  string
	}{
		{nil, 4, "invite enrolment  Budi"},
		{[]string{"--class=storage"}, 3, "make class"},
		{[]string{"--limit=1"}, 2, "invite"},
		{[]string{"--since=1h"}, 4, "make class"},
		{[]string{"--since=2100-01-01"}, 1, "WHEN"},
	} {
		got := lab(t, "", append([]string{"audit", db}, c.args...)...)
		if got.code != exitDone || strings.Count(got.out, "\n") != c.lines || !strings.Contains(got.out, c.says) {
			t.Errorf("lab audit %v: %+v, want %d lines with %q", c.args, got, c.lines, c.says)
		}
	}
	got := lab(t, "", "audit", db, "--json", "--class=Caches")
	var e struct {
		ClassTitle string `json:"class_title"`
		ActorAs    string `json:"actor_as"`
	}
	if err := json.Unmarshal([]byte(got.out), &e); err != nil || e.ClassTitle != "Caches" ||
		e.ActorAs != "command line" {
		t.Errorf("%+v, %v", got, err)
	}
	for _, args := range [][]string{{"--class=None"}, {"--person=Eve"}, {"--since=soon"}, {"--limit=0"}} {
		if got := lab(t, "", append([]string{"audit", db}, args...)...); got.code != exitBadInput {
			t.Errorf("lab audit %v: %+v", args, got)
		}
	}
}

func TestReadSince(t *testing.T) {
	now := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	for text, want := range map[string]string{"2026-03-01": "2026-03-01T00:00:00Z", "9d": "2026-03-01T12:00:00Z",
		"90m": "2026-03-10T10:30:00Z", "2026-03-01T00:00:00+07:00": "2026-02-28T17:00:00Z"} {
		if got, err := readSince(text, now); err != nil || time.UnixMilli(got).UTC().Format(time.RFC3339) != want {
			t.Errorf("readSince(%q) = %d, %v; want %s", text, got, err, want)
		}
	}
	for _, text := range []string{"-3d", "yesterday", "1e9d", "-5h"} {
		if _, err := readSince(text, now); err == nil {
			t.Errorf("readSince(%q) is taken", text)
		}
	}
	if got := plain("a\x1b[31m\n\u009bb"); got != "a [31m  b" {
		t.Errorf("plain gives %q", got)
	}
}

// FuzzReadSince reads whatever somebody types.
func FuzzReadSince(f *testing.F) {
	for _, text := range []string{"7d", "12h", "2026-09-01", "999999999999d", "1h-2m"} {
		f.Add(text)
	}
	now := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, text string) {
		if at, err := readSince(text, now); err != nil && at != 0 {
			t.Errorf("readSince(%q) = %d with an error", text, at)
		}
	})
}
