package hashing

import (
	"fmt"

	"tradeofflab/figure"
	"tradeofflab/say"
)

// takeaway says what the run shows, in one or two sentences.
func takeaway(p Params, r Result) string {
	moved := fraction(float64(r.Moved) / float64(p.Keys))
	busiest := fmt.Sprintf("the busiest node, %s, carries %s × its fair share",
		figure.NodeName(r.After[r.now.busiest].ID), say.Number(r.now.maxOverShare, 2))
	switch {
	case p.Op == "none":
		return say.Sentence(busiest)
	case r.Illegal > 0:
		return fmt.Sprintf("%s of the keys change owner, and %s of them pass between nodes that stay; %s.",
			moved, fraction(float64(r.Illegal)/float64(r.Moved)), busiest)
	case r.Joined >= 0:
		return fmt.Sprintf("%s of the keys change owner, all to %s; %s.", moved, figure.NodeName(r.Joined), busiest)
	}
	return fmt.Sprintf("%s of the keys change owner, all from %s; %s.", moved, figure.NodeName(r.Left), busiest)
}

// coach names the next thing to try from this run.
func coach(p Params, r Result) string {
	if own := p.rule().coach; own != nil {
		if text := own(p, r); text != "" {
			return text
		}
	}
	moved, cv := fraction(r.movedShare(p)), fraction(r.now.cv)
	max := say.Number(r.now.maxOverShare, 2)
	switch {
	case p.drawn() && p.Op == "add":
		return fmt.Sprintf("The new node at %d° takes %s of the keys from one neighbour. Where must it stand to take "+
			"the most? Say a number, then move it.", p.JoinAt, moved)
	case p.drawn() && p.Op == "remove":
		return fmt.Sprintf("%s of the leaving node's keys go to one heir. Give each node a second point, in another "+
			"order, and watch who inherits.", fraction(heirShare(r)))
	case p.Zipf > 0:
		return fmt.Sprintf("The spread in requests is %s. Ten times the points or keys will not mend a hot key: try "+
			"it, and see what does not move.", cv)
	case p.Op == "remove" && len(r.After) > 1:
		return fmt.Sprintf("The top heir takes %s of the keys of %s. Set one point per node: who takes them then?",
			fraction(heirShare(r)), figure.NodeName(r.Left))
	case r.now.cv > 0.10:
		return fmt.Sprintf("At %s per node the busiest node carries %s times its share. How many points bring the "+
			"spread under 10 %%? Say a number, then move the knob.",
			say.Count(p.VNodes, "point"), max)
	}
	return fmt.Sprintf("The spread is %s at %s per node. How many points does half of it take? Say a number, then "+
		"move the knob; or change the algorithm to modulo.",
		cv, say.Count(p.VNodes, "point"))
}
