package figure

import (
	"fmt"
	"strconv"

	"tradeofflab/say"
)

// Histogram counts values in a row of intervals, beside one value that they are held against. HistogramOf makes one.
type Histogram struct {
	Edges  []float64 `json:"edges"`         // of the bars, rising; one more than there are bars
	Counts []int     `json:"counts"`        // values from an edge to below the next; the last bar holds its upper edge
	Log    bool      `json:"log,omitempty"` // the axis
	Unit   string    `json:"unit,omitempty"`
	Noun   string    `json:"noun"` // what is counted, in the singular: "guess"

	Mark   float64  `json:"mark"`             // what the values are held against
	Label  string   `json:"label"`            // of the mark: "the run"
	Within float64  `json:"within,omitempty"` // how far around the mark a value is near
	Own    *float64 `json:"own,omitempty"`    // the reader's own value, which is one of those counted
}

// Total is how many values are counted.
func (h *Histogram) Total() (n int) {
	for _, c := range h.Counts {
		n += c
	}
	return n
}

// EdgeTexts prints the edges with as many decimals as the finest of them needs.
func (h *Histogram) EdgeTexts() []string {
	decimals := 0
	for _, v := range h.Edges {
		if !h.Log {
			decimals = max(decimals, decimalsOf(v))
		}
	}
	out := make([]string, len(h.Edges))
	for i, v := range h.Edges {
		d := decimals
		if h.Log {
			d = decimalsOf(v)
		}
		if out[i] = say.Number(v, d); len(out[i]) > 19 || d > 9 { // too long to be read, or lost below its decimals
			out[i] = strconv.FormatFloat(v, 'g', 3, 64)
		}
	}
	return out
}

// decimalsOf is how many decimals a number needs; 10 for one that needs more than nine.
func decimalsOf(v float64) int {
	for d := range 10 {
		if back, err := strconv.ParseFloat(strconv.FormatFloat(v, 'f', d, 64), 64); err == nil && back == v {
			return d
		}
	}
	return 10
}

// Data has a row for each bar.
func (h *Histogram) Data() Table {
	t := Table{Columns: []Column{{Label: "From", Unit: h.Unit, Numeric: true}, {Label: "to", Unit: h.Unit,
		Numeric: true}, {Label: say.Upper(say.Plural(2, h.Noun)), Numeric: true}}}
	edges := h.EdgeTexts()
	for i, n := range h.Counts {
		t.Rows = append(t.Rows, []string{edges[i], edges[i+1], say.Int(n)})
	}
	return t
}

// Weight counts edges and bars.
func (h *Histogram) Weight() int { return len(h.Edges) + len(h.Counts) }

func (*Histogram) Wide() bool  { return true }
func (*Histogram) Shown() bool { return false }

func histogramSamples() []Figure {
	h := HistogramOf([]float64{12, 20, 20, 20, 25, 25, 33, 40, 50, 50, 60, 75, 80, 80, 81, 85, 90}, 80, 6, 1)
	h.Unit, h.Noun, h.Label = "%", "guess", "the run"
	own := 25.0
	h.Own = &own
	wide := HistogramOf([]float64{1, 30, 200, 1000, 1000, 5000, 20_000, 1e6}, 1110, 0, 1)
	wide.Unit, wide.Noun, wide.Label = "rows", "guess", "the run"
	return []Figure{
		{ID: "histogram", Title: "Guesses of a room", Takeaway: "One heap of guesses lies near 20, one near 80.",
			Alt:     fmt.Sprintf("%d guesses from 12 to 90 %%; the run gives 80 %%.", h.Total()),
			Caption: "17 guesses; the band is what counts as near.", Histogram: &h},
		{ID: "histogram-log", Title: "Guesses over many magnitudes",
			Takeaway: "Half of the guesses are within a factor of ten.",
			Alt:      "8 guesses from 1 to 1,000,000 rows; the run gives 1,110.",
			Caption:  "8 guesses on a logarithmic axis.", Histogram: &wide},
	}
}
