package sqlengine

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
)

// Example is a small database on which a statement and the reference differ.
type Example struct {
	Tables []ExampleTable `json:"tables"` // without empty ones
	Rows   int            `json:"rows"`
	Differ Differ         `json:"differ"`
}

// ExampleTable is one table of an example.
type ExampleTable struct {
	Name string   `json:"name"`
	Rows [][]Cell `json:"rows"`
}

// The work that the search for examples may take for one request. Both are counted, so that the same answer always gets
// the same example.
const (
	exampleProbes = 300
	exampleSteps  = 3_000_000 // of the engine's machine; a step of a statement that calls functions counts ten times
)

// examples cuts the sets on which the results differ down to a few rows, the smallest set first.
func (req Request) examples(ctx context.Context, images []*Image, outcomes []Outcome) {
	var differing []int
	for i, o := range outcomes {
		if o.Differ != nil {
			differing = append(differing, i)
		}
	}
	slices.SortStableFunc(differing, func(a, b int) int { return cmp.Compare(images[a].size, images[b].size) })
	work := &work{}
	for _, i := range differing {
		outcomes[i].Example = req.smallest(ctx, images[i], outcomes[i], work)
	}
}

type work struct {
	probes int
	steps  int64
}

// place is one row of a database.
type place struct {
	table string
	row   int64 // its row id
}

// smallest removes rows for as long as the results still differ: halves first, then quarters, down to single rows, as
// in A. Zeller, R. Hildebrandt, "Simplifying and isolating failure-inducing input", IEEE TSE 28(2), 2002. The result is
// one-minimal unless the work is used up.
func (req Request) smallest(ctx context.Context, img *Image, o Outcome, w *work) *Example {
	rows, err := img.places()
	if err != nil || len(rows) == 0 {
		return nil
	}
	for size := (len(rows) + 1) / 2; ; {
		removed := false
		for from := 0; from < len(rows); {
			to := min(from+size, len(rows))
			cost := 1 + o.Answer.work() + o.Reference.work()
			if w.probes++; w.probes > exampleProbes || w.steps+cost > exampleSteps {
				return img.example(o)
			}
			w.steps += cost
			less, err := img.without(rows[from:to])
			if err != nil {
				return img.example(o)
			}
			probe, err := req.outcome(ctx, less)
			if err != nil || probe.Differ == nil {
				from = to
				continue
			}
			img, o, removed = less, probe, true
			rows = append(rows[:from:from], rows[to:]...)
		}
		if size == 1 && !removed {
			return img.example(o)
		}
		if !removed || size > len(rows) {
			size = max(1, min(size, len(rows)+1)/2)
		}
	}
}

// work is what a run of the statement counts for.
func (r Result) work() int64 {
	if r.calls {
		return 10 * r.steps
	}
	return r.steps
}

const ownTables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY rowid"

// places lists every row, table by table.
func (i *Image) places() ([]place, error) {
	c, err := connect(i)
	if err != nil {
		return nil, err
	}
	defer c.close()
	tables, err := c.query(ownTables)
	if err != nil {
		return nil, err
	}
	var out []place
	for _, t := range tables {
		rows, err := c.query("SELECT rowid FROM " + quoteName(t[0].Text()) + " ORDER BY rowid")
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			id, _ := r[0].Number()
			out = append(out, place{t[0].Text(), int64(id)})
		}
	}
	return out, nil
}

// without gives a copy of the image that lacks the rows.
func (i *Image) without(rows []place) (*Image, error) {
	c, err := connect(i)
	if err != nil {
		return nil, err
	}
	defer c.close()
	for from := 0; from < len(rows); {
		to, ids := from, []string(nil)
		for to < len(rows) && rows[to].table == rows[from].table && len(ids) < 1000 {
			ids = append(ids, fmt.Sprint(rows[to].row))
			to++
		}
		if err := c.script("DELETE FROM " + quoteName(rows[from].table) + " WHERE rowid IN (" + strings.Join(ids, ",") +
			")"); err != nil {
			return nil, err
		}
		from = to
	}
	return c.vfs.main.image(), nil
}

// example reads what is left. Nil means that it could not be read.
func (i *Image) example(o Outcome) *Example {
	c, err := connect(i)
	if err != nil {
		return nil
	}
	defer c.close()
	tables, err := c.query(ownTables)
	if err != nil {
		return nil
	}
	e := &Example{Differ: *o.Differ}
	for _, t := range tables {
		rows, err := c.query("SELECT * FROM " + quoteName(t[0].Text()) + " ORDER BY rowid")
		if err != nil {
			return nil
		}
		if len(rows) > 0 {
			e.Tables = append(e.Tables, ExampleTable{t[0].Text(), rows})
			e.Rows += len(rows)
		}
	}
	return e
}

// Text prints the rows for a reader: at most eight of them.
func (e Example) Text() string {
	const most = 8
	var parts []string
	shown := 0
	for _, t := range e.Tables {
		var rows []string
		for _, r := range t.Rows {
			if shown++; shown > most {
				break
			}
			rows = append(rows, rowText(r))
		}
		if len(rows) > 0 {
			parts = append(parts, t.Name+" "+strings.Join(rows, ", "))
		}
	}
	text := strings.Join(parts, "; ")
	if e.Rows > most {
		text += fmt.Sprintf(" and %d more", e.Rows-most)
	}
	if text == "" {
		return "no rows"
	}
	return text
}

func quoteName(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
