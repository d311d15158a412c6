package figure

import (
	"cmp"
	"fmt"
)

// Stage is the picture of a story: named places with what they hold, and rails between them. A simulation declares
// places, rails and what stands at the start; Cue works out the rest from the events. The drawing shows the key moment.
type Stage struct {
	Places []Place     `json:"places"`
	Rails  []Rail      `json:"rails,omitempty"`
	Items  []StageItem `json:"items,omitempty"`
	Bands  []StageBand `json:"bands,omitempty"`
	Down   []string    `json:"down,omitempty"` // rails that are cut, "A>B"; made by Cue
}

// Grid is where the middle of a place stands: columns and rows from 0, fractions allowed. The drawing gives each row
// the height of the highest place.
type Grid struct{ Col, Row float64 }

// Place is a box, or an open area with seats. Its name is that of messages to it.
type Place struct {
	ID     string     `json:"id"`
	Label  string     `json:"label,omitempty"`
	Wide   Grid       `json:"-"` // in the drawing of 760 units
	Narrow Grid       `json:"-"` // in that of 350
	Slots  []Slot     `json:"slots,omitempty"`
	Bars   []StageBar `json:"bars,omitempty"`
	Seats  int        `json:"seats,omitempty"` // places for items: a queue, a shelf, a tape, pages
	Per    int        `json:"-"`               // seats in a line; 0: all in one
	Cells  bool       `json:"-"`               // each seat has a frame, wide enough for a label of its items
	Open   bool       `json:"-"`               // no box around it
}

// Slot is a line of text that changes.
type Slot struct {
	ID    string `json:"id"` // "v"; the events call it PLACE.v
	Start string `json:"start"`
	Brief string `json:"-"` // Start in the narrow drawing, where it differs
	Big   bool   `json:"-"`
	Text  string `json:"text"` // at the key moment; made by Cue
	Bad   bool   `json:"bad,omitempty"`
	New   bool   `json:"new,omitempty"`
	Short string `json:"-"` // Text in the narrow drawing
	Room  [2]int `json:"-"` // letters of the longest text, wide and narrow
}

// StageBar shows time or an amount by its length.
type StageBar struct {
	ID    string  `json:"id"` // "q"; the events call it PLACE.q
	Start float64 `json:"start"`
	Work  bool    `json:"-"` // fills by Hold; others follow Level
	Value float64 `json:"value"`
}

// Rail is a way between two places. Notes are numbered along it; they go when the story is played.
type Rail struct {
	From   string     `json:"from"`
	To     string     `json:"to"`
	Dashed bool       `json:"-"`
	Notes  []RailNote `json:"notes,omitempty"`
}

// RailNote says what went along a rail, in the order of N.
type RailNote struct {
	N    int     `json:"n"`
	Text string  `json:"text,omitempty"`
	At   float64 `json:"-"` // part of the way from From to To
	Bad  bool    `json:"bad,omitempty"`
}

// StageItem is a thing that has a seat: a key, page, row or request. An item that Add brings has no place at the start.
type StageItem struct {
	ID     string `json:"id"`
	Label  string `json:"label,omitempty"`
	Hue    Hue    `json:"-"`
	Place  string `json:"start,omitempty"`
	Seat   int    `json:"start_seat,omitempty"`
	Passes bool   `json:"-"` // goes from seat to seat and leaves no ring, as in a queue

	Now     string `json:"place,omitempty"` // at the key moment; "" when it is not there; made by Cue
	NowSeat int    `json:"seat,omitempty"`
	Gone    bool   `json:"gone,omitempty"` // crossed out
	Was     string `json:"was,omitempty"`  // where a ring is left
	WasSeat int    `json:"was_seat,omitempty"`
}

// StageBand is a part of the width of a place that changes hands by Sweep: from 0 to 1.
type StageBand struct {
	ID    string  `json:"id"`
	Place string  `json:"place"`
	From  float64 `json:"from"`
	To    float64 `json:"to"`
	Hue   Hue     `json:"-"`
	Shown bool    `json:"shown,omitempty"` // at the key moment; made by Cue
}

// Cue makes the still picture of a story: what the slots, bars, items and bands show at the key moment, and how much
// room their texts need.
func (s *Stage) Cue(m *Motion, key float64) {
	for i := range s.Places {
		p := &s.Places[i]
		for k := range p.Slots {
			slot := &p.Slots[k]
			slot.Brief = cmp.Or(slot.Brief, slot.Start)
			slot.Text, slot.Short = slot.Start, slot.Brief
			slot.Room = [2]int{letters(slot.Start), letters(slot.Brief)}
		}
		for k := range p.Bars {
			p.Bars[k].Value = p.Bars[k].Start
		}
	}
	for i := range s.Items {
		s.Items[i].Now, s.Items[i].NowSeat = s.Items[i].Place, s.Items[i].Seat
	}
	for _, e := range m.Events {
		s.apply(e, key)
	}
}

// apply lets one event act that began by the key moment. Of later ones only the room of their texts counts.
func (s *Stage) apply(e MotionEvent, key float64) {
	begun, over := e.At <= key, e.end() <= key
	switch e.Kind {
	case Set:
		if slot := s.slot(e.Place); slot != nil {
			wide, narrow := e.text()
			slot.Room = [2]int{max(slot.Room[0], letters(wide)), max(slot.Room[1], letters(narrow))}
			if begun {
				slot.Text, slot.Short, slot.Bad, slot.New = wide, narrow, e.Bad, !e.Bad && e.Item != Plain
			}
		}
	case Level, Hold:
		if bar := s.bar(e.Place); bar != nil && begun {
			bar.Value = barAt(*bar, e, key)
		}
	case Move, Add, Drop:
		for i := range s.Items {
			if it := &s.Items[i]; it.ID == e.Item && over {
				it.follow(e)
			}
		}
	case Sweep:
		for i := range s.Bands {
			if b := &s.Bands[i]; b.ID == e.Item && over {
				b.Shown = true
			}
		}
	case Cut:
		if begun && (e.To == 0 || key < e.To) {
			s.Down = append(s.Down, e.From+">"+e.Dest)
		}
	}
}

func (it *StageItem) follow(e MotionEvent) {
	switch e.Kind {
	case Drop:
		it.Gone = true
	case Move:
		if !it.Passes {
			it.Was, it.WasSeat = it.Now, it.NowSeat
		}
		fallthrough
	default:
		it.Now, it.NowSeat, it.Gone = e.Dest, e.Seat, false
	}
}

// barAt is what a bar shows under an event that has begun.
func barAt(b StageBar, e MotionEvent, key float64) float64 {
	part := 1.0
	if e.To > e.At {
		part = min(1, (key-e.At)/(e.To-e.At))
	}
	if e.Kind == Hold {
		if part == 1 {
			return 0
		}
		return part
	}
	return b.Value + (e.Value-b.Value)*part
}

func (s *Stage) slot(name string) *Slot {
	for i := range s.Places {
		for k := range s.Places[i].Slots {
			if s.Places[i].ID+"."+s.Places[i].Slots[k].ID == name {
				return &s.Places[i].Slots[k]
			}
		}
	}
	return nil
}

func (s *Stage) bar(name string) *StageBar {
	for i := range s.Places {
		for k := range s.Places[i].Bars {
			if s.Places[i].ID+"."+s.Places[i].Bars[k].ID == name {
				return &s.Places[i].Bars[k]
			}
		}
	}
	return nil
}

func letters(s string) int { return len([]rune(s)) }

// Data has a row for each text, bar and count of seats at the key moment.
func (s *Stage) Data() Table {
	t := Table{Columns: []Column{{Label: "Where"}, {Label: "What"}}}
	for _, p := range s.Places {
		name := cmp.Or(p.Label, p.ID)
		for _, slot := range p.Slots {
			t.Rows = append(t.Rows, []string{name, cmp.Or(slot.Text, "–")})
		}
		for _, b := range p.Bars {
			t.Rows = append(t.Rows, []string{name, fmt.Sprintf("bar at %.0f %%", 100*b.Value)})
		}
		if p.Seats > 0 {
			n := 0
			for _, it := range s.Items {
				if it.Now == p.ID && !it.Gone {
					n++
				}
			}
			t.Rows = append(t.Rows, []string{name, fmt.Sprintf("%d of %d seats taken", n, p.Seats)})
		}
	}
	t.Total = len(t.Rows)
	t.Rows = t.Rows[:min(len(t.Rows), mostRows)]
	return t
}

// Weight counts places with their texts and bars, rails, items and bands.
func (s *Stage) Weight() int {
	n := len(s.Rails) + 2*len(s.Items) + len(s.Bands)
	for _, p := range s.Places {
		n += 2 + 2*len(p.Slots) + len(p.Bars)
	}
	return n
}

func (*Stage) Wide() bool  { return true }
func (*Stage) Shown() bool { return false }

func stageSamples() []Figure {
	s := &Stage{Places: []Place{
		{ID: "client", Label: "client", Wide: Grid{0, 0.5}, Narrow: Grid{0, 0}, Slots: []Slot{{ID: "v"}}},
		{ID: "queue", Label: "queue", Wide: Grid{1, 0}, Narrow: Grid{1, 0}, Seats: 4, Cells: true, Open: true},
		{ID: "server", Label: "server", Wide: Grid{2, 0.5}, Narrow: Grid{0.5, 1.4}, Slots: []Slot{{ID: "v",
			Start: "idle",
			Big:   true}}, Bars: []StageBar{{ID: "work", Work: true}}}},
		Rails: []Rail{{From: "client", To: "server", Notes: []RailNote{{N: 1, Text: "asks", At: 0.4}}}},
		Items: []StageItem{{ID: "a", Label: "a", Place: "queue"}, {ID: "b", Label: "b", Place: "queue", Seat: 1}},
		Bands: []StageBand{{ID: "late", Place: "server", From: 0.7, To: 1, Hue: Orange}}}
	m := &Motion{Unit: "ms", Pace: 300, Wait: 1100, Skip: 500, Beats: []Beat{{0, 2, "The client asks.", 0},
		{2, 6, "The server works.", 0}, {6, 8, "One request is done.", 0}}, Events: []MotionEvent{
		{At: 0, To: 2, Kind: Send, From: "client", Dest: "server", Label: "read"},
		{At: 2, To: 6, Kind: Hold, Place: "server.work"},
		{At: 2, Kind: Set, Place: "server.v", Label: "busy"},
		{At: 3, To: 4, Kind: Move, Item: "a", Dest: "queue", Seat: 2},
		{At: 4, To: 5, Kind: Sweep, Item: "late"},
		{At: 6, To: 8, Kind: Send, From: "server", Dest: "client", Item: "circle", Label: "done"},
		{At: 8, Kind: Set, Place: "client.v", Label: "has it"}}}
	s.Cue(m, 5)
	return []Figure{{ID: "stage", Title: "Stage of a story", Takeaway: "The server works on one request at a time.",
		Alt: "A client, a queue of four seats with two requests, and a busy server.", Stage: s}}
}
