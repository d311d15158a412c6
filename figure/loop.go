package figure

import "slices"

// Loop is a causal loop diagram; positions are 0…100 in both directions, y down.
type Loop struct {
	Nodes []LoopNode `json:"nodes"`
	Links []LoopLink `json:"links"`
	Turns []LoopTurn `json:"turns,omitempty"`
}

// LoopNode is a quantity with its present value.
type LoopNode struct {
	ID    string  `json:"id"`
	Label string  `json:"label"`
	Value string  `json:"value,omitempty"`
	X     float64 `json:"x"`
	Y     float64 `json:"y"`
}

// LoopLink says that From drives To: "+" the same way, "-" the opposite way. Bend curves the arrow, −1…1.
type LoopLink struct {
	From      string  `json:"from"`
	To        string  `json:"to"`
	Sign      string  `json:"sign"`
	Bend      float64 `json:"bend,omitempty"`
	Balancing bool    `json:"balancing,omitempty"` // dashed
	Label     string  `json:"label,omitempty"`     // gain, delay and unit, beside the arrow
}

// LoopTurn is the R or B in the middle of a loop.
type LoopTurn struct {
	Kind string  `json:"kind"` // "R" reinforcing, "B" balancing
	Name string  `json:"name,omitempty"`
	X    float64 `json:"x"`
	Y    float64 `json:"y"`
}

// Data has a row for each link.
func (l *Loop) Data() Table {
	name := map[string]string{}
	for _, n := range l.Nodes {
		name[n.ID] = n.Label
		if n.Value != "" {
			name[n.ID] += " (" + n.Value + ")"
		}
	}
	t := Table{Columns: []Column{{Label: "Cause"}, {Label: "Effect"}, {Label: "Direction"}}}
	labelled := slices.ContainsFunc(l.Links, func(k LoopLink) bool { return k.Label != "" })
	if labelled {
		t.Columns = append(t.Columns, Column{Label: "Gain and delay"})
	}
	for _, k := range l.Links {
		direction := "opposite way"
		if k.Sign == "+" {
			direction = "same way"
		}
		row := []string{name[k.From], name[k.To], direction}
		if labelled {
			row = append(row, k.Label)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// Weight counts nodes, links and turns.
func (l *Loop) Weight() int { return len(l.Nodes) + len(l.Links) + len(l.Turns) }

func (*Loop) Wide() bool  { return true }
func (*Loop) Shown() bool { return false }

func loopSamples() []Figure {
	return []Figure{
		{ID: "loop", Title: "Causal loop", Takeaway: "Misses feed themselves.", Alt: "Misplaced keys raise misses, " +
			"misses raise load, load raises timeouts, timeouts change nodes; refilling balances.",
			Caption: "A plus means “moves the same way”, a minus the opposite. R reinforces, B balances.",
			Loop: &Loop{Nodes: []LoopNode{{"m", "Misplaced keys", "80 %", 22, 8}, {"c", "Cache misses", "5 → 81 %", 72,
				5}, {"d", "Database load", "8,100 q/s", 96, 44}, {"t", "Timeouts", "63 %", 78, 88},
				{"n", "Nodes change", "4 → 5", 5, 52}},
				Links: []LoopLink{{From: "m", To: "c", Sign: "+", Bend: -0.3}, {From: "c", To: "d", Sign: "+",
					Bend: -0.3}, {From: "d", To: "t", Sign: "+", Bend: -0.3}, {From: "t", To: "n", Sign: "+",
					Bend: -0.25}, {From: "n", To: "m", Sign: "+", Bend: -0.3}},
				Turns: []LoopTurn{{"R", "miss storm", 50, 50}}}},
	}
}
