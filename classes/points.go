package classes

import (
	"fmt"
	"strconv"
	"strings"
)

// Points are hundredths of a point, so that the lines of a cell add up to it exactly.
type Points int64

// String writes points without zeros at the end: "7.5", "10".
func (p Points) String() string { return strconv.FormatFloat(float64(p)/100, 'f', -1, 64) }

// MarshalJSON writes points as a number.
func (p Points) MarshalJSON() ([]byte, error) { return []byte(p.String()), nil }

// ReadPoints reads what somebody typed as points: a number from 0 to most with at most two decimals.
func ReadPoints(text string, most Points) (Points, error) {
	whole, decimals, _ := strings.Cut(strings.ReplaceAll(strings.TrimSpace(text), ",", "."), ".")
	hundredths, err := strconv.ParseUint(whole+(decimals + "00")[:max(2, len(decimals))], 10, 32)
	if err != nil || whole == "" || len(decimals) > 2 || Points(hundredths) > most {
		return 0, fmt.Errorf("%q is not a number of points from 0 to %v with at most two decimals", text, most)
	}
	return Points(hundredths), nil
}
