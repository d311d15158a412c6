package indexes

import (
	"fmt"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/model"
	"tradeofflab/sims/sqlengine"
)

// curve draws pages read against the size of the table, with the lines of theory.
func curve(l laws) figure.Figure {
	var x, scan, seek, cover, line, depth []float64
	for _, p := range l.curve {
		x = append(x, float64(p.rows))
		scan, seek, cover = append(scan, float64(p.scan)), append(seek, float64(p.seek)),
			append(cover, float64(p.cover))
		line, depth = append(line, scanPages(p.rows)), append(depth, float64(levels(p.rows)))
	}
	above := make([]float64, len(depth))
	for i := range depth {
		above[i] = depth[i] + 1
	}
	ok := true
	for _, c := range lawChecks(l)[:2] {
		ok = ok && c.OK
	}
	last := l.curve[len(l.curve)-1]
	take := fmt.Sprintf("At %s rows the scan reads %s, the index search %s, and the index alone %s.",
		say.Int(last.rows), say.Count(last.scan, "page"), say.Int(last.seek), say.Int(last.cover))
	return figure.Figure{ID: "curve", Title: "Pages read against rows in the table", Takeaway: take,
		Caption: "Hot query on tables of 1,000 orders and more, seed 1, both axes logarithmic. Grey: rows × row size " +
			"÷ page size for the scan; levels of a packed index for the search, with a band for a run that crosses " +
			"into one more leaf.",
		Alt: "A log-log chart. The scan rises in step with the rows; the search of the index stays nearly flat. " +
			take,
		Badge: badge(ok, "dots within theory", "a dot lies outside theory"),
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "rows", Log: true},
			Y:     figure.Axis{Label: "pages read", Log: true},
			Bands: []figure.Band{{Label: "levels, or one leaf more", X: x, Low: depth, High: above}},
			Series: []figure.Series{
				{Identity: figure.Identity{Name: "theory: every page", Hue: figure.Grey}, X: x, Y: line, Theory: true},
				{Identity: figure.Identity{Name: "theory: levels", Hue: figure.Grey, Dash: "4 3"}, X: x, Y: depth,
					Theory: true},
				{Identity: figure.Identity{Name: "scan", Hue: figure.Vermillion, Shape: figure.Square}, X: x, Y: scan,
					Dots: true},
				{Identity: figure.Identity{Name: "index, then rows", Hue: figure.Blue, Shape: figure.Disc}, X: x,
					Y: seek, Dots: true},
				{Identity: figure.Identity{Name: "index alone", Hue: figure.Green, Shape: figure.Triangle}, X: x,
					Y: cover, Dots: true},
			}}}
}

func badge(ok bool, good, bad string) *figure.Badge {
	if ok {
		return &figure.Badge{OK: true, Text: good}
	}
	return &figure.Badge{Text: bad}
}

// writeChart draws what an insert writes against the number of indexes.
func writeChart(r Result, l laws) figure.Figure {
	var x, entries, pages, line []float64
	for k, w := range l.writes {
		x, line = append(x, float64(k)), append(line, float64(1+k))
		entries, pages = append(entries, w.entries), append(pages, w.pages)
	}
	k := float64(len(r.Layout.Indexes()))
	take := fmt.Sprintf("Five indexes make one insert %s writes of an entry, and %s pages on average.",
		say.Number(entries[len(entries)-1], 0), say.Short(pages[len(pages)-1]))
	return figure.Figure{ID: "writes", Title: "Cost of an insert against the number of indexes", Takeaway: take,
		Caption: fmt.Sprintf("%d orders added one by one to 2,000, each committed alone, seed 1. Pages exceed "+
			"entries where a full leaf splits in two; a new index is packed full, so its first inserts split often. "+
			"The mark is your run.", sampleInserts),
		Alt: "A chart of writes an insert over 0 to 5 indexes: entries lie on the line 1 + k, pages above it. " +
			take,
		Badge: badge(lawChecks(l)[2].OK, "entries on 1 + k", "entries off 1 + k"),
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "indexes"},
			Y:     figure.Axis{Label: "writes an insert"},
			Marks: []figure.Mark{{Label: "your run, pages", Shape: figure.Circle, X: k, Y: pagesPerInsert(r.Insert)}},
			Series: []figure.Series{
				{Identity: figure.Identity{Name: "1 + k", Hue: figure.Grey}, X: x, Y: line, Theory: true},
				{Identity: figure.Identity{Name: "entries", Hue: figure.Ink, Shape: figure.Disc}, X: x, Y: entries,
					Dots: true},
				{Identity: figure.Identity{Name: "pages", Hue: figure.Orange, Shape: figure.Square}, X: x, Y: pages,
					Dots: true},
			}}}
}

// comparedRows is the size of the table on which indexes are compared.
const comparedRows = 10_000

// compare runs the same query under common indexes, on a smaller table so that it costs little.
func compare(b *model.Budget, p Params, _ Result) figure.Figure {
	table := &figure.Table{Columns: []figure.Column{{Label: "Index", Strong: true}, {Label: "Plan"},
		{Label: "Visited", Unit: "entries", Numeric: true},
		{Label: "Steps", Numeric: true}, {Label: "Pages read", Numeric: true}, {Label: "Sort"},
		{Label: "Index size", Unit: "kB", Numeric: true}}}
	best, bestSteps := "", 0
	for c, way := range candidates {
		row, steps, err := compared(b, p, c)
		b.Spend(0) // a query that was cut off says nothing of the index
		if err != nil {
			table.Rows = append(table.Rows, []string{way.name, "stopped: " + err.Error(), "–", "–", "–", "–", "–"})
			continue
		}
		if best == "" || steps < bestSteps {
			best, bestSteps = way.name, steps
		}
		table.Rows = append(table.Rows, row)
	}
	take := "Fewest engine steps: " + best + "."
	if best == "" {
		take = "The engine stops this query under each of these indexes."
	}
	return figure.Figure{ID: "compare", Title: "The same query under other indexes", Takeaway: take, Table: table,
		Panel: true,
		Caption: fmt.Sprintf("On %s orders of seed 1, without statistics. Size is that of the index alone.",
			say.Int(comparedRows)),
		Alt: "A table of index definitions with plan, entries visited, engine steps, pages read, sort and size. " +
			take}
}

// compared runs the query under one candidate and gives its row and its engine steps.
func compared(b *model.Budget, p Params, c int) (row []string, steps int, err error) {
	l, err := lawRows(comparedRows, c)
	if err != nil {
		return nil, 0, err
	}
	visited, pages := 0, 0
	var plan sqlengine.Plan
	for _, text := range p.statements(data{comparedRows, 33, lawSeed}, l.user) {
		t, err := l.img.Query(b.Context(), text, sqlengine.QueryOptions{Steps: querySteps})
		if err != nil {
			return nil, 0, err
		}
		steps, visited, pages, plan = steps+t.Steps, visited+t.Visited, pages+len(t.Reads), append(plan, t.Plan...)
	}
	return []string{candidates[c].name, access(plan), say.Int(visited), say.Int(steps), say.Int(pages),
		yes(plan.Sorts()), say.Number(float64(l.layout.IndexBytes())/1000, 0)}, steps, nil
}

// access words how a plan reaches its rows.
func access(plan sqlengine.Plan) string {
	switch {
	case plan.Covering() && !plan.Scans():
		return "search, index alone"
	case plan.Covering():
		return "scan of the index alone"
	case plan.Scans() && len(plan.Indexes()) > 0:
		return "scan and search"
	case plan.Scans():
		return "scan"
	}
	return "search"
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
