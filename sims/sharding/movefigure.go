package sharding

import (
	"fmt"
	"math"

	"tradeofflab/figure"
	"tradeofflab/say"
)

// timelineFigure draws the phases of the reshard at their scale.
func timelineFigure(p Params, r Result) figure.Figure {
	f := figure.Figure{ID: "timeline", Title: "The reshard in time"}
	scale, unit := clock(r.hours(p) * 3600)
	span := r.hours(p) * 3600 / scale
	lanes := []string{"copy", "double write", "catch-up", "switch"}
	if !p.Double {
		lanes[1] = "writes"
	}
	st := &figure.SpaceTime{Unit: unit, Lanes: lanes}
	f.SpaceTime = st
	f.Alt = "Four lanes, one a phase, in the order copy, double write, catch-up and switch."
	if r.Moved == 0 {
		st.Events = []figure.SpaceEvent{{Lane: 3, At: 0, Label: "nothing to move"}}
		f.Takeaway, f.Caption = "No row changes its machine, so there is nothing to copy.",
			"Choose another number of shards after the reshard."
		return f
	}
	count := int(math.Round(r.Move.Expected))
	writes, lost := say.Count(count, "write"), say.Number(math.Round(r.Move.lost()), 0)
	reach := writes + say.Either(count, " reaches", " reach") + " rows on the move in " + duration(r.hours(p))
	middle := writes + " to both"
	f.Takeaway = reach + ". Each is sent to both machines, and after the switch none is missing."
	if !p.Double {
		middle = writes + " to the old machine alone"
		f.Takeaway = reach + ", and after the switch " + say.Either(int(math.Round(r.Move.lost())), lost+" of them is",
			lost+" of them are") + " missing."
	}
	st.Events = []figure.SpaceEvent{
		{Lane: 0, At: 0, To: span, Label: say.Short(r.movedGB(p)) + " GB"},
		{Lane: 1, At: 0, To: span, Label: middle, Bad: !p.Double},
		{Lane: 2, At: span, Label: "last messages"},
		{Lane: 3, At: span, Label: lost + " missing", Bad: r.Move.Lost > 0},
	}
	f.Caption = fmt.Sprintf("The copy ends with the busiest machine. Of the writes %s %s followed one by one. "+
		"Catch-up waits for messages, milliseconds on this scale.", say.Int(r.Move.Followed),
		say.Either(r.Move.Followed, "was", "were"))
	return f
}

// clock chooses the unit in which seconds are drawn.
func clock(seconds float64) (scale float64, unit string) {
	switch {
	case seconds < 120:
		return 1, "s"
	case seconds < 7200:
		return 60, "min"
	}
	return 3600, "h"
}
