package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestUsersAndClasses makes a teacher and a class as an operator does, and sees what is refused.
func TestUsersAndClasses(t *testing.T) {
	folder := t.TempDir()
	db := "--db=" + filepath.Join(folder, "lab.db")
	with := func(args []string) outcome { t.Helper(); return lab(t, "", append(args, db)...) }
	want := func(wanted string, args ...string) string {
		t.Helper()
		got := with(args)
		if got.code != exitDone || !regexp.MustCompile(wanted).MatchString(got.out) {
			t.Errorf("lab %s: %+v\nwant %s", strings.Join(args, " "), got, wanted)
		}
		return got.out
	}
	refused := func(wanted string, args ...string) {
		t.Helper()
		if got := with(args); got.code != exitBadInput || !strings.Contains(got.err, wanted) {
			t.Errorf("lab %s: %+v, want a refusal with %q", strings.Join(args, " "), got, wanted)
		}
	}
	want(`signs in once within a day with\nhttps://lab\.example/link/[\w-]{32}\n`, "user", "add", " Ada   Lovelace ",
		"--can=teacher", "--url=https://lab.example/")
	want(`Ada Lovelace +teacher`, "user", "list")
	refused("needs a name", "user", "add", "  ")
	refused(`nobody is called "Eve"`, "user", "link", "Eve")
	want(`/link/`, "user", "link", "ada lovelace")
	want(`made Storage as [0-9a-f-]+\nlearners join at /join with [2-9A-Z]{4}-[2-9A-Z]{4}`, "class", "create",
		"Storage",
		"--owner=Ada Lovelace", "--zone=Asia/Jakarta")
	refused("IANA", "class", "create", "Storage", "--owner=Ada Lovelace", "--zone=Jakarta")
	want(`Storage +Asia/Jakarta +\S+ +0`, "class", "list")
	before := want(`open`, "class", "code", "Storage")
	if after := want(`closed`, "class", "code", "storage", "--new", "--close"); strings.Fields(after)[0] ==
		strings.Fields(before)[0] {
		t.Error("the code is still the same")
	}
	refused("no class", "class", "code", "None")
	file := filepath.Join(folder, "book.csv")
	want(`wrote`, "class", "export", "Storage", file)
	if text, err := os.ReadFile(file); err != nil || !strings.HasPrefix(string(text), "\ufeffName,Number,") {
		t.Errorf("%q, %v", text, err)
	}
	refused("exists", "class", "export", "Storage", file)
	refused("none of .csv", "class", "export", "Storage", filepath.Join(folder, "book.ods"))
	refused("--sure", "user", "delete", "Ada Lovelace")
	refused("only owner", "user", "delete", "Ada Lovelace", "--sure")
	want(`is off`, "user", "off", "Ada Lovelace")
	refused("switched off", "user", "link", "Ada Lovelace")
	want(`is on`, "user", "off", "Ada Lovelace", "--on")
	want(`OPENED BY`, "user", "sessions", "Ada Lovelace", "--end")
}
