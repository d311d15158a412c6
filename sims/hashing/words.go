package hashing

import (
	"fmt"
	"strings"

	"tradeofflab/figure"
	"tradeofflab/say"
)

// takeaway says what the run shows, in one or two sentences.
func takeaway(p Params, r Result, now spread) string {
	moved := percent(float64(r.Moved) / float64(p.Keys))
	busiest := fmt.Sprintf("the busiest node, %s, carries %s × its fair share",
		figure.NodeName(r.After[now.busiest].ID), say.Number(now.maxOverShare, 2))
	switch {
	case p.Op == "none":
		return strings.ToUpper(busiest[:1]) + busiest[1:] + "."
	case r.Illegal > 0:
		return fmt.Sprintf("%s of the keys change owner, and %s of them pass between nodes that stay; %s.",
			moved, percent(float64(r.Illegal)/float64(r.Moved)), busiest)
	case r.Joined >= 0:
		return fmt.Sprintf("%s of the keys change owner, all to %s; %s.", moved, figure.NodeName(r.Joined), busiest)
	}
	return fmt.Sprintf("%s of the keys change owner, all from %s; %s.", moved, figure.NodeName(r.Left), busiest)
}

// coach names the next thing to try from this run.
func coach(p Params, r Result, now spread) string {
	moved, cv := percent(float64(r.Moved)/float64(p.Keys)), percent(now.cv)
	max := say.Number(now.maxOverShare, 2)
	switch {
	case p.Positions != "" && p.Op == "add":
		return fmt.Sprintf("The new node at %d° takes %s of the keys from one neighbour. Where must it stand to take "+
			"the most? Say a number, then move it.", p.JoinAt, moved)
	case p.Positions != "" && p.Op == "remove":
		return fmt.Sprintf("%s of the leaving node's keys go to one heir. Give each node a second point, in another "+
			"order, and watch who inherits.", percent(heirShare(r)))
	case p.Algo == "modulo" && p.Op != "none":
		return fmt.Sprintf("Modulo moves %s here. Does it get better or worse with more nodes? Set 99 nodes, then "+
			"change the algorithm to ring.", moved)
	case p.Zipf > 0 && p.Algo != "bounded":
		return fmt.Sprintf("The spread in requests is %s. Ten times the points or keys will not mend a hot key: try "+
			"it, and see what does not move.", cv)
	case p.Algo == "jump" && p.Op == "remove" && r.Illegal > 0:
		return fmt.Sprintf("%s keys moved between nodes that stay, because the buckets after %s were renumbered. "+
			"Empty the field of the leaving node: the last bucket leaves cleanly.",
			say.Int(r.Illegal), figure.NodeName(r.Left))
	case p.Algo == "jump":
		return fmt.Sprintf("Jump moves %s with no memory at all. Set the change to remove and let A leave: what "+
			"does it cost?", moved)
	case p.Algo == "maglev":
		return fmt.Sprintf("Maglev moved %s keys between nodes that stay. A larger table makes that rarer: how large "+
			"must it be to halve it?", say.Int(r.Illegal))
	case p.Algo == "rendezvous":
		return fmt.Sprintf("Rendezvous spreads by %s with one hash a node, but looks at all %d nodes for each key. "+
			"Compare the work column, then try jump.", cv, len(r.After))
	case p.Algo == "bounded":
		return fmt.Sprintf("The bound of %s × makes full nodes pass on %s of the keys. Lower the bound to 1.05: what "+
			"does a tighter bound cost?",
			say.Short(p.C), percent(float64(r.Forwarded)/float64(p.Keys)))
	case p.Op == "remove" && len(r.After) > 1:
		return fmt.Sprintf("The top heir takes %s of the keys of %s. Set one point per node: who takes them then?",
			percent(heirShare(r)), figure.NodeName(r.Left))
	case now.cv > 0.10:
		return fmt.Sprintf("At %s per node the busiest node carries %s times its share. How many points bring the "+
			"spread under 10 %%? Say a number, then move the knob.",
			say.Count(p.VNodes, "point"), max)
	}
	return fmt.Sprintf("The spread is %s at %s per node. How many points does half of it take? Say a number, then "+
		"move the knob; or change the algorithm to modulo.",
		cv, say.Count(p.VNodes, "point"))
}

// numberWord writes small numbers as words: "all four nodes".
func numberWord(n int) string {
	words := []string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
		"eleven", "twelve"}
	if n < len(words) {
		return words[n]
	}
	return say.Int(n)
}
