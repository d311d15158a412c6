package pipeline

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/calc"
)

// columnsModel is the part of rows and columns.
var columnsModel = sims.Model[Params, Scan]{
	Knobs: columnsKnobs, Cost: columnsCost, Run: sims.Sure(runColumns), Takeaway: columnsTakeaway, Coach: columnsCoach,
	Metrics: columnsMetrics, Checks: columnsChecks,
	Valid: func(p Params) error {
		if p.Read > p.Columns {
			return sims.Refuse("read_columns", "", "read_columns is at most the number of columns, %d here",
				p.Columns)
		}
		return nil
	},
	Figures: []sims.Picture[Params, Scan]{
		{ID: "bytes", Draw: bytesFigure},
		{ID: "encodings", Draw: encodedFigure},
		{ID: "zones", If: func(_ Params, s Scan) bool { return s.Blocks > 1 }, Draw: selectivityFigure},
	},
}

func columnsTakeaway(p Params, s Scan) string {
	return fmt.Sprintf("The same sum over the same %s reads %s from rows and %s from columns: %s of "+
		"%s, encoded to %s %% of %s size, and %s of %s.",
		say.Count(s.Matching, "row"), size(s.RowBytes), size(s.ColumnBytes), say.Int(p.Read),
		say.Count(p.Columns, "column"), say.Short(100*float64(s.AllBlocks)/float64(s.PlainBytes)),
		say.Either(p.Read, "its", "their"), say.Int(s.BlocksRead), say.Count(s.Blocks, "block"))
}

func columnsMetrics(_ Params, s Scan) []sims.Metric {
	ratio := float64(s.RowBytes) / max(1, float64(s.ColumnBytes))
	return []sims.Metric{
		{ID: "bytes_read_row", Label: "Bytes read from rows", Value: float64(s.RowBytes), Unit: "B",
			Better: "lower"},
		{ID: "bytes_read_column", Label: "Bytes read from columns", Value: float64(s.ColumnBytes), Unit: "B",
			Better: "lower"},
		{ID: "row_over_column", Label: "Rows over columns", Value: ratio, Unit: "×", Better: "higher", Decimals: 1},
		{ID: "encoded_pct", Label: "Encoded size of the table", Value: 100 * float64(s.TableBytes) /
			float64(s.RowBytes), Unit: "%", Better: "lower", Decimals: 1},
		{ID: "blocks_read", Label: "Blocks read", Value: float64(s.BlocksRead), Unit: "blocks", Better: "lower",
			Compare: "of " + say.Int(s.Blocks)},
		{ID: "rows_matching", Label: "Rows selected", Value: float64(s.Matching), Unit: "rows"},
		{ID: "aggregate", Label: "Sum of the columns read", Value: float64(s.ColumnSum), Unit: ""},
	}
}

func columnsChecks(p Params, s Scan) []sims.Check {
	sum := 0
	for _, c := range s.Stored[:p.Read] {
		sum += c.ReadNow
	}
	out := []sims.Check{
		sims.Within("row_bytes", "Bytes of a table in rows: rows × columns × 8",
			float64(p.Rows*p.Columns*valueBytes), float64(s.RowBytes), 0, "B", "every row is read whole"),
		sims.Within("aggregate", "Sum from decoded columns = sum from rows", 0, float64(s.ColumnSum-s.RowSum), 0,
			"", "both layouts hold the same rows"),
		sims.Within("column_bytes", "Bytes from columns: the encoded blocks that are read",
			float64(sum), float64(s.ColumnBytes), 0, "B", "nothing else is read"),
	}
	if p.Sorted && p.ZoneMaps {
		// Times are uniform: the rows in the range differ from their mean by a few deviations.
		rows := p.Selectivity / 100 * float64(p.Rows)
		limit := math.Ceil((rows+4*math.Sqrt(rows))/float64(p.BlockRows)) + 1
		out = append(out, sims.AtMost("zone_maps", "Blocks read of a sorted column: selectivity and one block more",
			min(limit, float64(s.Blocks)), float64(s.BlocksRead), "blocks",
			"Moerkotte 1998; a range touches a block at each end"))
	}
	return out
}

func size(bytes int) string {
	switch b := float64(bytes); {
	case b >= 1e6:
		return say.Short(b/1e6) + " MB"
	case b >= 1e3:
		return say.Short(b/1e3) + " kB"
	default:
		return say.Number(b, 0) + " B"
	}
}

func columnsCoach(p Params, s Scan) string {
	switch {
	case p.Read == p.Columns:
		return "The query reads every column. What is left of the advantage comes from encoding alone: which layout " +
			"would you choose to fetch one whole row?"
	case !p.Sorted && p.ZoneMaps:
		return fmt.Sprintf("Rows lie in no order, so %s of %s blocks may hold a match. Sort them by time: how many "+
			"blocks are left?", say.Int(s.BlocksRead), say.Int(s.Blocks))
	case !p.ZoneMaps:
		return "Every block is read to find the range. Turn zone maps on: what does the query read then, and what do " +
			"they store a block?"
	case p.Encoding != "auto":
		return "One encoding for all columns. Look at the table: which columns grow? Then let each block choose " +
			"the smallest."
	}
	return fmt.Sprintf("Columns read %s × less. Say what happens when the query reads all %d columns, then when the "+
		"rows are not sorted.", say.Short(float64(s.RowBytes)/max(1, float64(s.ColumnBytes))), p.Columns)
}

func bytesFigure(p Params, s Scan) figure.Figure {
	rows := []struct {
		name  string
		bytes int
		hue   figure.Hue
		shape figure.Shape
	}{{"rows", s.RowBytes, figure.Vermillion, figure.Square}, {say.Count(p.Read, "column") + ", plain", s.PlainBytes,
		figure.Sky, figure.Diamond}, {"… encoded", s.AllBlocks, figure.Blue, figure.Triangle},
		{"… needed blocks", s.ColumnBytes, figure.Green, figure.Disc}}
	bars := &figure.Bars{Unit: "MB"}
	for _, r := range rows {
		bars.Bars = append(bars.Bars, figure.BarRow{Identity: figure.Identity{Name: r.name, Hue: r.hue, Shape: r.shape},
			Value: float64(r.bytes) / 1e6, Note: say.Short(100*float64(r.bytes)/float64(s.RowBytes)) + " %"})
	}
	sentence := fmt.Sprintf("Fewer columns, smaller columns, fewer blocks: %s of the table's %s are read.",
		size(s.ColumnBytes), size(s.RowBytes))
	return figure.Figure{ID: "bytes", Title: "Bytes that one query reads", Takeaway: sentence, Bars: bars, Panel: true,
		Caption: "The same query and the same answer in each. Percentages are of the table in rows.",
		Alt:     "Four bars, each shorter than the one before. " + sentence}
}

func encodedFigure(p Params, s Scan) figure.Figure {
	t := &figure.Table{Columns: []figure.Column{{Label: "Column"}, {Label: "Different in a block", Numeric: true},
		{Label: "Encoding"}, {Label: "Bytes a value", Numeric: true, Strong: true},
		{Label: "Of plain", Unit: "%", Numeric: true}, {Label: "Read"}}}
	for i, c := range s.Stored {
		var names []string
		for _, e := range encodings {
			if c.Chosen[e] > 0 {
				names = append(names, e)
			}
		}
		slices.SortStableFunc(names, func(a, b string) int { return c.Chosen[b] - c.Chosen[a] })
		read := "no"
		if i < p.Read {
			read = "yes"
		}
		per := float64(c.Bytes) / float64(p.Rows)
		t.Rows = append(t.Rows, []string{c.Name, say.Int(c.Distinct), strings.Join(names, ", "),
			say.Short(per), say.Short(100 * per / valueBytes), read})
	}
	sentence := "Values of one kind stored together shrink: few different values, long runs and small steps take a " +
		"fraction of 8 bytes, random numbers take them all."
	return figure.Figure{ID: "encodings", Title: "Columns and their encodings", Takeaway: sentence, Table: t,
		Caption: "Encodings by how many blocks use them.", Alt: "A table with one row a column. " + sentence}
}

// selectivityFigure draws the blocks that a sorted and an unsorted table read, over selectivity.
func selectivityFigure(p Params, s Scan) figure.Figure {
	theory := figure.Series{Identity: figure.Identity{Name: "sorted: share + 1 block", Hue: figure.Grey}, Theory: true}
	any := figure.Series{Identity: figure.Identity{Name: "not sorted", Hue: figure.Vermillion, Shape: figure.Square}}
	for _, x := range []float64{0, 0.5, 1, 2, 5, 10, 20, 40, 60, 80, 100} {
		theory.X = append(theory.X, x)
		theory.Y = append(theory.Y, min(100, x+100/float64(s.Blocks)))
		// A block of uniform times misses a range of share x with probability about (1 − x)^rows on each side of it.
		any.X, any.Y = append(any.X, x), append(any.Y, 100*(1-calc.Pow(1-x/100, float64(p.BlockRows))))
	}
	sentence := "In order of time a query reads its share of the blocks. In no order nearly every block holds " +
		"some match, " +
		"and zone maps skip none."
	return figure.Figure{ID: "zones", Title: "Blocks read with zone maps", Takeaway: sentence,
		Caption: "Lines: theory, for blocks of " + say.Int(p.BlockRows) +
			" rows. The unsorted line counts the blocks that hold a match. Mark: this run.",
		Alt: "A rising diagonal for sorted rows and a line at the top for unsorted ones. " + sentence,
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "share of the time asked for", Unit: "%"},
			Y: figure.Axis{Label: "blocks read", Unit: "%", Max: 100}, Series: []figure.Series{theory, any},
			Marks: []figure.Mark{{Label: "this run", Shape: figure.Circle, X: p.Selectivity,
				Y: 100 * float64(s.BlocksRead) / float64(s.Blocks)}}}}
}
