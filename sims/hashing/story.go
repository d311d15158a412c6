package hashing

import (
	"fmt"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
)

// storySteps is how many points of the joining node the story places one by one.
const storySteps = 24

// story tells how the points of the joining node are placed on the ring, one a step.
func story(p Params, r Result) *sims.Story {
	now, plain := r.placedBefore.(*ring)
	if !plain || r.Joined < 0 {
		return nil
	}
	node := r.After[len(r.After)-1]
	points := appendPoints(nil, node)
	shown := min(len(points), storySteps)
	name := figure.NodeName(node.ID)
	told := &sims.Story{At: min(p.Step, shown)}
	state := now
	for i, pt := range points[:shown] {
		giver := now.owner(pt.at)
		one := node
		one.at = []uint64{pt.at}
		next := now.add(one)
		told.Events = append(told.Events, fmt.Sprintf("Point %d of %s lands at %s° and takes %s of the circle from %s.",
			i+1, name,
			say.Number(degrees(pt.at), 1), fraction(gain(now, next, node.ID)), figure.NodeName(int(giver))))
		if now = next; i+1 == told.At {
			state = now
		}
	}
	told.State, told.Figure = storyState(p, r, state, told.At, shown, len(points))
	return told
}

// gain is the part of the circle that a node has more on the second ring than on the first.
func gain(old, now *ring, id int) float64 {
	before := old.shares()
	if id >= len(before) {
		return now.shares()[id]
	}
	return now.shares()[id] - before[id]
}

func storyState(p Params, r Result, state *ring, at, shown, all int) ([][2]string, *figure.Figure) {
	name := figure.NodeName(r.Joined)
	keys := 0
	for _, h := range r.Hash {
		if int(state.owner(h)) == r.Joined {
			keys++
		}
	}
	rows := [][2]string{
		{"Points of " + name + " placed", fmt.Sprintf("%d of %s", at, say.Int(all))},
		{"Keys of " + name, say.Int(keys)},
		{"Share of the keys", fraction(float64(keys) / float64(p.Keys))},
	}
	for _, n := range r.Before[:min(len(r.Before), 6)] {
		rows = append(rows, [2]string{"Circle of " + figure.NodeName(n.ID), fraction(state.shares()[n.ID])})
	}
	d := circle(r, r.placedBefore.(*ring), state)
	for i := range ringKeys {
		k := i * p.Keys / ringKeys
		d.Keys = append(d.Keys, figure.RingKey{At: degrees(r.Hash[k]), Moved: int(state.owner(r.Hash[k])) == r.Joined})
	}
	d.Centre, d.Note = fraction(float64(keys)/float64(p.Keys)), []string{"of keys moved", "to " + name}
	said := fmt.Sprintf("After %s %s holds %s of the keys.", say.Count(at, "point"), name,
		fraction(float64(keys)/float64(p.Keys)))
	f := &figure.Figure{ID: "story", Title: "The circle while " + name + " joins", Takeaway: said, Ring: d,
		Data: arcTable(state),
		Caption: fmt.Sprintf("The first %s of %s placed one by one. Grey wedges belong to %s.",
			say.Count(shown, "point"), say.Int(all), name),
		Alt: "The hash circle with the points placed so far. " + said}
	return rows, f
}
