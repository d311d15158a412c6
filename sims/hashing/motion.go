package hashing

import (
	"cmp"
	"fmt"
	"slices"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
)

const (
	storyNodes  = 6 // shelves that fit beside the circle
	singleSteps = 3 // points that land one by one; the others follow in groups
	groupSteps  = 5 // so many groups at most
)

// landing is a step of the story: points of the joining node that land together.
type landing struct {
	points []point
	from   []int // their givers, by node number, in order of points; the joining node itself where it holds the arc
	share  float64
	arcs   []figure.Arc
	keys   []int // numbers of the drawn keys that move
}

// landings lets the points of the joining node land: the first ones alone, the others in groups.
func landings(p Params, r Result) []landing {
	points := appendPoints(nil, r.After[len(r.After)-1])
	rest := max(0, len(points)-singleSteps)
	group := max(1, (rest+groupSteps-1)/groupSteps)
	var out []landing
	now := r.placedBefore.(*ring)
	node := r.After[len(r.After)-1]
	for i := 0; i < len(points); {
		n := 1
		if i >= singleSteps {
			n = min(group, len(points)-i)
		}
		l := landing{points: points[i : i+n]}
		next := now
		for _, pt := range l.points {
			one := node
			one.at = []uint64{pt.at}
			l.from = append(l.from, int(next.owner(pt.at)))
			next = next.add(one)
		}
		l.share = gain(now, next, node.ID)
		l.arcs = taken(now, next, node.ID, l.points)
		for k := range ringKeys {
			if h := r.Hash[k*p.Keys/ringKeys]; now.owner(h) != next.owner(h) {
				l.keys = append(l.keys, k)
			}
		}
		now, i = next, i+n
		out = append(out, l)
	}
	return out
}

// taken are the arcs of the points that belonged to others before.
func taken(before, after *ring, id int, points []point) []figure.Arc {
	var out []figure.Arc
	for i := range after.points() {
		if a := after.arc(i); int(after.node[i]) == id && a.To > a.From && before.owner(after.at[i]) != int32(id) &&
			slices.ContainsFunc(points, func(p point) bool { return p.at == after.at[i] }) {
			out = append(out, a)
		}
	}
	return out
}

func hasMotion(_ Params, r Result) bool {
	_, plain := r.placedBefore.(*ring)
	return plain && r.Joined >= 0 && len(r.After) <= storyNodes
}

// motionFigure tells how the joining node takes its keys, point by point.
func motionFigure(p Params, r Result) figure.Figure {
	name, steps := figure.NodeName(r.Joined), landings(p, r)
	d, movers := shelves(p, r, steps)
	f := figure.Figure{ID: sims.MotionID, Title: "How " + name + " takes its keys", Panel: true, Ring: d,
		Data: landingTable(p, r, steps)}
	f.Takeaway = fmt.Sprintf("%s of the keys change owner, all to %s; no key moves between nodes that stay.",
		fraction(r.movedShare(p)), name)
	f.Caption = fmt.Sprintf("A dot that flies is a key copied to its new owner, a ring is where it was. %d of %s "+
		"keys are "+
		"drawn, %d of them move (%s); of all keys %s. Keys are copied one after the other here.", ringKeys,
		say.Int(p.Keys), len(movers), fraction(float64(len(movers))/ringKeys), fraction(r.movedShare(p)))
	f.Alt = fmt.Sprintf("The hash circle with %s, and a shelf with the drawn keys of each node; rings mark the %d "+
		"keys that "+
		"have gone to %s.", say.Count(len(r.After), "node"), len(movers), name)
	f.Motion = landingMotion(d, r, steps)
	f.Motion.Beats = landingBeats(p, r, steps)
	return f
}

// shelves lays the drawn keys out by owner, in the order of the circle; movers are those that move, as they come.
func shelves(p Params, r Result, steps []landing) (d *figure.Ring, movers []int) {
	old := r.placedBefore.(*ring)
	d = &figure.Ring{Before: arcs(old), After: arcs(r.ring())}
	for id := range r.size() {
		d.Nodes = append(d.Nodes, figure.Node(id))
	}
	for _, s := range steps {
		land := figure.Landing{Arcs: s.arcs}
		for _, k := range s.keys {
			land.Keys = append(land.Keys, degrees(r.Hash[k*p.Keys/ringKeys]))
		}
		d.Landed = append(d.Landed, land)
		movers = append(movers, s.keys...)
	}
	order := make([]int, ringKeys)
	for k := range order {
		order[k] = k
		d.Keys = append(d.Keys, figure.RingKey{At: degrees(r.Hash[k*p.Keys/ringKeys]), Moved: slices.Contains(movers,
			k)})
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(r.Hash[a*p.Keys/ringKeys], r.Hash[b*p.Keys/ringKeys]), cmp.Compare(a, b))
	})
	for _, n := range r.Before {
		s := figure.Shelf{Node: n.ID}
		for _, k := range order {
			if int(old.owner(r.Hash[k*p.Keys/ringKeys])) != n.ID {
				continue
			}
			if slices.Contains(movers, k) {
				s.Leave = append(s.Leave, figure.ShelfKey{Key: k, Seat: s.Start})
			}
			s.Start++
		}
		d.Shelves = append(d.Shelves, s)
	}
	d.Shelves = append(d.Shelves, figure.Shelf{Node: r.Joined, Come: movers})
	d.Centre = fmt.Sprint(len(movers))
	d.Note = []string{fmt.Sprintf("of %d keys drawn", ringKeys), "have moved to " + figure.NodeName(r.Joined)}
	return d, movers
}

// landingMotion moves the keys of each step: the arc first, then its keys one after the other, then the counts. Step i
// has the time from i + 1 to i + 2.
func landingMotion(d *figure.Ring, r Result, steps []landing) *figure.Motion {
	name := figure.NodeName(r.Joined)
	m := &figure.Motion{Unit: "point", Pace: 2400, Skip: 500}
	if slices.ContainsFunc(steps, func(l landing) bool { return len(l.points) > 1 }) {
		m.Unit = "step"
	}
	left := map[int]int{} // keys on the shelves
	giver := map[int]int{}
	for _, s := range d.Shelves {
		left[s.Node] = s.Start
		for _, k := range s.Leave {
			giver[k.Key] = s.Node
		}
	}
	m.Tell(plainSet(0.1, "centre", 0))
	come := 0
	for i, s := range steps {
		at := float64(i + 1)
		m.Tell(figure.MotionEvent{At: at, To: at + 0.33, Kind: figure.Sweep, Item: fmt.Sprintf("s%d", i)})
		var changed []int
		for j, k := range s.keys {
			from := at + 0.34 + 0.24*float64(j)/float64(len(s.keys))
			m.Tell(figure.MotionEvent{At: from, To: from + 0.33, Kind: figure.Move, Item: fmt.Sprintf("k%d", k),
				From: figure.NodeName(giver[k]), Dest: name, Seat: come})
			come++
			left[giver[k]]--
			if !slices.Contains(changed, giver[k]) {
				changed = append(changed, giver[k])
			}
		}
		for _, n := range changed {
			m.Tell(plainSet(at+0.92, figure.NodeName(n), left[n]))
		}
		if len(s.keys) > 0 {
			m.Tell(plainSet(at+0.92, name, come))
			m.Tell(plainSet(at+0.92, "centre", come))
		}
	}
	return m
}

func plainSet(at float64, place string, count int) figure.MotionEvent {
	return figure.MotionEvent{At: at, Kind: figure.Set, Place: place + ".n", Label: fmt.Sprint(count),
		Item: figure.Plain}
}

// landingBeats says what each part of the story shows: before, one point, two more, the others, and the count.
func landingBeats(p Params, r Result, steps []landing) []figure.Beat {
	name := figure.NodeName(r.Joined)
	beats := []figure.Beat{{At: 0, To: 0.5, Say: fmt.Sprintf("%s %s %s keys; %d of them are drawn. A key belongs to "+
		"the "+
		"first point clockwise from it.", say.Upper(say.Word(len(r.Before)))+" "+say.Plural(len(r.Before), "node"),
		say.Either(len(r.Before), "holds", "hold"), say.Int(p.Keys), ringKeys)}}
	beats = append(beats, figure.Beat{At: 0.5, To: 1.95, Say: landed(r, steps[0])})
	if len(steps) > 1 {
		last := min(len(steps), singleSteps)
		beats = append(beats, figure.Beat{At: 1.95, To: float64(last) + 0.95, Say: more(r, steps[1:last])})
	}
	if len(steps) > singleSteps {
		beats = append(beats, figure.Beat{At: singleSteps + 0.95, To: float64(len(steps)) + 0.95,
			Say: others(r, steps[singleSteps:]), Pace: 1700})
	}
	end := float64(len(steps)) + 0.95
	return append(beats, figure.Beat{At: end, To: end, Say: fmt.Sprintf("%s of all keys moved, every one of them to "+
		"%s. No "+
		"key moved between old nodes. Hash modulo %d instead of %d would move about %s.",
		fraction(r.movedShare(p)), name, len(r.After), len(r.Before), moduloShare(r))})
}
