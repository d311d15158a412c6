package figure

import "cmp"

// Flow is an architecture: boxes in columns and arrows between them.
type Flow struct {
	Boxes  []FlowBox   `json:"boxes"`
	Arrows []FlowArrow `json:"arrows"`
}

// FlowBox stands at column Col, row Row (from 0). Stores have a double edge in the hue of their family.
type FlowBox struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	Sub   string `json:"sub,omitempty"`
	Col   int    `json:"col"`
	Row   int    `json:"row"`
	Store bool   `json:"store,omitempty"`
	Cache bool   `json:"cache,omitempty"`
	Hue   Hue    `json:"hue,omitempty"`
	Href  string `json:"href,omitempty"`
}

// FlowArrow joins two boxes; Async is dashed.
type FlowArrow struct {
	From  string `json:"from"`
	To    string `json:"to"`
	Label string `json:"label,omitempty"`
	Async bool   `json:"async,omitempty"`
}

// Data has a row for each arrow.
func (f *Flow) Data() Table {
	name := map[string]string{}
	for _, b := range f.Boxes {
		name[b.ID] = b.Label
	}
	t := Table{Columns: []Column{{Label: "From"}, {Label: "To"}, {Label: "Carries"}, {Label: "When"}}}
	for _, a := range f.Arrows {
		when := "at once"
		if a.Async {
			when = "later"
		}
		t.Rows = append(t.Rows, []string{name[a.From], name[a.To], cmp.Or(a.Label, "–"), when})
	}
	return t
}

// Weight counts boxes and arrows.
func (f *Flow) Weight() int { return len(f.Boxes) + len(f.Arrows) }

func (*Flow) Wide() bool  { return true }
func (*Flow) Shown() bool { return false }

func flowSamples() []Figure {
	return []Figure{
		{ID: "flow", Title: "Flow", Takeaway: "The cache takes what it holds; the rest goes on.",
			Alt: "Clients ask a service, which asks a cache and a database; changes leave as a stream.",
			Flow: &Flow{Boxes: []FlowBox{{ID: "c", Label: "Clients", Col: 0, Row: 0},
				{ID: "s", Label: "Service", Col: 1, Row: 0}, {ID: "k", Label: "Cache", Sub: "100 MB", Col: 2, Row: 0,
					Store: true, Cache: true, Hue: Orange}, {ID: "d", Label: "Database", Sub: "relational", Col: 2,
					Row: 1, Store: true, Hue: Blue}, {ID: "l", Label: "Log", Col: 1, Row: 1, Store: true, Hue: Yellow}},
				Arrows: []FlowArrow{{From: "c", To: "s", Label: "10,000/s"}, {From: "s", To: "k", Label: "9,500/s"},
					{From: "s", To: "d", Label: "500/s"}, {From: "d", To: "l", Label: "changes", Async: true}}}},
	}
}
