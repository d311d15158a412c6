package course

import (
	"fmt"
	"strings"
)

func (b *Block) validateFigure(found *Problems) {
	f := b.Figure
	ways := 0
	for _, given := range []bool{f.Figure != "", f.Sweep != nil, f.Circle != nil, f.Flow != nil, f.Tree != nil,
		f.SpaceTime != nil} {
		if given {
			ways++
		}
	}
	if ways != 1 {
		found.add(b.Pos, "keep exactly one of figure, sweep, circle, flow, tree and spacetime",
			"figure block draws %d things", ways)
		return
	}
	_, diagram, err := f.diagram()
	if !diagram && f.Sim == "" {
		found.add(b.Pos, "add \"sim:\"", "figure block lacks sim")
	}
	if diagram || f.Sweep != nil {
		need(found, b.Pos, "figure block", map[string]string{"title": f.Title, "takeaway": f.Takeaway, "alt": f.Alt})
	}
	if err != nil {
		at := b.Pos
		for _, key := range []string{"circle", "flow", "tree", "spacetime"} {
			if _, there := b.at[key]; there {
				at = b.line(key)
			}
		}
		found.add(at, "", "%v", err)
	}
	if s := f.Sweep; s != nil {
		need(found, b.line("sweep"), "sweep", map[string]string{"x.knob": s.X.Knob, "metric": s.Metric,
			"label": s.Label})
		if len(s.X.Values) < 2 || len(s.X.Labels) > 0 && len(s.X.Labels) != len(s.X.Values) {
			found.add(b.line("sweep.x"), "write at least two values, and as many labels", "%d values and %d labels",
				len(s.X.Values), len(s.X.Labels))
		}
		if len(s.Series) == 0 || s.Seeds < 0 || s.Seeds > 100 {
			found.add(b.line("sweep.series"), "write at least one series and 0 to 100 seeds", "%d series, %d seeds",
				len(s.Series), s.Seeds)
		}
		for i, one := range s.Series {
			if one.Theory == "" || s.X.Knob == "" {
				continue
			}
			if _, err := Eval(one.Theory, map[string]float64{s.X.Knob: 4}); err != nil {
				found.add(b.line(fmt.Sprintf("sweep.series.%d.theory", i)), "", "%v", err)
			}
		}
	}
}

func (b *Block) validateTable(found *Problems) {
	t := b.Table
	if len(t.Columns) == 0 || (len(t.Rows) == 0) == (len(t.Cells) == 0) {
		found.add(b.Pos, "write columns, and either rows (runs) or cells (words)", "table block is not complete")
		return
	}
	if len(t.Rows) > 0 && t.Sim == "" {
		found.add(b.Pos, "add \"sim:\"", "table block lacks sim")
	}
	for i, c := range t.Columns {
		if len(c.Labels) > 0 && (c.Knob == "" || len(c.Labels) != len(t.Rows)) {
			found.add(b.line(fmt.Sprintf("columns.%d.labels", i)), "write a knob and as many labels as rows",
				"%d labels for %d rows", len(c.Labels), len(t.Rows))
		}
	}
	if t.Seeds < 0 || t.Seeds > 100 {
		found.add(b.line("seeds"), "write 0 to 100", "%d seeds", t.Seeds)
	}
	labels := map[string]bool{}
	for i, c := range t.Columns {
		labels[c.Label] = true
		ways := 0
		for _, way := range []string{c.Knob, c.Metric, c.Expr, c.Func} {
			if way != "" {
				ways++
			}
		}
		if len(t.Rows) > 0 && ways != 1 {
			found.add(b.line(fmt.Sprintf("columns.%d", i)), "write exactly one of knob, metric, expr and func",
				"column %q shows %d things", c.Label, ways)
		}
	}
	for i, c := range t.Columns {
		if c.Func != "" && rowFuncs[c.Func] == nil {
			found.add(b.line(fmt.Sprintf("columns.%d.func", i)), nearest(c.Func, sortedKeys(rowFuncs)),
				"unknown computation %q", c.Func)
		}
	}
	for i, row := range t.Cells {
		if len(row) != len(t.Columns) {
			found.add(b.line(fmt.Sprintf("cells.%d", i)), fmt.Sprintf("write %d", len(t.Columns)),
				"row of %d cells", len(row))
		}
	}
	if t.Dots != nil {
		for key, label := range map[string]string{"run": t.Dots.Run, "theory": t.Dots.Theory} {
			if label != "" && !labels[label] || key == "run" && label == "" {
				found.add(b.line("dots."+key), nearest(label, sortedKeys(labels)), "dots: unknown column %q", label)
			}
		}
	}
}

func (b *Block) validateLoop(found *Problems) {
	l := b.Loop
	nodes := map[string]bool{}
	for i, n := range l.Nodes {
		at := b.line(fmt.Sprintf("nodes.%d", i))
		if nodes[n.ID] || n.ID == "" || n.Label == "" {
			found.add(at, "give it an id of its own and a label", "loop node %q", n.ID)
		}
		nodes[n.ID] = true
		if n.X < 0 || n.X > 100 || n.Y < 0 || n.Y > 100 {
			found.add(at, "write x and y from 0 to 100", "loop node %s at %g, %g", n.ID, n.X, n.Y)
		}
	}
	known := func(at Pos, id string) {
		if !nodes[id] {
			found.add(at, nearest(id, sortedKeys(nodes)), "unknown loop node %q", id)
		}
	}
	for i, k := range l.Links {
		at := b.line(fmt.Sprintf("links.%d", i))
		known(at, k.From)
		known(at, k.To)
		if k.Sign != "+" && k.Sign != "-" {
			found.add(at, "write \"+\" or \"-\"", "sign %q", k.Sign)
		}
	}
	for i, t := range l.Turns {
		if t.Kind != "R" && t.Kind != "B" {
			found.add(b.line(fmt.Sprintf("turns.%d", i)), "write R or B", "turn %q", t.Kind)
		}
	}
	if len(l.Modes) == 0 || len(l.Nodes) < 2 || len(l.Links) < 2 {
		found.add(b.Pos, "write nodes, links and at least one mode", "loop block is not complete")
	}
	for i, m := range l.Modes {
		for key, values := range map[string]map[string]string{"before": m.Before, "after": m.After} {
			at := b.line(fmt.Sprintf("modes.%d.%s", i, key))
			for _, id := range sortedKeys(values) {
				known(at, id)
			}
			for _, id := range sortedKeys(nodes) {
				if strings.TrimSpace(values[id]) == "" {
					found.add(at, fmt.Sprintf("add %q", id+":"), "mode %s gives node %s no value %s the nudge",
						m.ID, id, key)
				}
			}
		}
		for j, let := range m.Let {
			if let.Name == "" || (let.Expr == "") == (let.Sim == "") {
				found.add(b.line(fmt.Sprintf("modes.%d.let.%d", i, j)), "write name and either expr or sim with metric",
					"let %q", let.Name)
			}
		}
	}
}
