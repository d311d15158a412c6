package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
)

// printTables prints the numbers behind every figure of a run, that of its story last.
func printTables(w io.Writer, r sims.Report) error {
	out := bufio.NewWriter(w)
	figures := r.Figures
	if r.Story != nil && r.Story.Figure != nil {
		figures = append(figures[:len(figures):len(figures)], *r.Story.Figure)
	}
	for _, f := range figures {
		table, _ := f.DataTable()
		fmt.Fprintf(out, "\n%s: %s\n", f.ID, f.Title)
		writeTable(out, table)
		if table.Total > len(table.Rows) {
			fmt.Fprintf(out, "  … %d of %s rows\n", len(table.Rows), say.Int(table.Total))
		}
		if f.Motion != nil {
			for i, b := range f.Motion.Beats {
				fmt.Fprintf(out, "  %d. %s\n", i+1, b.Say)
			}
		}
	}
	return out.Flush()
}

// writeTable writes a table as text: columns two spaces apart, numbers to the right.
func writeTable(w io.Writer, t figure.Table) {
	head := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		if head[i] = c.Label; c.Unit != "" {
			head[i] += ", " + c.Unit
		}
	}
	lines := append([][]string{head}, t.Rows...)
	width := make([]int, len(t.Columns))
	for _, line := range lines {
		for i := range min(len(line), len(width)) {
			width[i] = max(width[i], utf8.RuneCountInString(line[i]))
		}
	}
	for _, line := range lines {
		var text strings.Builder
		for i := range min(len(line), len(width)) {
			gap := strings.Repeat(" ", width[i]-utf8.RuneCountInString(line[i]))
			text.WriteString("  ")
			if t.Columns[i].Numeric {
				text.WriteString(gap + line[i])
			} else {
				text.WriteString(line[i] + gap)
			}
		}
		fmt.Fprintln(w, strings.TrimRight(text.String(), " "))
	}
}
