package doctor

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tradeofflab/store"
)

// TestFindings holds each check to what it says of a machine, a database and settings in and out of order.
func TestFindings(t *testing.T) {
	now := time.UnixMilli(1_800_000_000_000)
	ms := now.UnixMilli()
	open := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(open, []byte("hush"), 0o644); err != nil {
		t.Fatal(err)
	}
	closed := open + "ed" // which begins with the same letters, so that it is looked at with the other, too
	if err := os.WriteFile(closed, []byte("hush"), 0o600); err != nil {
		t.Fatal(err)
	}
	const gib = 1 << 30
	for _, c := range []struct {
		got   Line
		state State
		says  string
	}{
		{database(store.Condition{}, errors.New("refused")), Wrong, "refused"},
		{database(store.Condition{Unwritable: errors.New("readonly")}, nil), Wrong, "nothing can be written: readonly"},
		{database(store.Condition{Unwritable: errors.New("database is locked (5)")}, nil), Warning, "longer than 2 s"},
		{database(store.Condition{Postgres: true}, nil), OK, "PostgreSQL"},
		{database(store.Condition{Bytes: 3 << 20}, nil), OK, "SQLite, 3.0 MiB"},
		{schema(store.Condition{Schema: 13, Known: 12}), Wrong, "has 13, and this release knows 12"},
		{schema(store.Condition{Schema: 10, Known: 12}), OK, "brings it to 12"},
		{schema(store.Condition{Schema: 12, Known: 12}), OK, "12"},
		{integrity(store.Condition{Damage: "page 3"}), Wrong, "page 3"},
		{integrity(store.Condition{}), OK, "fit"},
		{clock(store.Condition{Postgres: true, ClockMS: ms - 1000}, now), OK, "agree"},
		{clock(store.Condition{Postgres: true, ClockMS: ms - 5000}, now), Warning, "5s apart"},
		{clock(store.Condition{Postgres: true, ClockMS: ms + 61_000}, now), Wrong, "1m1s apart"},
		{clock(store.Condition{NewestMS: ms + 1000}, now), OK, "later"},
		{clock(store.Condition{NewestMS: ms + 90_000}, now), Wrong, "1m30s from now"},
		{key(store.Condition{}, now), OK, "none yet"},
		{key(store.Condition{KeyMS: now.Add(-oldKey).UnixMilli()}, now), OK, "365 days old"},
		{key(store.Condition{KeyMS: now.Add(-oldKey - time.Hour).UnixMilli()}, now), Warning, "365 days old"},
		{work(store.Condition{Waiting: manyWaiting}), OK, "200 submissions"},
		{work(store.Condition{Waiting: manyWaiting + 1}), Warning, "201 submissions wait"},
		{overdue(store.Condition{Overdue: 2}), Warning, "2 classes are"},
		{diskLine(volume{free: 100 * gib, remote: "NFS"}, 0), Wrong, "NFS"},
		{diskLine(volume{free: roomNone - 1}, 0), Wrong, "free"},
		{diskLine(volume{free: roomLow - 1}, 0), Warning, "free"},
		{diskLine(volume{free: 2 * gib}, 3*gib), Warning, "2.0 GiB free beside the database of 3.0 GiB"},
		{diskLine(volume{free: 8 * gib}, 3*gib), OK, "8.0 GiB"},
		{zones(store.Condition{Zones: []string{"Asia/Jakarta"}}), OK, "known"},
		{zones(store.Condition{Zones: []string{"Mars/Olympus"}}), Wrong, "Mars/Olympus"},
		{writersLine(nil, 0, false), OK, "nobody"},
		{writersLine([]opener{{7, "lab", true}}, 0, false), OK, "lab (7)"},
		{writersLine([]opener{{7, "lab", true}, {9, "litestream", false}}, 0, false), OK, "litestream (9)"},
		{writersLine([]opener{{7, "lab", true}}, 0, true), Warning, "lab (7)"},
		{writersLine([]opener{{7, "lab", true}, {8, "lab", true}}, 0, false), Warning, "lab (8)"},
		{writersLine(nil, 3, false), OK, "3 processes of others"},
		{secret(Settings{SecretFile: open}), Warning, "others can read"},
		{secret(Settings{SecretFile: open + "x"}), Wrong, "no such file"},
		{address(Settings{}), Warning, "no LMS"},
		{address(Settings{URL: "https://lab.example.org", Secure: true}), OK, "https://lab.example.org"},
		{address(Settings{URL: "https://lab.example.org"}), OK, "https"},
		{address(Settings{URL: "http://localhost:8080"}), OK, "localhost"},
		{address(Settings{URL: "http://127.0.0.1:8080"}), OK, "127"},
		{address(Settings{URL: "http://lab.school"}), Warning, "not https"},
		{address(Settings{URL: "http://lab.school", Secure: true}), Wrong, "nobody can sign in"},
		{address(Settings{URL: "lab.example.org", WrongURL: errors.New("another form")}), Wrong, "another form"},
		{rights(open), Warning, "everybody on this machine can open " + open},
		{rights(closed), OK, "others cannot"},
		{Reading{"rules", "they fit", "mend them", nil}.line(), OK, "they fit"},
		{Reading{"rules", "they fit", "mend them", errors.New("rules.yaml:3")}.line(), Wrong, "rules.yaml:3"},
		{proxies(Settings{Proxies: []string{"10.0.0.0/24"}}), OK, "10.0.0.0/24"},
		{proxies(Settings{Proxies: []string{"10.0.0.1"}}), Wrong, "no network"},
		{proxies(Settings{Proxies: []string{"0.0.0.0/0"}}), Warning, "anybody"},
		{proxies(Settings{Addr: ":8080", Secure: true}), Warning, "limit of one address"},
		{proxies(Settings{Addr: "127.0.0.1:8080", Secure: true}), OK, "this machine"},
	} {
		if c.got.State != c.state || !strings.Contains(c.got.Says, c.says) ||
			(c.got.WayOut == "") != (c.state == OK) {
			t.Errorf("%+v, want %s with %q", c.got, c.state, c.says)
		}
	}
}

// TestExamineChangesNothing looks at a file that is not there, at one that is no database, at a damaged one and at a
// sound one.
func TestExamineChangesNothing(t *testing.T) {
	folder := t.TempDir()
	state := func(db string) map[string]State {
		t.Helper()
		before, err := os.ReadFile(db)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		out := map[string]State{}
		for _, l := range Examine(context.Background(), Settings{DB: db}, time.Now()) {
			out[l.Check] = l.State
		}
		if after, _ := os.ReadFile(db); string(after) != string(before) {
			t.Errorf("%s was changed", db)
		}
		return out
	}
	if got := state(filepath.Join(folder, "none.db")); got["database"] != OK || got["schema"] != "" {
		t.Errorf("no file: %v", got)
	}
	if got := state(filepath.Join(folder, "no", "none.db")); got["disk"] != Wrong {
		t.Errorf("no folder: %v", got)
	}
	text := filepath.Join(folder, "text.db")
	if err := os.WriteFile(text, []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := state(text); got["database"] != Wrong {
		t.Errorf("a text: %v", got)
	}
	sound := filepath.Join(folder, "lab.db")
	s, err := store.Open(t.Context(), sound)
	if err != nil {
		t.Fatal(err)
	}
	for range 200 {
		if _, err := s.AddAccount(t.Context(), store.Account{Name: strings.Repeat("Ada", 100)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if got := state(sound); got["integrity"] != OK || got["schema"] != OK || got["database"] != OK {
		t.Errorf("a sound database: %v", got)
	}
	pages, err := os.ReadFile(sound)
	if err != nil {
		t.Fatal(err)
	}
	for i := len(pages) / 2; i < len(pages)/2+20_000 && i < len(pages); i++ {
		pages[i] = 0xff
	}
	broken := filepath.Join(folder, "broken.db")
	if err := os.WriteFile(broken, pages, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := state(broken); got["integrity"] != Wrong && got["database"] != Wrong {
		t.Errorf("a damaged database: %v", got)
	}
}
