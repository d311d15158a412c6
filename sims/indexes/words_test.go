package indexes

import (
	"strings"
	"testing"
)

// Every gloss is true of its plan: what a query without a condition, an aggregate of one end, a range and a key do.
func TestGlossIsTrueOfThePlan(t *testing.T) {
	const (
		walk    = " one after another, to the end unless the query has enough before"
		oneEnd  = " to the end with the least or the greatest value, and stops at the first that the query accepts"
		covers  = ". The index holds all columns the query needs: the table is not visited."
		fetches = ", and fetches the rows it needs from the table."
	)
	for _, tt := range []struct{ sql, columns, want string }{
		{"SELECT * FROM orders", "", "Reads the rows of orders" + walk + "."},
		{"SELECT count(*) FROM orders", "", "Reads the rows of orders" + walk + "."},
		{"SELECT count(*) FROM orders", "status", "Reads the entries of the index i" + walk + covers},
		{"SELECT * FROM orders ORDER BY created_at LIMIT 3", "created_at", "Reads the entries of the index i" + walk +
			fetches},
		{"SELECT min(id) FROM orders", "", "Descends the table orders" + oneEnd + "."},
		{"SELECT max(created_at) FROM orders", "created_at", "Descends the index i" + oneEnd + covers},
		{"SELECT * FROM orders WHERE id = 7", "", "Descends the table orders by its primary key, to at most one row " +
			"for each value given."},
		{"SELECT * FROM orders WHERE id > 7 AND id < 9", "", "Descends the table orders by its primary key, within " +
			"the bounds on rowid."},
		{"SELECT * FROM orders WHERE created_at > 7 AND created_at < 9", "created_at", "Descends the index i within " +
			"the bounds on created_at" + fetches},
		{"SELECT * FROM orders WHERE (user_id, status) > (7, 'a')", "user_id, status", "Descends the index i within " +
			"the bounds given" + fetches},
		{"SELECT * FROM orders WHERE user_id = 7", "user_id", "Descends the index i to the entries with the given " +
			"user_id" + fetches},
	} {
		r := run(t, func(p *Params) { on("hot", tt.columns)(p); p.SQL, p.Rows = tt.sql, 1000 })
		plan := r.Parts[0].Trace.Plan
		if got := gloss(plan[0]); got != tt.want || len(plan) != 1 {
			t.Errorf("%s on (%s), plan %+v:\n%s\nwant\n%s", tt.sql, tt.columns, plan, got, tt.want)
		}
	}
}

// No gloss names an index that a plan does not, or says that a condition is tested or every row is read.
func TestGlossOfEveryQueryOfThePicker(t *testing.T) {
	for _, q := range queries {
		for _, columns := range []string{"", "user_id", "status, user_id, created_at", "created_at", "name"} {
			for _, s := range run(t, func(p *Params) { on(q.id, columns)(p); p.Rows = 1000 }).Parts[0].Trace.Plan {
				said := gloss(s)
				for _, bad := range []string{"  ", " ,", " .", "every", "tests", "each row"} {
					if strings.Contains(said, bad) {
						t.Errorf("%s on (%s): %s is glossed %q", q.id, columns, s.Text, said)
					}
				}
			}
		}
	}
}
