package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tradeofflab/store"
)

// TestClassEnds archives, opens, purges and erases classes as an operator does, and sees what is refused.
func TestClassEnds(t *testing.T) {
	file := filepath.Join(t.TempDir(), "lab.db")
	run := func(stdin string, args ...string) outcome {
		t.Helper()
		return lab(t, stdin, append(args, "--db="+file)...)
	}
	want := func(got outcome, code int, text string) {
		t.Helper()
		if got.code != code || !strings.Contains(got.out+got.err, text) {
			t.Errorf("%+v, want code %d with %q", got, code, text)
		}
	}
	run("", "user", "add", "Ada", "--can=teacher")
	for _, title := range []string{"Storage", "Old"} {
		want(run("", "class", "create", title, "--owner=Ada"), exitDone, "made "+title)
	}
	list := "\ufeffBudi Santoso;17;budi@example.org;A\r\nCitra;18;;A\r\n"
	want(run(list, "class", "import", "Storage", "-"), exitDone, "2 learners on the list of Storage")
	want(run(list, "class", "import", "Storage", "-"), exitBadInput, "line 1: this number or address")
	want(run("Dewi, 17\nEka, 17\n", "class", "import", "Storage", "-"), exitBadInput,
		"Lines 1 and 2 have the same number")
	want(run("Name,Ring: points\nBudi,1\n", "class", "import", "Storage", "-"), exitBadInput, "no column holds points")
	want(run("sep=;\r\nName;Ring: points\r\nBudi;1\r\n", "class", "import", "Storage", "-"), exitBadInput,
		"no column holds points")
	want(run("\xff\xfeN\x00a\x00", "class", "import", "Storage", "-"), exitBadInput, "save it as “CSV UTF-8”")
	want(run("J\xf6rg,19\n", "class", "import", "Storage", "-"), exitBadInput, "save it as “CSV UTF-8”")
	want(run("Name,Ring: points\nBudi,1\n", "class", "import", "Storage", "-", "--apply"), exitBadInput, "--reason")
	want(run("", "class", "archive", "Storage"), exitDone, "is an archive")
	want(run("", "class", "archive", "Storage"), exitBadInput, "Storage is an archive already")
	want(run("Eka\n", "class", "import", "Storage", "-"), exitFailed, "the class is archived")
	want(run("", "class", "list"), exitDone, "archive")
	want(run("", "class", "export", "Storage", "-"), exitDone, "Budi Santoso")
	want(run("", "class", "archive", "Storage", "--open"), exitDone, "is taught again")
	want(run("", "purge"), exitDone, "note: Old")
	db, err := store.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	all, err := db.Classes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	all[0].EndsMS = time.Now().Add(-2 * store.KeptFor).UnixMilli()
	all[0].EraseMS = store.EraseAfter(all[0].EndsMS)
	if err := db.SetClass(t.Context(), all[0], "change", commandLine); err != nil {
		t.Fatal(err)
	}
	want(run("", "purge"), exitDone, "would erase the class Old")
	want(run("", "purge", "--json"), exitDone, `"title": "Old"`)
	want(run("", "class", "code", "Old"), exitDone, "open")
	want(run("", "purge", "--apply"), exitDone, "erased the class Old")
	want(run("", "purge", "--apply"), exitDone, "nothing is overdue")
	want(run("", "class", "code", "Old"), exitBadInput, "no class")
	want(run("", "class", "erase", "Storage"), exitBadInput, "nothing was erased")
	want(run("storage\n", "class", "erase", "Storage"), exitBadInput, "nothing was erased")
	want(run("", "class", "erase", "Storage", "--yes=Old"), exitBadInput, "nothing was erased")
	want(run("Storage\n", "class", "erase", "Storage"), exitDone, "erased Storage")
}

// TestPurgeSays prints what was erased in the past and what would be in the conditional.
func TestPurgeSays(t *testing.T) {
	p := store.Purge{People: 1, Sessions: 2, Links: 1, States: 3, Keys: 1, Log: 2}
	for _, c := range []struct {
		cmd  purgeCmd
		want string
	}{
		{purgeCmd{}, "would erase 1 person in no class, not seen for 400 days\n" +
			"would erase 2 sessions that have ended\n"},
		{purgeCmd{Apply: true}, "erased 1 person in no class"},
	} {
		var out bytes.Buffer
		c.cmd.print(&out, p)
		if !strings.HasPrefix(out.String(), c.want) {
			t.Errorf("%q, want %q", out.String(), c.want)
		}
	}
}
