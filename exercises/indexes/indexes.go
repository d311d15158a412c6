// Package indexes is the assignment on indexes: definitions that run on a real engine over data the learner does not
// see.
package indexes

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tradeofflab/exercises"
	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/model"
	"tradeofflab/sims/sqlengine"
)

//go:embed prompt.md
var promptText string

var prompt = exercises.MustPrompt("exercises/indexes/prompt.md", promptText)

// Exercise is the assignment of lesson 5.
var Exercise = exercises.Exercise{Slug: "indexes", Title: prompt.Title(), Lesson: 5, Version: "2",
	FewAnswers: 2200, Summary: prompt.Summary(), Prompt: prompt, Draw: draw}

// task is one drawn case. A table has the columns id, owner, state, time, amount and text.
type task struct {
	table, things                    string
	owner, state, time, amount, text string // names of columns
	person                           string // what an owner is: "user"
	wanted                           string // the state that the hot query asks for
	others                           [2]string
	rate                             int // inserts a second
	indexes                          int // on the table, for the count of writes
	seed                             int // of the data
}

// cases are the tables that variants draw from. The first is the course's own.
var cases = []task{
	{table: "orders", things: "orders", person: "user", owner: "user_id", state: "status", time: "created_at",
		amount: "total", text: "note", wanted: "pending", others: [2]string{"paid", "shipped"}},
	{table: "tickets", things: "tickets", person: "agent", owner: "agent_id", state: "state", time: "opened_at",
		amount: "priority", text: "subject", wanted: "open", others: [2]string{"solved", "closed"}},
	{table: "messages", things: "messages", person: "channel", owner: "channel_id", state: "kind", time: "sent_at",
		amount: "size", text: "body", wanted: "image", others: [2]string{"text", "video"}},
	{table: "bookings", things: "bookings", person: "guest", owner: "guest_id", state: "stage", time: "booked_at",
		amount: "price", text: "remark", wanted: "held", others: [2]string{"paid", "ended"}},
	{table: "parcels", things: "parcels", person: "depot", owner: "depot_id", state: "status", time: "packed_at",
		amount: "weight", text: "remark", wanted: "waiting", others: [2]string{"sent", "lost"}},
	{table: "invoices", things: "invoices", person: "client", owner: "client_id", state: "state", time: "issued_at",
		amount: "amount", text: "memo", wanted: "unpaid", others: [2]string{"paid", "void"}},
}

// newTask draws the case. Variant 0 is the course's own.
func newTask(variant int) task {
	t := cases[0]
	t.rate, t.indexes, t.seed = 500, 5, 1
	if variant == 0 {
		return t
	}
	rng := model.Stream(variant, "assignment indexes")
	t = cases[rng.IntN(len(cases))]
	t.rate = 100 * (2 + rng.IntN(19))
	t.indexes = 3 + rng.IntN(6)
	t.seed = 1 + rng.IntN(3)
	return t
}

func draw(variant int) exercises.Drawn {
	t := newTask(variant)
	visible := t.sets()[0]
	w := prompt.Fill(map[string]string{"things": t.things, "table": t.table, "columns": strings.Join(t.columns(), ", "),
		"hot": t.hot("?"), "person": t.person, "owner": t.owner, "state": t.state, "time": t.time, "amount": t.amount,
		"text": t.text, "wanted": "'" + t.wanted + "'", "pinned": t.pinned(),
		"states": "'" + strings.Join([]string{t.wanted, t.others[0], t.others[1]}, "', '") + "'",
		"rate":   say.Int(t.rate), "indexes": strconv.Itoa(t.indexes)})
	d := exercises.Drawn{
		Prompt: w.Task(),
		Given: []exercises.Row{{Label: "Table", Value: t.table + "(" + strings.Join(t.columns(), ", ") + ")"},
			{Label: "Hot query", Value: t.hot("?")},
			{Label: "Inserts", Value: say.Int(t.rate) + " rows/s"},
			{Label: "Indexes so far", Value: "none beside the primary key"}},
		Figures: []figure.Figure{t.firstRows(visible.Sample, w.Of("figure"))},
	}
	d.Ask(index(t, w.Of("index")), order(w.Of("order")))
	d.Ask(why(t, variant, w.Of("order_why")))
	d.Ask(covering(t, w.Of("covering")),
		writes(t, w.Of("writes")), budget(t, w.Of("budget")))
	return d
}

func (t task) columns() []string {
	return []string{"id", t.owner, t.state, t.time, t.amount, t.text}
}

// hot is the query that everything turns on.
func (t task) hot(owner string) string {
	return fmt.Sprintf("SELECT * FROM %s WHERE %s = %s AND %s = '%s' ORDER BY %s DESC", t.table, t.owner, owner,
		t.state, t.wanted, t.time)
}

// on is a CREATE INDEX statement.
func (t task) on(name string, columns ...string) string {
	return fmt.Sprintf("CREATE INDEX %s ON %s (%s)", name, t.table, strings.Join(columns, ", "))
}

func (t task) pinned() string { return fmt.Sprintf("%s = '%s'", t.state, t.wanted) }

// rows of each table. Small enough for a run of a few milliseconds, large enough for trees of two levels.
const rows = 3000

// The owners of a table are numbered from here on.
const firstOwner = 1001

// set is one table and the owner that the queries ask for.
type set struct {
	name string
	sqlengine.Sample
	owner int
}

// sets are the visible table and four hidden ones.
func (t task) sets() []set {
	words := func(wanted int) []string {
		w := slices.Repeat([]string{t.wanted}, wanted)
		for i := range 10 - wanted {
			w = append(w, t.others[i%2])
		}
		return w
	}
	table := func(owners, hot, wanted int, kind sqlengine.DrawKind, seed int) sqlengine.Sample {
		return sqlengine.Sample{Table: t.table, Rows: rows, Seed: 100*t.seed + seed, Columns: []sqlengine.Draw{
			{Column: "id", Kind: sqlengine.DrawID}, {Column: t.owner, Kind: sqlengine.DrawNumber, Low: firstOwner,
				High: firstOwner + owners - 1, Hot: hot},
			{Column: t.state, Kind: sqlengine.DrawWord, Words: words(wanted)}, {Column: t.time, Kind: kind},
			{Column: t.amount, Kind: sqlengine.DrawNumber, Low: 1, High: 50_000},
			{Column: t.text, Kind: sqlengine.DrawText, Low: 30, High: 60}}}
	}
	return []set{
		{"the visible table", table(60, 0, 5, sqlengine.DrawTime, 0), firstOwner + 30},
		{"a busy " + t.person, table(60, 30, 5, sqlengine.DrawTime, 1), firstOwner},
		{"rows out of the order of time", table(400, 0, 5, sqlengine.DrawMixed, 2), firstOwner + 200},
		{"few rows '" + t.wanted + "'", table(60, 0, 1, sqlengine.DrawTime, 3), firstOwner + 30},
		{"nearly all rows '" + t.wanted + "'", table(60, 0, 8, sqlengine.DrawTime, 4), firstOwner + 30},
	}
}

// asked gives every table with the queries that are asked of it.
func (t task) asked(queries func(s set) []string) []exercises.IndexSet {
	var out []exercises.IndexSet
	for _, s := range t.sets() {
		out = append(out, exercises.IndexSet{Name: s.name, TrialSet: sqlengine.TrialSet{Sample: s.Sample,
			Pinned: t.pinned(), Queries: queries(s)}})
	}
	return out
}

// firstRows draws what the visible table holds.
func (t task) firstRows(s sqlengine.Sample, w exercises.PartWords) figure.Figure {
	table := &figure.Table{}
	shown := t.columns()[:5] // the text is long and decides nothing
	for _, c := range shown {
		table.Columns = append(table.Columns, figure.Column{Label: c})
	}
	for _, row := range s.Values(6) {
		var cells []string
		for _, v := range row[:len(shown)] {
			switch v := v.(type) {
			case int64:
				cells = append(cells, strconv.FormatInt(v, 10))
			case string:
				cells = append(cells, v)
			}
		}
		table.Rows = append(table.Rows, cells)
	}
	w = w.With(map[string]string{"rows": say.Number(rows, 0)})
	return figure.Figure{ID: "rows", Title: w.Get("title"), Takeaway: w.Get("takeaway"), Caption: w.Get("caption"),
		Alt: w.Get("alt"), Table: table}
}
