package figure

import (
	"cmp"

	"tradeofflab/say"
)

// SpaceTime is a Lamport diagram: a lane a process, time to the right.
type SpaceTime struct {
	Unit     string         `json:"unit"`
	Lanes    []string       `json:"lanes"`
	Events   []SpaceEvent   `json:"events,omitempty"`
	Messages []SpaceMessage `json:"messages,omitempty"`
}

// SpaceEvent is something that happens in one lane, or lasts (To > At).
type SpaceEvent struct {
	Lane  int     `json:"lane"`
	At    float64 `json:"at"`
	To    float64 `json:"to,omitempty"`
	Label string  `json:"label"`
	Bad   bool    `json:"bad,omitempty"`
}

// SpaceMessage travels between lanes; Lost ones end in a cross.
type SpaceMessage struct {
	From  int     `json:"from"`
	Sent  float64 `json:"sent"`
	To    int     `json:"to"`
	Got   float64 `json:"got"`
	Label string  `json:"label,omitempty"`
	Lost  bool    `json:"lost,omitempty"`
}

// Data has a row for each event and each message.
func (d *SpaceTime) Data() Table {
	t := Table{Columns: []Column{{Label: "At", Unit: d.Unit, Numeric: true}, {Label: "Where"}, {Label: "What"}}}
	for _, e := range d.Events {
		t.Rows = append(t.Rows, []string{say.Short(e.At), d.Lanes[e.Lane], e.Label})
	}
	for _, m := range d.Messages {
		end := ", arrives at " + say.Short(m.Got)
		if m.Lost {
			end = ", lost"
		}
		t.Rows = append(t.Rows, []string{say.Short(m.Sent), d.Lanes[m.From] + " to " + d.Lanes[m.To],
			cmp.Or(m.Label, "message") + end})
	}
	return t
}

// Weight counts lanes, events and messages.
func (d *SpaceTime) Weight() int { return len(d.Lanes) + len(d.Events) + len(d.Messages) }

func (*SpaceTime) Wide() bool  { return true }
func (*SpaceTime) Shown() bool { return false }

func spaceTimeSamples() []Figure {
	return []Figure{
		{ID: "space", Title: "Space-time diagram", Takeaway: "The read arrives before the copy.",
			Alt: "A write reaches the primary at 1 ms and the replica at 9 ms; a read at 5 ms sees the old value.",
			SpaceTime: &SpaceTime{Unit: "ms", Lanes: []string{"client", "primary", "replica"},
				Events: []SpaceEvent{{Lane: 1, At: 2, Label: "x = 1"}, {Lane: 2, At: 6, Label: "reads x = 0",
					Bad: true}, {Lane: 2, At: 10, Label: "x = 1"}},
				Messages: []SpaceMessage{{From: 0, Sent: 0, To: 1, Got: 2, Label: "write"},
					{From: 1, Sent: 2, To: 2, Got: 10, Label: "log"}, {From: 0, Sent: 4, To: 2, Got: 6, Label: "read"},
					{From: 1, Sent: 7, To: 0, Got: 11, Lost: true}}}},
	}
}
