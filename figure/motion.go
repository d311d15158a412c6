package figure

// Motion lets a figure be played: what moves in it, and when. It tells nothing that the still picture, the beats and
// the data table do not. Names in it are those of the places, slots, bars, items and bands of the drawing. Its JSON,
// which stands in that of a run, has the beats alone; a page asks for the events when a reader plays them.
type Motion struct {
	Unit   string        `json:"unit"`            // of the times: "ms", "s", "min", "h", or what is counted, as "point"
	Start  float64       `json:"start,omitempty"` // the run's clock at time 0
	Pace   float64       `json:"-"`               // ms of play for one unit while something flies
	Wait   float64       `json:"-"`               // most ms of play while only a bar changes; 0: true to time
	Skip   float64       `json:"-"`               // most ms of play while nothing happens; 0: true to time
	Events []MotionEvent `json:"-"`               // ascending by At; at most 300
	Beats  []Beat        `json:"beats"`           // three to five; they do not overlap
}

// Verbs of a story: what an event does to the drawing.
const (
	Send  = "send"  // a message goes from place to place
	Hold  = "hold"  // a place works or waits: a bar fills
	Set   = "set"   // a slot has another text
	Level = "level" // a bar has another length
	Move  = "move"  // an item goes to another place or seat
	Sweep = "sweep" // a band or an arc changes hands
	Add   = "add"   // an item comes into being at a seat
	Drop  = "drop"  // an item is crossed out and leaves
	Cut   = "cut"   // a rail is down, for a time or for good
)

// Plain as the Item of an event Set leaves the text in its own colour: a count, which is neither new nor wrong.
const Plain = "plain"

// MotionEvent is one thing that happens. Times are in the unit of the story.
type MotionEvent struct {
	At    float64 `json:"at"`
	To    float64 `json:"to,omitempty"` // end; 0: at once, and for Cut for good
	Kind  string  `json:"kind"`         // one of the verbs
	From  string  `json:"from,omitempty"`
	Dest  string  `json:"dest,omitempty"`
	Place string  `json:"place,omitempty"` // slot or bar: "A.v"
	Item  string  `json:"item,omitempty"`  // disc, circle, square, diamond, or the id of a thing
	Seat  int     `json:"seat,omitempty"`  // where in Dest, from 0
	Label string  `json:"label,omitempty"` // at most 12 characters on the way; the new text of a slot
	Short string  `json:"short,omitempty"` // in place of Label in the narrow drawing
	Value float64 `json:"value,omitempty"` // of a bar, 0 … 1
	Bad   bool    `json:"bad,omitempty"`   // wrong or stale
	Lost  bool    `json:"lost,omitempty"`  // a message that ends in a cross on its way
}

// Beat is one thought of a story.
type Beat struct {
	At   float64 `json:"at"`
	To   float64 `json:"to"`
	Say  string  `json:"say"` // one sentence or two, with numbers of the run
	Pace float64 `json:"-"`   // where it differs from that of the story, as for many equal steps
}

// end is when an event is over.
func (e MotionEvent) end() float64 { return max(e.At, e.To) }

// Tell adds an event.
func (m *Motion) Tell(e MotionEvent) { m.Events = append(m.Events, e) }

// text is what a slot shows of an event in the wide and in the narrow drawing.
func (e MotionEvent) text() (wide, narrow string) {
	if e.Short != "" {
		return e.Label, e.Short
	}
	return e.Label, e.Label
}
