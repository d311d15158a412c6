package figure

import "strconv"

// Cells is a small grid of lettered cells under numbered columns.
type Cells struct {
	Head     string    `json:"head"`
	Columns  []string  `json:"columns"`
	Rows     []CellRow `json:"rows"`
	Outlined []int     `json:"outlined,omitempty"` // columns that agree
}

// CellRow is one row; Cells hold identities (letter, hue).
type CellRow struct {
	Label string     `json:"label"`
	Cells []Identity `json:"cells"`
}

// Data is the grid.
func (c *Cells) Data() Table {
	t := Table{Columns: []Column{{Label: c.Head}}}
	for _, name := range c.Columns {
		t.Columns = append(t.Columns, Column{Label: name})
	}
	for _, r := range c.Rows {
		row := make([]string, len(t.Columns))
		row[0] = r.Label
		for i, cell := range r.Cells[:min(len(c.Columns), len(r.Cells))] {
			row[i+1] = cell.Name
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// Weight counts the cells.
func (c *Cells) Weight() int {
	n := len(c.Columns) + len(c.Outlined)
	for _, r := range c.Rows {
		n += len(r.Cells)
	}
	return n
}

func (*Cells) Wide() bool  { return true }
func (*Cells) Shown() bool { return true }

func cellSamples() []Figure {
	return []Figure{
		{ID: "cells", Title: "Cells", Takeaway: "Of 20 consecutive hashes, 4 keep their node.",
			Alt: "Two rows of 20 cells; the first four columns agree.",
			Cells: &Cells{Head: "hash", Columns: twenty(), Outlined: []int{0, 1, 2, 3},
				Rows: []CellRow{{Label: "mod 4", Cells: mod(4)}, {Label: "mod 5", Cells: mod(5)}}}},
	}
}

func twenty() []string {
	out := make([]string, 20)
	for i := range out {
		out[i] = strconv.Itoa(i)
	}
	return out
}

func mod(n int) []Identity {
	out := make([]Identity, 20)
	for i := range out {
		out[i] = Node(i % n)
	}
	return out
}
