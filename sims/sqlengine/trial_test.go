package sqlengine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func sample(rows, seed int) Sample {
	return Sample{Table: "orders", Rows: rows, Seed: seed, Columns: []Draw{{Column: "id", Kind: DrawID},
		{Column: "user_id", Kind: DrawNumber, Low: 1, High: 40},
		{Column: "status", Kind: DrawWord, Words: []string{"pending", "paid"}}, {Column: "created_at", Kind: DrawMixed},
		{Column: "total", Kind: DrawNumber, Low: 1, High: 500},
		{Column: "note", Kind: DrawText, Low: 20, High: 60}}}
}

func tried(t *testing.T, definitions string) TriedSet {
	t.Helper()
	out, err := Try(context.Background(), Trial{Definitions: definitions, Most: 2, Inserts: 20,
		Sets: []TrialSet{{Sample: sample(2000, 1), Pinned: "status = 'pending'",
			Queries: []string{"SELECT * FROM orders WHERE user_id = 7 AND status = 'pending' ORDER BY " +
				"created_at DESC"}}}})
	if err != nil {
		t.Fatalf("Try(%s): %v", definitions, err)
	}
	return out.Sets[0]
}

// The effect of an index follows from the theory of a sorted list: m entries that match and one beyond are visited, and
// an insert adds one entry a tree.
func TestTry(t *testing.T) {
	for _, tt := range []struct {
		index    string
		equality string
		sort     bool
		vain     bool // entries are read that are not in the result
		entries  float64
	}{
		{"", "", true, true, 1},
		{"CREATE INDEX a ON orders (user_id, status, created_at DESC)", "user_id status", false, false, 2},
		{"CREATE INDEX a ON orders (user_id, status, created_at)", "user_id status", false, false, 2},
		{"CREATE INDEX a ON orders (status, user_id, created_at)", "status user_id", false, false, 2},
		{"CREATE INDEX a ON orders (user_id, created_at, status)", "user_id", false, true, 2},
		{"CREATE INDEX a ON orders (user_id, status)", "user_id status", true, false, 2},
		{"CREATE INDEX a ON orders (user_id, status, created_at); CREATE INDEX b ON orders (total)", "user_id status",
			false, false, 3},
	} {
		s := tried(t, tt.index)
		e := s.Queries[0]
		if got := strings.Join(e.Equality, " "); got != tt.equality || e.Sort != tt.sort || !e.Same ||
			(e.Visited > e.Returned+1) != tt.vain || s.Insert.Entries != tt.entries || s.InsertWas.Entries != 1 {
			t.Errorf("%s: equality %q, sort %v, same %v, visited %d for %d, entries an insert %g (%g); want %+v",
				tt.index, got, e.Sort, e.Same, e.Visited, e.Returned, s.Insert.Entries, s.InsertWas.Entries, tt)
		}
	}
}

func TestTryPinsPartialIndexes(t *testing.T) {
	for index, want := range map[string]bool{"status = 'pending'": true, "status <> 'paid'": true,
		"status = 'paid'": false, "status IS NOT NULL": false} {
		s := tried(t, "CREATE INDEX a ON orders (user_id, created_at) WHERE "+index)
		if i := s.Index("a"); i == nil || !i.Partial || i.Pinned != want || !slices.Equal(i.Columns,
			[]string{"user_id", "created_at"}) {
			t.Errorf("index where %s: %+v, want pinned %v", index, i, want)
		}
	}
}

func TestTryRefusesWhatInsertsWould(t *testing.T) {
	_, err := Try(context.Background(), Trial{Definitions: "CREATE UNIQUE INDEX a ON orders (user_id)", Most: 1,
		Sets: []TrialSet{{Sample: sample(2000, 1)}}})
	var e *Error
	if !errors.As(err, &e) || e.Cause != Refused {
		t.Errorf("unique index over repeated values: %v, want a refusal", err)
	}
}

func TestSampleIsPure(t *testing.T) {
	s := sample(500, 3)
	a, b := s.Values(520), s.Values(520)
	if fmt.Sprint(a) != fmt.Sprint(b) || fmt.Sprint(a[:500]) != fmt.Sprint(s.Values(500)) {
		t.Error("two draws of one sample differ")
	}
	times := map[any]bool{}
	for _, row := range a {
		times[row[3]] = true
	}
	if len(times) != 520 {
		t.Errorf("%d different times of 520 rows, want one a row", len(times))
	}
	if fmt.Sprint(a) == fmt.Sprint(sample(500, 4).Values(520)) {
		t.Error("two seeds give the same rows")
	}
}

func TestWithoutInclude(t *testing.T) {
	for in, want := range map[string]string{
		"CREATE INDEX a ON t (x, y) INCLUDE (z)":                  ": CREATE INDEX a ON t (x, y, z)",
		"create index a on t ( x ) include( y, z ) where x = ')'": ": create index a on t ( x, y, z) where x = ')'",
		"CREATE INDEX a ON t (abs(x)) INCLUDE (y)":                ": CREATE INDEX a ON t (abs(x), y)",
		"CREATE INDEX a ON t (x) INCLUDE":                         "", "INCLUDE (x)": "",
		"CREATE INDEX a ON t (x INCLUDE (y)": "",
	} {
		if got := withoutInclude(in); got != want {
			t.Errorf("withoutInclude(%q) = %q, want %q", in, got, want)
		}
	}
}
