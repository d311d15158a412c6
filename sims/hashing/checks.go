package hashing

import (
	"fmt"
	"math"

	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/model"
)

const (
	karger     = "Karger et al., STOC 1997"
	cloudflare = "Karger et al., STOC 1997; variance of Dirichlet shares"
	residue    = "Chinese remainder theorem"
	jumpPaper  = "Lamping and Veach, 2014"
	hrwPaper   = "Thaler and Ravishankar, 1998"
	maglevNSDI = "Eisenbud et al., NSDI 2016"
	boundedDA  = "Mirrokni, Thorup and Zadimoghaddam, SODA 2018"
)

// checks holds the run against the laws of its algorithm.
func checks(p Params, r Result) []sims.Check {
	var out []sims.Check
	if p.Op != "none" {
		out = append(out, disruption(p, r)...)
		if c, ok := movedShare(p, r); ok {
			out = append(out, c)
		}
	}
	if c, ok := spreadLaw(p, r); ok {
		out = append(out, c)
	}
	if b, ok := r.placedAfter.(*bounded); ok {
		worst, room := 0.0, b.capacity(p.Keys)
		for _, n := range r.After {
			worst = max(worst, float64(r.KeysAfter[n.ID])/float64(room[n.ID]))
		}
		out = append(out, sims.AtMost("bound", "No node holds more than ceil(c·K·share) keys", 100, 100*worst,
			"% of the bound", boundedDA))
	}
	if p.Op == "add" && (p.Algo == "ring" || p.Algo == "bounded") {
		out = append(out, sims.Within("identity", "Add, then remove, changes nothing", 0, float64(addRemove(r, p)), 0,
			"keys", "invariant"))
	}
	out = append(out, sims.Within("copies", fmt.Sprintf("The copies of a key lie on %s",
		say.Count(min(p.RF, len(r.After)), "different node")),
		0, float64(r.CopiesShared), 0, "keys", "invariant"))
	return out
}

// disruption checks which keys were allowed to move.
func disruption(p Params, r Result) []sims.Check {
	name, illegal := "Only the new node gains keys", float64(r.Illegal)
	if p.Op == "remove" {
		name = "Only the leaving node's keys move"
	}
	switch {
	case p.Algo == "ring":
		return []sims.Check{sims.Within("illegal", name, 0, illegal, 0, "keys", karger)}
	case p.Algo == "rendezvous":
		return []sims.Check{sims.Within("illegal", name, 0, illegal, 0, "keys", hrwPaper)}
	case p.Algo == "jump" && (p.Op == "add" || r.Left == r.Before[len(r.Before)-1].ID):
		return []sims.Check{sims.Within("illegal", name, 0, illegal, 0, "keys", jumpPaper)}
	case p.Algo == "maglev" && min(len(r.Before), len(r.After)) > 1:
		old, now := r.placedBefore.(*maglev).entries, r.placedAfter.(*maglev).entries
		extra := 0
		for i := range now {
			if old[i] != now[i] && int(old[i]) != r.Left && int(now[i]) != r.Joined {
				extra++
			}
		}
		return []sims.Check{{ID: "extra", Name: "Some table entries pass between old nodes: at least one", Want: 1,
			Got:  float64(extra),
			Unit: "entries", OK: extra > 0, Source: maglevNSDI}}
	}
	return nil
}

// movedShare checks the share of keys moved where theory gives one. Four standard errors: 1 run in 16,000 fails by
// chance.
func movedShare(p Params, r Result) (sims.Check, bool) {
	if p.Positions != "" {
		return drawnShare(p, r), true
	}
	n, share, source := float64(len(r.After)), 0.0, ""
	last := r.Left == r.Before[len(r.Before)-1].ID
	weighted := 0.0
	for _, node := range append(r.Before[:len(r.Before):len(r.Before)], r.After[len(r.After)-1]) {
		if node.ID == r.Joined {
			weighted = node.Weight / totalWeight(r.After)
		}
		if node.ID == r.Left {
			weighted = node.Weight / totalWeight(r.Before)
		}
	}
	if p.Op == "remove" {
		n = float64(len(r.Before))
	}
	variance := 0.0
	switch {
	case p.Algo == "modulo":
		share, source = 1-1/n, residue
	case p.Algo == "jump" && (p.Op == "add" || last):
		share, source = 1/n, jumpPaper
	case p.Algo == "rendezvous":
		share, source = weighted, hrwPaper
	case p.Algo == "ring":
		share, variance, source = ringShare(r)
	default:
		return sims.Check{}, false
	}
	tolerance := 4 * math.Sqrt(share*(1-share)/float64(p.Keys))
	tolerance = math.Hypot(tolerance, variance)
	return sims.Within("moved", "Share of keys moved", 100*share, 100*float64(r.Moved)/float64(p.Keys), 100*tolerance,
		"%", source), true
}

// ringShare gives the mean share of the node that came or went, and how far one ring may stray. The share is beta
// distributed; 4 + 5/√V standard deviations leave out as little of its right tail, which is longer for few points, as
// four do of a normal one (Cornish–Fisher term for the skewness 2/√V).
func ringShare(r Result) (share, stray float64, source string) {
	nodes, who := r.After, r.Joined
	if r.Left >= 0 {
		nodes, who = r.Before, r.Left
	}
	all, own := 0.0, 0.0
	for _, n := range nodes {
		all += float64(n.points)
		if n.ID == who {
			own = float64(n.points)
		}
	}
	share = own / all
	return share, (4 + 5/math.Sqrt(own)) * math.Sqrt(share*(1-share)/(all+1)), karger
}

// drawnShare compares the keys that moved with the arcs that changed hands: at most one key an arc lies across an edge.
func drawnShare(p Params, r Result) sims.Check {
	old, now := r.placedBefore.(*ring), r.placedAfter.(*ring)
	finer, who := now, r.Joined
	if r.Left >= 0 {
		finer, who = old, r.Left
	}
	return sims.Within("moved", "Share of keys moved is the arc that changed hands", 100*finer.shares()[who],
		100*float64(r.Moved)/float64(p.Keys), 100*float64(ownPoints(finer, who))/float64(p.Keys), "%", karger)
}

// spreadLaw compares the spread of keys, not of requests, with theory; 4 standard deviations of single placements.
func spreadLaw(p Params, r Result) (sims.Check, bool) {
	l, ok := lawOf(p, r.After, r.placedAfter)
	if !ok || len(r.After) < 2 {
		return sims.Check{}, false
	}
	keys := make([]float64, len(r.KeysAfter))
	for i, k := range r.KeysAfter {
		keys[i] = float64(k)
	}
	q := 1 / float64(p.Keys)
	tolerance := 4 * deviation(l.draws(q, lawDraws, model.Stream(p.Seed, "spread law")))
	name, source := "Spread of keys follows √((N − 1)/K)", "multinomial variance"
	if p.Algo == "ring" {
		name, source = "Spread of keys follows √((N − 1)/(NV + 1))", cloudflare
	}
	return sims.Within("spread", name, 100*l.cv(q), 100*spreadOf(keys, r.After).cv, 100*tolerance, "%", source), true
}

// addRemove takes the joined node off again and counts the keys that do not return to their first owner.
func addRemove(r Result, p Params) int {
	owner := make([]int32, len(r.Hash))
	switch placed := r.placedAfter.(type) {
	case *ring:
		placed.remove(r.Joined).place(r.Hash, owner)
	case *bounded:
		(&bounded{placed.ring.remove(r.Joined), r.Before, p.C}).place(r.Hash, owner)
	}
	wrong := 0
	for i, o := range owner {
		if o != r.OwnerBefore[i] {
			wrong++
		}
	}
	return wrong
}

// percent prints a fraction as "19.1 %"; small ones get two decimals.
func percent(v float64) string {
	switch {
	case v > 0 && v < 0.001:
		return say.Short(100*v) + " %"
	case v > 0 && v < 0.01:
		return say.Number(100*v, 2) + " %"
	}
	return say.Number(100*v, 1) + " %"
}
