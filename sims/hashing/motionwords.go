package hashing

import (
	"fmt"
	"slices"

	"tradeofflab/figure"
	"tradeofflab/say"
)

// moduloShare is the part of the keys that hash modulo N moves when a node joins N of equal weight: of the residues
// modulo N(N + 1) only N keep their node.
func moduloShare(r Result) string {
	return fraction(float64(len(r.Before)) / float64(len(r.After)))
}

// landed says what the first point takes.
func landed(r Result, l landing) string {
	name, first := figure.NodeName(r.Joined), "Point 1"
	if r.After[len(r.After)-1].points == 1 {
		first = "The one point"
	}
	return fmt.Sprintf("%s of %s lands at %s° and takes %s of the circle from %s. %s; the others stay.",
		first, name,
		say.Number(degrees(l.points[0].at), 1), fraction(l.share), figure.NodeName(l.from[0]), movedKeys(len(l.keys)))
}

func movedKeys(n int) string {
	if n == 0 {
		return "None of the drawn keys moves"
	}
	return fmt.Sprintf("%d of the drawn keys %s", n, say.Either(n, "moves", "move"))
}

// more says from whom the next points take.
func more(r Result, steps []landing) string {
	var from []string
	keys, idle := 0, 0
	for _, l := range steps {
		keys += len(l.keys)
		if l.from[0] == r.Joined {
			idle++
		} else if name := "from " + figure.NodeName(l.from[0]); !slices.Contains(from, name) {
			from = append(from, name)
		}
	}
	said := say.Upper(say.Word(len(steps))) + " more " + say.Plural(len(steps), "point")
	switch {
	case len(from) == 0:
		return fmt.Sprintf("%s %s in an arc that %s holds already, and nothing moves.", said,
			say.Either(len(steps), "lands", "land"), figure.NodeName(r.Joined))
	case idle > 0:
		return fmt.Sprintf("%s %s %s. Where a point lands in an arc that %s holds, nothing moves.", said,
			say.Either(len(steps), "takes", "take"), say.List(from...), figure.NodeName(r.Joined))
	}
	return fmt.Sprintf("%s %s %s. A point takes only what lies behind it, up to the point before. %s.", said,
		say.Either(len(steps), "takes", "take"), say.List(from...), movedKeys(keys))
}

// others says what the points of all further steps take together.
func others(r Result, steps []landing) string {
	points, keys, idle := 0, 0, 0
	for _, l := range steps {
		points, keys = points+len(l.points), keys+len(l.keys)
		for _, n := range l.from {
			if n == r.Joined {
				idle++
			}
		}
	}
	said := fmt.Sprintf("The other %s %s. %s", say.Count(points, "point"), say.Either(points, "lands", "land"),
		movedKeys(keys))
	if points > len(steps) {
		said = fmt.Sprintf("The other %s land in %s. %s", say.Count(points, "point"),
			say.Count(len(steps), "step"), movedKeys(keys))
	}
	if idle > 0 {
		return said + fmt.Sprintf("; %d of the points %s in arcs that %s holds and %s nothing.", idle,
			say.Either(idle, "lands", "land"), figure.NodeName(r.Joined), say.Either(idle, "moves", "move"))
	}
	return said + "."
}

// landingTable has a row for each step, one for all, and one for hash modulo N.
func landingTable(p Params, r Result, steps []landing) *figure.Table {
	t := &figure.Table{Columns: []figure.Column{{Label: "Step"}, {Label: "Points", Numeric: true},
		{Label: "At", Unit: "°", Numeric: true}, {Label: "From"}, {Label: "Of the circle", Numeric: true},
		{Label: "Drawn keys that move", Numeric: true}}}
	points, keys, idle := 0, 0, 0
	for i, l := range steps {
		at, share := "–", 0.0
		if len(l.points) == 1 {
			at = say.Number(degrees(l.points[0].at), 1)
		}
		var from []string
		for _, n := range l.from {
			if name := figure.NodeName(n); !slices.Contains(from, name) {
				from = append(from, name)
			}
			if i >= singleSteps && n == r.Joined {
				idle++
			}
		}
		points, keys, share = points+len(l.points), keys+len(l.keys), l.share
		t.Rows = append(t.Rows, []string{fmt.Sprint(i + 1), say.Int(len(l.points)), at, say.List(from...),
			fraction(share),
			fmt.Sprint(len(l.keys))})
	}
	if len(steps) > 2 {
		t.Rows = append(t.Rows, []string{fmt.Sprintf("2 to %d", min(len(steps), singleSteps)), say.Int(min(len(steps),
			3) - 1),
			"–", "–", "–", fmt.Sprint(count(steps[1:min(len(steps), singleSteps)]))})
	}
	if len(steps) > singleSteps {
		t.Rows = append(t.Rows, []string{fmt.Sprintf("%d to %d", singleSteps+1, len(steps)),
			say.Int(points - singleSteps), "–", fmt.Sprintf("%d within arcs of %s", idle, figure.NodeName(r.Joined)),
			"–",
			fmt.Sprint(keys - count(steps[:singleSteps]))})
	}
	t.Rows = append(t.Rows, []string{"all", say.Int(points), "–", fmt.Sprintf("all %s keys", say.Int(p.Keys)),
		fraction(r.movedShare(p)), fmt.Sprintf("%d of %d", keys, ringKeys)},
		[]string{fmt.Sprintf("hash modulo %d, not %d", len(r.After), len(r.Before)), "–", "–", "expected",
			moduloShare(r), "–"})
	return t
}

func count(steps []landing) int {
	n := 0
	for _, l := range steps {
		n += len(l.keys)
	}
	return n
}
