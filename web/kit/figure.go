package kit

import (
	"fmt"

	"tradeofflab/figure"
	"tradeofflab/say"
)

// dataTitle names the data table under a figure and says how long it is.
func dataTitle(t figure.Table) string {
	if n := rowCount(t); n != "" {
		return "Data table, " + n
	}
	return "Data table"
}

func rowCount(t figure.Table) string {
	n := max(t.Total, len(t.Rows))
	switch {
	case n > len(t.Rows):
		return fmt.Sprintf("%d of %s rows", len(t.Rows), say.Int(n))
	case n > 6:
		return fmt.Sprintf("%d rows", n)
	}
	return ""
}
