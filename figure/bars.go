package figure

import "tradeofflab/say"

// Bars are horizontal bars of named things against a common mean, with the spread to expect and the value before.
type Bars struct {
	Bars []BarRow `json:"bars"`
	Unit string   `json:"unit,omitempty"`
	Mean float64  `json:"mean,omitempty"` // drawn as a labelled line when positive
	Low  float64  `json:"low,omitempty"`  // band of expected values, Low < High
	High float64  `json:"high,omitempty"`
}

// BarRow is one bar. Before is drawn as a whisker when positive.
type BarRow struct {
	Identity
	Value  float64 `json:"value"`
	Before float64 `json:"before,omitempty"`
	Note   string  `json:"note,omitempty"` // "1.14×"
}

// Data has a row for each bar.
func (b *Bars) Data() Table {
	t := Table{Columns: []Column{{Label: "Name", Identity: true}, {Label: "Before", Unit: b.Unit, Numeric: true},
		{Label: "Now", Unit: b.Unit, Numeric: true}, {Label: "Against the mean", Numeric: true}}}
	for _, r := range b.Bars {
		before := "–"
		if r.Before > 0 {
			before = say.Short(r.Before)
		}
		t.Rows = append(t.Rows, []string{r.Name, before, say.Short(r.Value), r.Note})
	}
	return t
}

// Weight counts the bars.
func (b *Bars) Weight() int { return len(b.Bars) }

func (*Bars) Wide() bool  { return false }
func (*Bars) Shown() bool { return false }

func barSamples() []Figure {
	return []Figure{
		{ID: "bars", Title: "Load bars", Takeaway: "C holds a little over half of what A holds.",
			Alt:     "Five bars around a mean of 20,000 keys.",
			Caption: "Keys per node. Band: mean ± one expected spread. Whisker: load before.",
			Bars: &Bars{Unit: "keys", Mean: 20000, Low: 16360, High: 23640,
				Bars: []BarRow{{Identity: Node(0), Value: 22791, Before: 31932, Note: "1.14×"},
					{Identity: Node(1), Value: 20098, Before: 25021, Note: "1.00×"}, {Identity: Node(2), Value: 12854,
						Before: 21895, Note: "0.64×"}, {Identity: Node(3), Value: 20491, Before: 21152, Note: "1.02×"},
					{Identity: Node(4), Value: 23766, Note: "1.19×"}}}},
	}
}
