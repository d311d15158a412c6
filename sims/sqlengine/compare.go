package sqlengine

import (
	"fmt"
	"slices"
	"strings"
)

// RowOrder says how far the order of result rows counts.
type RowOrder string

// The comparisons.
const (
	Unordered RowOrder = "unordered" // the same rows, however sorted
	Ordered   RowOrder = "ordered"   // the same rows in the same order
	ByKeys    RowOrder = "keys"      // the same rows, and the key columns in the same order; ties may stand either way
)

// Differ is the first difference of two results, in words.
type Differ struct {
	Got  string `json:"got"`
	Want string `json:"want"`
}

// differ compares a result with the wanted one; nil means that they agree.
func (req Request) differ(got, want Result) *Differ {
	if len(got.Columns) != len(want.Columns) {
		return &Differ{count(len(got.Columns), "column"), count(len(want.Columns), "column")}
	}
	a, b := got.Rows, want.Rows
	if req.Order != Ordered {
		a, b = sortedRows(a), sortedRows(b)
	}
	for i := range max(len(a), len(b)) {
		switch {
		case i >= len(a):
			return &Differ{count(len(a), "row") + ", without " + rowText(b[i]), count(len(b), "row") + ", with " +
				rowText(b[i])}
		case i >= len(b):
			return &Differ{count(len(a), "row") + ", with " + rowText(a[i]), count(len(b), "row") + ", without " +
				rowText(a[i])}
		case !sameRow(a[i], b[i]):
			return &Differ{"row " + rowText(a[i]), "row " + rowText(b[i])}
		}
	}
	if req.Order == ByKeys {
		for i := range got.Rows {
			if x, y := req.key(got.Rows[i]), req.key(want.Rows[i]); !sameRow(x, y) {
				return &Differ{fmt.Sprintf("place %d sorted by %s", i+1, rowText(x)),
					fmt.Sprintf("place %d sorted by %s", i+1, rowText(y))}
			}
		}
	}
	return nil
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func (req Request) key(row []Cell) []Cell {
	var key []Cell
	for _, k := range req.Keys {
		if k >= 0 && k < len(row) {
			key = append(key, row[k])
		}
	}
	return key
}

func sameRow(a, b []Cell) bool { return slices.EqualFunc(a, b, Cell.Same) }

// sortedRows sorts rows by value, numbers before text, so that equal sets of rows become equal lists.
func sortedRows(rows [][]Cell) [][]Cell {
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b []Cell) int {
		for c := range min(len(a), len(b)) {
			if !a[c].Same(b[c]) {
				return a[c].compare(b[c])
			}
		}
		return 0
	})
	return rows
}

// rowText prints a row for a reader; long values are cut.
func rowText(row []Cell) string {
	cells := make([]string, len(row))
	for i, c := range row {
		text := []rune(c.Text())
		if len(text) > 40 {
			text = append(text[:40], '…')
		}
		cells[i] = string(text)
	}
	return "(" + strings.Join(cells, ", ") + ")"
}
