package sqlengine

import (
	"context"
	"slices"
)

// Trial asks what index definitions do to queries and inserts, on tables drawn from seeds.
type Trial struct {
	Definitions string     `json:"definitions"` // untrusted: CREATE INDEX statements
	Most        int        `json:"most"`        // statements at most
	Sets        []TrialSet `json:"sets"`
	// rows added to each table to count what one costs; 0 counts nothing
	Inserts int `json:"inserts,omitempty"`
	// judged by numbers that only SQLite's file gives: no other engine will do
	Counted bool `json:"counted,omitempty"`
}

// TrialSet is one table and what is asked of it.
type TrialSet struct {
	Sample  Sample   `json:"sample"`
	Queries []string `json:"queries"`          // trusted statements that read
	Pinned  string   `json:"pinned,omitempty"` // trusted condition; see TriedIndex.Pinned
}

// Tried is what the engine did.
type Tried struct {
	Engine string     `json:"engine"` // "SQLite", or "PostgreSQL" with its version
	Sets   []TriedSet `json:"sets"`
}

// TriedSet is what the indexes did on one table.
type TriedSet struct {
	Rows       int          `json:"rows"`
	Queries    []Effect     `json:"queries"`
	Indexes    []TriedIndex `json:"indexes"`
	IndexBytes int          `json:"index_bytes"`
	Insert     Burden       `json:"insert"`
	InsertWas  Burden       `json:"insert_was"` // without the indexes
}

// Effect is what the indexes do for one query. Every field is read from the engine's plan and counters.
type Effect struct {
	Plan     []string `json:"plan"`     // in the engine's words
	Used     []string `json:"used"`     // names of indexes
	Equality []string `json:"equality"` // columns that bound the search by =, in index order
	Sort     bool     `json:"sort"`     // a sort step
	Scan     bool     `json:"scan"`     // every entry of something is read
	Covering bool     `json:"covering"` // no row of the table is needed
	Backward bool     `json:"backward"` // an index is read from its end
	Same     bool     `json:"same"`     // the rows are those that come without the indexes
	Visited  int      `json:"visited"`  // entries on which scans and searches stood; 0 where the engine does not tell
	Returned int      `json:"returned"` // rows of the result
	Pages    int      `json:"pages"`    // pages read

	// Unmapped is how many rows an index-only scan of PostgreSQL fetched from the table all the same, because the
	// visibility map does not vouch for their pages.
	Unmapped int `json:"unmapped,omitempty"`
}

// TriedIndex is one of the indexes that were made.
type TriedIndex struct {
	Name    string   `json:"name"`
	Columns []string `json:"columns"`           // "" for an expression
	Include []string `json:"include,omitempty"` // columns that are carried along and not searched
	Partial bool     `json:"partial,omitempty"`
	Pinned  bool     `json:"pinned,omitempty"` // holds exactly as many rows as TrialSet.Pinned
	Entries int      `json:"entries"`
}

// Burden is what one new row costs, on average.
type Burden struct {
	Entries float64 `json:"entries"` // added to the table and its indexes
	Pages   float64 `json:"pages"`   // written when each row is a transaction of its own
	Steps   float64 `json:"steps"`   // of the engine's machine
}

// Index gives an index by name, or nil.
func (t TriedSet) Index(name string) *TriedIndex {
	for i := range t.Indexes {
		if t.Indexes[i].Name == name {
			return &t.Indexes[i]
		}
	}
	return nil
}

// Try runs a trial on SQLite. An *Error says what is wrong with the definitions.
func Try(ctx context.Context, t Trial) (Tried, error) {
	out := Tried{Engine: "SQLite"}
	for _, set := range t.Sets {
		tried, err := set.try(ctx, t)
		if err != nil {
			return Tried{}, err
		}
		out.Sets = append(out.Sets, tried)
	}
	return out, nil
}

func (s TrialSet) try(ctx context.Context, t Trial) (TriedSet, error) {
	out := TriedSet{Rows: s.Sample.Rows}
	plain, err := s.Sample.image()
	if err != nil {
		return out, err
	}
	img, err := plain.Index(ctx, t.Definitions, DDL{Tables: []string{s.Sample.Table}, Max: t.Most})
	if err != nil {
		return out, err
	}
	layout, err := img.Layout()
	if err != nil {
		return out, err
	}
	out.IndexBytes = layout.IndexBytes()
	if out.Indexes, err = s.indexes(ctx, plain, layout); err != nil {
		return out, err
	}
	for _, q := range s.Queries {
		e, err := effect(ctx, plain, img, q)
		if err != nil {
			return out, err
		}
		out.Queries = append(out.Queries, e)
	}
	if t.Inserts == 0 {
		return out, nil
	}
	if out.InsertWas, err = s.burden(plain, t.Inserts); err != nil {
		return out, err
	}
	if out.Insert, err = s.burden(img, t.Inserts); err != nil {
		return out, &Error{Cause: Refused,
			Message: "the indexes refuse new rows; a unique index admits each value once"}
	}
	return out, nil
}

func (s TrialSet) indexes(ctx context.Context, plain *Image, layout *Layout) ([]TriedIndex, error) {
	pinned := -1
	if s.Pinned != "" {
		t, err := plain.Query(ctx, "SELECT 1 FROM "+s.Sample.Table+" WHERE "+s.Pinned, QueryOptions{})
		if err != nil {
			return nil, err
		}
		pinned = t.Count
	}
	var out []TriedIndex
	for _, t := range layout.Indexes() {
		i := TriedIndex{Name: t.Name, Partial: t.Partial, Entries: t.Entries, Pinned: t.Partial && t.Entries == pinned}
		for _, c := range t.Columns {
			i.Columns = append(i.Columns, c.Name)
		}
		out = append(out, i)
	}
	return out, nil
}

func effect(ctx context.Context, plain, img *Image, query string) (Effect, error) {
	before, err := plain.Query(ctx, query, QueryOptions{})
	if err != nil {
		return Effect{}, err
	}
	after, err := img.Query(ctx, query, QueryOptions{})
	if err != nil {
		return Effect{}, err
	}
	plan := after.Plan
	return Effect{Plan: plan.lines(), Used: plan.Indexes(), Equality: slices.Compact(plan.Columns("=")),
		Sort: plan.Sorts(), Scan: plan.Scans(),
		Covering: plan.Covering(), Backward: after.Backward, Same: before.Sum == after.Sum &&
			before.Count == after.Count,
		Visited: after.Visited, Returned: after.Count, Pages: len(after.Reads)}, nil
}

// burden adds rows to a copy of the image and gives what one costs.
func (s TrialSet) burden(img *Image, rows int) (Burden, error) {
	later := s.Sample.Values(s.Sample.Rows + rows)[s.Sample.Rows:]
	cost, err := img.InsertCost(s.Sample.Table, len(s.Sample.Columns), rows,
		func(in *Inserter, i int) { setRow(in, later[i]) })
	if err != nil {
		return Burden{}, err
	}
	n := float64(rows)
	return Burden{Entries: float64(cost.Entries) / n, Pages: float64(cost.Pages) / n, Steps: float64(cost.Steps) / n},
		nil
}
