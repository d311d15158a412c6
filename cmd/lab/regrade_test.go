package main

import (
	"encoding/json"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"tradeofflab/classes/book"
	exercisecatalogue "tradeofflab/exercises/catalogue"
	"tradeofflab/store"
)

// TestRegradeFromTheCommandLine plants a verdict that a broken grader gave, grades anew, and takes it back.
func TestRegradeFromTheCommandLine(t *testing.T) {
	ctx, file := t.Context(), filepath.Join(t.TempDir(), "lab.db")
	run := func(args ...string) outcome { t.Helper(); return lab(t, "", append(args, "--db="+file)...) }
	run("user", "add", "Ada", "--can=teacher")
	run("class", "create", "Storage", "--owner=Ada")
	db, err := store.Open(ctx, file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	all, err := db.Classes(ctx)
	if err != nil {
		t.Fatal(err)
	}
	class := all[0]
	a, err := db.AddAssignment(ctx, store.Assignment{Class: class.ID, Exercise: "hashing", Title: "Ring", Points: 1000,
		Late: "[]", Counts: "best", Solution: "never", ReleasedMS: 1}, commandLine)
	if err != nil {
		t.Fatal(err)
	}
	person, err := db.AddAccount(ctx, store.Account{Name: "Budi"})
	if err != nil {
		t.Fatal(err)
	}
	e := store.Enrolment{Class: class.ID, Person: person, Role: "learner", Name: "Budi", State: store.Active}
	if e.ID, err = db.Enrol(ctx, e, commandLine); err != nil {
		t.Fatal(err)
	}
	x, _ := exercisecatalogue.Find("hashing")
	draw := book.Draw(class, e, a)
	solution, err := x.InClass().Solution(draw)
	if err != nil {
		t.Fatal(err)
	}
	answers, err := json.Marshal(solution)
	if err != nil {
		t.Fatal(err)
	}
	sub := store.Submission{ID: store.NewSubmissionID(), Person: person, Exercise: "hashing", Version: x.Version,
		Variant: draw, Answers: string(answers)}
	if _, err := db.SaveAttempt(ctx, sub, a, e.ID, 5000); err != nil {
		t.Fatal(err)
	}
	if err := db.SaveGrade(ctx, store.Grade{Submission: sub.ID, Max: 20, Verdict: `{}`}); err != nil {
		t.Fatal(err)
	}
	want := func(got outcome, code int, pattern string) string {
		t.Helper()
		if got.code != code || !regexp.MustCompile(pattern).MatchString(got.out+got.err) {
			t.Errorf("%+v, want code %d with %s", got, code, pattern)
		}
		return got.out
	}
	cells := func(state string) {
		t.Helper()
		if got := run("class", "export", "Storage", "-"); !strings.Contains(got.out, state) {
			t.Errorf("the gradebook says %s, want %s", got.out, state)
		}
	}
	want(run("regrade"), exitBadInput, "which assignment")
	want(run("regrade", "none"), exitBadInput, "none")
	want(run("regrade", "hashing", "--apply"), exitBadInput, "--reason")
	want(run("regrade", "hashing", "--class=None"), exitBadInput, "no class")
	want(run("regrade", "--undo=none"), exitBadInput, "no regrade")
	want(run("regrade", "hashing", "--class=Storage"), exitDone,
		`Storage +Budi +0 of 20 +(\d+) of \d+ +0 of 10 +10 of 10\n1 attempt graded anew: 1 in classes and 0 outside`)
	cells(",0,10,")
	out := want(run("regrade", "hashing", "--apply", "--reason=the key was wrong"), exitDone, "changed 1 verdict")
	cells(",10,10,")
	id := regexp.MustCompile(`--undo (\S+)`).FindStringSubmatch(out)[1]
	want(run("audit", "--class=Storage"), exitDone, `apply regrade +Budi +the key was wrong`)
	want(run("regrade", "--undo", id), exitDone, "brought back 1 verdict")
	want(run("regrade", "--undo", id), exitBadInput, "not in place")
	cells(",0,10,")
	points := "--db=" + file
	want(lab(t, "Name;Ring: points\nBudi;2,5\nEve;1\n", "class", "import", "Storage", "-", points), exitDone,
		`Budi +Ring +0 of 10 +→ 2.5\nrefused line 3: no learner has the name Eve\n1 cell would change`)
	want(lab(t, "Name,Ring: points\nBudi,2.5\n", "class", "import", "Storage", "-", "--apply", "--reason=oral", points),
		exitDone, "set 1 cell")
	cells(",2.5,10,")
	run("class", "archive", "Storage")
	want(run("regrade", "hashing", "--class=Storage"), exitFailed, "archived")
	want(run("regrade", "hashing"), exitDone, "0 attempts graded anew")
}
