package figure

import "tradeofflab/say"

// Strip is keys in hash order, one thin line each; Tall ones changed owner.
type Strip struct {
	Rows []StripRow `json:"rows"`
}

// StripRow is one strip with its result.
type StripRow struct {
	Label string `json:"label"`
	Tall  []bool `json:"tall"`
	Value string `json:"value,omitempty"`
}

// Data has a row for each strip.
func (s *Strip) Data() Table {
	t := Table{Columns: []Column{{Label: "Rule"}, {Label: "Keys drawn", Numeric: true}, {Label: "Moved", Numeric: true},
		{Label: "Result", Numeric: true}}}
	for _, r := range s.Rows {
		moved := 0
		for _, up := range r.Tall {
			if up {
				moved++
			}
		}
		t.Rows = append(t.Rows, []string{r.Label, say.Int(len(r.Tall)), say.Int(moved), r.Value})
	}
	return t
}

// Weight counts the keys.
func (s *Strip) Weight() int {
	n := 0
	for _, r := range s.Rows {
		n += len(r.Tall)
	}
	return n
}

func (*Strip) Wide() bool  { return true }
func (*Strip) Shown() bool { return false }

func stripSamples() []Figure {
	strip := make([]bool, 220)
	all := make([]bool, 220)
	for i := range strip {
		strip[i] = i%53 < 9
		all[i] = i%5 != 0
	}
	return []Figure{
		{ID: "strip", Title: "Key strip", Takeaway: "Modulo moves keys everywhere, a ring in patches.",
			Alt:     "Two strips of 220 keys; few tall lines above, nearly all tall below.",
			Caption: "220 keys in hash order; a tall line is a key that moved.",
			Strip: &Strip{Rows: []StripRow{{Label: "ring", Tall: strip, Value: "20 %"}, {Label: "hash mod N", Tall: all,
				Value: "80 %"}}}},
	}
}
