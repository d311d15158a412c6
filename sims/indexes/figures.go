package indexes

import (
	"fmt"
	"strings"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/sqlengine"
)

// planTree draws the plan of every statement.
func planTree(r Result) figure.Figure {
	tree := &figure.Tree{Nodes: []figure.TreeNode{{ID: "run", Keys: []string{say.Count(len(r.Parts), "statement")}}}}
	if len(r.Parts) == 1 {
		tree.Nodes[0].Keys[0] = "result"
	}
	var said []string
	for i, part := range r.Parts {
		top := "run"
		if len(r.Parts) > 1 {
			top = fmt.Sprintf("query %d", i+1)
			tree.Nodes = append(tree.Nodes, figure.TreeNode{ID: top, Parent: "run", Keys: []string{top}})
		}
		for n, s := range part.Trace.Plan {
			parent := top
			if s.Parent >= 0 {
				parent = fmt.Sprintf("%d.%d", i+1, s.Parent+1)
			}
			tree.Nodes = append(tree.Nodes, figure.TreeNode{ID: fmt.Sprintf("%d.%d", i+1, n+1), Parent: parent,
				Keys:    []string{short(s)},
				Touched: s.Action == sqlengine.Search, Changed: s.Action == sqlengine.Sort})
			said = append(said, s.Text)
		}
	}
	take := "The engine " + planWords(r) + "."
	return figure.Figure{ID: "plan", Title: "Query plan", Takeaway: take, Tree: tree,
		Caption: "As the engine says it in EXPLAIN QUERY PLAN. Steps side by side run in the order from left to right.",
		Alt:     "A tree of plan steps: " + strings.Join(said, "; ") + "."}
}

// planGloss says in plain words what each step of the plan means.
func planGloss(r Result) figure.Figure {
	table := &figure.Table{Columns: []figure.Column{{Label: "The engine says", Strong: true}, {Label: "It means"}}}
	for i, part := range r.Parts {
		if len(r.Parts) > 1 {
			table.Rows = append(table.Rows, []string{fmt.Sprintf("Query %d", i+1), cut(part.SQL, 200)})
		}
		for _, s := range part.Trace.Plan {
			table.Rows = append(table.Rows, []string{s.Text, gloss(s)})
		}
		if len(part.Trace.Plan) == 0 {
			table.Rows = append(table.Rows, []string{"no step", "The statement reads no table."})
		}
	}
	take := fmt.Sprintf("The plan has %s.", say.Count(len(table.Rows), "line"))
	if len(r.Parts) == 1 && len(r.Parts[0].Trace.Plan) > 0 {
		take = table.Rows[0][1]
	}
	return figure.Figure{ID: "gloss", Title: "The plan in plain words", Takeaway: take, Table: table,
		Caption: "? stands for a value of the query.",
		Alt:     "A table with the words of the engine on the left and their meaning on the right."}
}

// short words a step for a box.
func short(s sqlengine.PlanStep) string {
	switch s.Action {
	case sqlengine.Sort:
		return "sort for " + s.For
	case sqlengine.Scan, sqlengine.Search:
		said := string(s.Action) + " " + s.Table
		if s.Index != "" {
			said += " by " + s.Index
		}
		if s.Covering {
			said += ", index alone"
		}
		return said
	}
	return strings.ToLower(s.Text)
}

func planWords(r Result) string {
	switch scans, sorts := r.some(sqlengine.Plan.Scans), r.some(sqlengine.Plan.Sorts); {
	case scans && sorts:
		return "reads every entry of a table or index, and sorts what it finds"
	case scans:
		return "reads every entry of a table or index, and does not sort"
	case sorts:
		return "searches with an index, and sorts what it finds"
	case r.some(func(p sqlengine.Plan) bool { return len(p) > 0 }):
		return "searches with an index, and the index gives the order"
	}
	return "reads no table"
}

// bins is how many positions the maps of pages have from left to right.
const bins = 24

// touchMap shows where on each level of each tree pages were read.
func touchMap(r Result) figure.Figure {
	c := &figure.Chart{Kind: figure.Heat,
		X: figure.Axis{Label: "position in the tree, from its first page to its last"}, Y: figure.Axis{Label: "Level"}}
	for i := range bins {
		c.X.Categories = append(c.X.Categories, fmt.Sprintf("%d %%", 100*i/bins))
	}
	table := &figure.Table{Columns: []figure.Column{{Label: "Tree", Strong: true}, {Label: "Level"},
		{Label: "Pages there", Numeric: true}, {Label: "Pages read", Numeric: true},
		{Label: "Share", Unit: "%", Numeric: true}}}
	total, read := 0, 0
	for i, t := range r.Layout.Trees {
		for level, seen := range r.seen(i) {
			pages, hit := len(seen), 0
			row := make([]float64, bins)
			for n, was := range seen {
				if was {
					hit++
					row[n*bins/pages] += 100 * float64(bins) / float64(max(pages, bins))
				}
			}
			total, read = total+pages, read+hit
			name := t.Name + " " + levelName(level, t.Depth)
			for b := range row {
				row[b] = min(row[b], 100)
			}
			c.Heat, c.Y.Categories = append(c.Heat, row), append(c.Y.Categories, name)
			table.Rows = append(table.Rows, []string{t.Name, levelName(level, t.Depth), say.Int(pages), say.Int(hit),
				say.Number(100*float64(hit)/float64(pages), 1)})
		}
	}
	take := fmt.Sprintf("The query reads %s of the %s of tables and indexes.", say.Int(read),
		say.Count(total, "page"))
	return figure.Figure{ID: "touch", Title: "Pages read, by tree and level", Takeaway: take, Chart: c, Data: table,
		Panel: true,
		Caption: "Each cell is a stretch of one level, darker the larger the part of its pages that was read, in %. " +
			"Recorded where the engine reads its file, from a cold cache; the page of the schema is left out.",
		Alt: "A grid with one row a level of each B-tree. " + take}
}

// levelName says where a level stands.
func levelName(level, depth int) string {
	switch {
	case depth == 1:
		return "root, a leaf"
	case level == 0:
		return "root"
	case level == depth-1:
		return "leaves"
	case depth == 3:
		return "interior"
	}
	return fmt.Sprintf("interior %d", level)
}

// seen says for each level of tree i which of its pages, from left to right, a statement of the run read.
func (r Result) seen(i int) [][]bool {
	hit := map[int]bool{}
	for _, part := range r.Parts {
		for _, n := range part.Trace.Reads {
			hit[int(n)] = true
		}
	}
	var out [][]bool
	for _, level := range r.Layout.Walk(i) {
		row := make([]bool, len(level))
		for k, n := range level {
			row[k] = hit[n]
		}
		out = append(out, row)
	}
	return out
}

// stripLines is how many lines a strip of leaves has at most.
const stripLines = 120

// leafStrip shows which run of leaves is read in each tree the query touches.
func leafStrip(r Result) (figure.Figure, bool) {
	strip := &figure.Strip{}
	data := &figure.Table{Columns: []figure.Column{{Label: "Tree", Strong: true}, {Label: "Leaves", Numeric: true},
		{Label: "Leaves read", Numeric: true}, {Label: "Runs of neighbours", Numeric: true}}}
	var said []string
	for i, t := range r.Layout.Trees {
		levels := r.seen(i)
		leaves := levels[len(levels)-1]
		hit, runs := 0, 0
		for k, was := range leaves {
			if was {
				hit++
				if k == 0 || !leaves[k-1] {
					runs++
				}
			}
		}
		if hit == 0 {
			continue
		}
		lines := min(stripLines, len(leaves))
		tall := make([]bool, lines)
		for k, was := range leaves {
			tall[k*lines/len(leaves)] = tall[k*lines/len(leaves)] || was
		}
		strip.Rows = append(strip.Rows, figure.StripRow{Label: t.Name, Tall: tall,
			Value: fmt.Sprintf("%s of %s", say.Int(hit), say.Int(len(leaves)))})
		data.Rows = append(data.Rows, []string{t.Name, say.Int(len(leaves)), say.Int(hit), say.Int(runs)})
		said = append(said, fmt.Sprintf("%s of %s in %s", say.Int(hit), t.Name, say.Count(runs, "run")))
	}
	if len(strip.Rows) == 0 {
		return figure.Figure{}, false
	}
	take := "Leaves read: " + strings.Join(said, "; ") + "."
	return figure.Figure{ID: "leaves", Title: "Leaves read, in key order", Takeaway: take, Strip: strip, Data: data,
		Caption: "A line is a leaf, or a few neighbours, from the first key to the last. Tall lines were read. The " +
			"entries a search wants lie side by side in an index; their rows lie anywhere in the table.",
		Alt: "One strip of lines a tree. " + take}, true
}

// firstRows shows the start of the result.
func firstRows(r Result) figure.Figure {
	t := r.Parts[len(r.Parts)-1].Trace
	table := &figure.Table{Total: t.Count}
	for _, name := range t.Columns {
		table.Columns = append(table.Columns, figure.Column{Label: name})
	}
	for _, row := range t.Rows {
		cells := make([]string, len(row))
		for i, c := range row {
			cells[i] = cut(c.Text(), 40)
		}
		table.Rows = append(table.Rows, cells)
	}
	take := fmt.Sprintf("The statement returns %s.", say.Count(t.Count, "row"))
	return figure.Figure{ID: "rows", Title: "First rows of the result", Takeaway: take, Table: table,
		Caption: cut(r.Parts[len(r.Parts)-1].SQL, 300), Alt: take}
}

func cut(s string, n int) string {
	if runes := []rune(s); len(runes) > n {
		return string(runes[:n]) + "…"
	}
	return s
}
