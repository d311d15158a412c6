package hashing

import (
	"fmt"
	"math"

	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/calc"
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
		if allowed := p.rule().allowed; allowed != nil {
			out = append(out, allowed(p, r)...)
		}
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
	if p.Op == "add" && r.ring() != nil {
		out = append(out, sims.Within("identity", "Add, then remove, changes nothing", 0, float64(addRemove(r)), 0,
			"keys", "invariant"))
	}
	out = append(out, sims.Within("copies", fmt.Sprintf("The copies of a key lie on %s",
		say.Count(min(p.RF, len(r.After)), "different node")),
		0, float64(r.CopiesShared), 0, "keys", "invariant"))
	return out
}

// movedShare checks the share of keys moved where theory gives one. Four standard errors: 1 run in 16,000 fails by
// chance.
func movedShare(p Params, r Result) (sims.Check, bool) {
	if p.drawn() {
		return drawnShare(p, r), true
	}
	own := p.rule().moved
	if own == nil {
		return sims.Check{}, false
	}
	want, ok := own(p, r)
	tolerance := calc.Hypot(4*math.Sqrt(want.share*(1-want.share)/float64(p.Keys)), want.stray)
	return sims.Within("moved", "Share of keys moved", 100*want.share, 100*float64(r.Moved)/float64(p.Keys),
		100*tolerance, "%", want.source), ok
}

// ringShare gives the mean share of the node that came or went, and how far one ring may stray. The share is beta
// distributed; 4 + 5/√V standard deviations leave out as little of its right tail, which is longer for few points, as
// four do of a normal one (Cornish–Fisher term for the skewness 2/√V).
func ringShare(r Result) movedLaw {
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
	share := own / all
	return movedLaw{share, (4 + 5/math.Sqrt(own)) * math.Sqrt(share*(1-share)/(all+1)), karger}
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
	if l.points > 0 {
		name, source = "Spread of keys follows √((N − 1)/(NV + 1))", cloudflare
	}
	return sims.Within("spread", name, 100*l.cv(q), 100*spreadOf(keys, r.After).cv, 100*tolerance, "%", source), true
}

// addRemove takes the joined node off again and counts the keys that do not return to their first owner.
func addRemove(r Result) int {
	owner := make([]int32, len(r.Hash))
	switch placed := r.placedAfter.(type) {
	case *ring:
		placed.remove(r.Joined).place(nil, r.Hash, owner)
	case *bounded:
		(&bounded{placed.ring.remove(r.Joined), r.Before, placed.c}).place(nil, r.Hash, owner)
	}
	wrong := 0
	for i, o := range owner {
		if o != r.OwnerBefore[i] {
			wrong++
		}
	}
	return wrong
}

// fraction prints a part of one as "19.1 %"; small ones get two decimals.
func fraction(v float64) string {
	switch {
	case v > 0 && v < 0.001:
		return say.Short(100*v) + " %"
	case v > 0 && v < 0.01:
		return say.Number(100*v, 2) + " %"
	}
	return say.Number(100*v, 1) + " %"
}
