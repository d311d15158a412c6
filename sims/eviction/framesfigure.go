package eviction

import (
	"fmt"

	"tradeofflab/figure"
)

// framesFigure counts the misses of the story at every capacity: under FIFO more room can mean more misses.
func framesFigure(p Params) figure.Figure {
	t, _ := storyTrace(p.Story)
	chart := &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "capacity", Unit: "objects"},
		Y:          figure.Axis{Label: "misses"},
		Thresholds: []figure.Threshold{{Label: "first requests " + itoa(t.Objects), Value: float64(t.Objects)}}}
	frames := min(maxFrames, max(2, t.Objects))
	names := []string{"fifo", "lru", "opt"}
	if lead := p.Policies[0]; lead != "fifo" && lead != "lru" && lead != "opt" {
		names = append(names, lead)
	}
	said := ""
	for _, name := range names {
		s := figure.Series{Identity: identity(name), Values: true}
		for c := 1; c <= frames; c++ {
			n := Replay(New(name, t, c, p.options()), t.IDs, 0)
			s.X, s.Y = append(s.X, float64(c)), append(s.Y, float64(n.Misses()))
			if c > 1 && s.Y[c-1] > s.Y[c-2] && said == "" {
				said = fmt.Sprintf("%s misses %g times with room for %d and %g times with room for %d: more room, "+
					"more misses.", labels[name], s.Y[c-2], c-1, s.Y[c-1], c)
			}
		}
		chart.Series = append(chart.Series, s)
	}
	if said == "" {
		said = "On this sequence more room never means more misses."
	}
	return figure.Figure{ID: "frames", Title: "Misses of the story over capacity", Takeaway: said, Chart: chart,
		Caption: "Misses of the keys of the story, counted from an empty cache. What LRU or OPT holds with less room " +
			"it also holds with more, so their lines cannot rise; FIFO and its relatives give no such promise " +
			"(Belady, Nelson and Shedler, 1969).",
		Alt: fmt.Sprintf("Lines of the misses of %s at capacities 1 to %d. %s",
			join([]string{"FIFO", "LRU", "OPT"}), frames, said)}
}
