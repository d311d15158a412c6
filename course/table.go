package course

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"tradeofflab/figure"
	"tradeofflab/say"
)

// Table is a table drawn from runs (Rows, one run each) or a fixed one of words (Cells).
type Table struct {
	ID       string   `yaml:"id"`
	Takeaway string   `yaml:"takeaway"`
	Caption  string   `yaml:"caption"`
	Sim      string   `yaml:"sim"`
	Knobs    Knobs    `yaml:"knobs"` // common to all rows
	Seeds    int      `yaml:"seeds"`
	Rows     []Knobs  `yaml:"rows"`
	Columns  []Column `yaml:"columns"`
	Dots     *Dots    `yaml:"dots"`
	Cells    [][]Text `yaml:"cells"`
}

// Column shows a knob, a metric of the row's run, an expression or a named computation over the row's knobs, or heads a
// column of words.
type Column struct {
	Label    string   `yaml:"label"`
	Unit     string   `yaml:"unit"`
	Knob     string   `yaml:"knob"`
	Labels   []string `yaml:"labels"` // with Knob: what is printed for its values, one a row
	Metric   string   `yaml:"metric"`
	Expr     string   `yaml:"expr"`
	Func     string   `yaml:"func"` // computation by name (spread.go)
	Decimals int      `yaml:"decimals"`
	Strong   bool     `yaml:"strong"`
}

// Dots adds a last column with a dot for one column and a tick for another.
type Dots struct {
	Run    string    `yaml:"run"` // column label
	Theory string    `yaml:"theory"`
	Log    bool      `yaml:"log"`
	Ticks  []float64 `yaml:"ticks"`
}

func (t *Table) id() string { return t.ID }

func (t *Table) texts() (all []*Text, fill bool) {
	for _, row := range t.Cells {
		for i := range row {
			all = append(all, &row[i])
		}
	}
	return all, false
}

func (t *Table) words() []string {
	all, _ := t.texts()
	return append([]string{t.Takeaway}, plainTexts(all)...)
}

func (t *Table) validate(b *Block, found *Problems) {
	need(found, b.Pos, "table block", map[string]string{"id": t.ID})
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
			found.add(b.line(fmt.Sprintf("columns.%d.func", i)), Nearest(c.Func, slices.Sorted(maps.Keys(rowFuncs))),
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
				found.add(b.line("dots."+key), Nearest(label, slices.Sorted(maps.Keys(labels))),
					"dots: unknown column %q", label)
			}
		}
	}
}

func (t *Table) check(b *Block, k *checker) {
	before := len(k.found)
	if len(t.Cells) > 0 {
		return
	}
	k.knobs(b.line("sim"), t.Sim, t.Knobs)
	for i, row := range t.Rows {
		k.knobs(b.line(fmt.Sprintf("rows.%d", i)), t.Sim, row)
	}
	for i, c := range t.Columns {
		if c.Knob != "" {
			k.knob(b.line(fmt.Sprintf("columns.%d.knob", i)), t.Sim, c.Knob)
		}
	}
	if len(k.found) > before {
		return
	}
	if r, ok := k.run(b.line("rows.0"), t.Sim, t.Knobs.with(t.Rows[0])); ok {
		for i, c := range t.Columns {
			if c.Metric != "" {
				k.metric(b.line(fmt.Sprintf("columns.%d.metric", i)), t.Sim, c.Metric, r)
			}
		}
	}
	if k.world.Run != nil && len(k.found) == before {
		if _, err := t.Draw(k.world); err != nil {
			k.found.add(b.Pos, "", "%v", err)
		}
	}
}

// Draw gives a table of runs as a figure. A table of words (Cells) has no figure: the page prints its cells.
func (t *Table) Draw(w World) (figure.Figure, error) {
	out := figure.Figure{ID: t.ID, Title: t.Takeaway, Takeaway: t.Takeaway, Caption: t.Caption, Alt: t.Takeaway,
		Table: &figure.Table{}}
	values := make([][]float64, len(t.Columns))
	for _, c := range t.Columns {
		out.Table.Columns = append(out.Table.Columns, figure.Column{Label: c.Label, Unit: c.Unit,
			Numeric: len(t.Cells) == 0 && len(c.Labels) == 0, Strong: c.Strong})
	}
	if len(t.Cells) > 0 {
		for _, row := range t.Cells {
			cells := make([]string, len(row))
			for i, c := range row {
				cells[i] = plain(c.HTML)
			}
			out.Table.Rows = append(out.Table.Rows, cells)
		}
		return out, nil
	}
	for n, row := range t.Rows {
		cells := make([]string, len(t.Columns))
		knobs := t.Knobs.with(row)
		for i, c := range t.Columns {
			v, text, err := t.cell(w, c, knobs)
			if err != nil {
				return out, fmt.Errorf("draw %s: %w", t.ID, err)
			}
			if len(c.Labels) > 0 {
				text = c.Labels[n]
			}
			cells[i], values[i] = text, append(values[i], v)
		}
		out.Table.Rows = append(out.Table.Rows, cells)
	}
	if t.Dots != nil {
		out.Table.Dots = &figure.DotColumn{Log: t.Dots.Log, Ticks: t.Dots.Ticks}
		for i, c := range t.Columns {
			switch c.Label {
			case t.Dots.Run:
				out.Table.Dots.Run = values[i]
			case t.Dots.Theory:
				out.Table.Dots.Theory = values[i]
			}
		}
	}
	return out, nil
}

// cell gives the value of a column for one row, and its text.
func (t *Table) cell(w World, c Column, knobs Knobs) (v float64, text string, err error) {
	switch {
	case c.Knob != "":
		text, ok := knobs.get(c.Knob)
		if !ok {
			return 0, "", fmt.Errorf("row without knob %q", c.Knob)
		}
		if v, err := strconv.ParseFloat(text, 64); err == nil {
			return v, say.Number(v, c.Decimals), nil
		}
		return 0, text, nil
	case c.Metric != "":
		v, err = w.metric(t.Sim, knobs, c.Metric, t.Seeds)
	case c.Func != "":
		v, err = rowFuncs[c.Func](knobs.numbers())
	default:
		v, err = Eval(c.Expr, knobs.numbers())
	}
	return v, say.Number(v, c.Decimals), err
}
