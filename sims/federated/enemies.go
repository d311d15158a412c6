package federated

import (
	"math"
	"strings"

	"tradeofflab/figure"
	"tradeofflab/say"
)

// enemy is somebody who would like to know.
type enemy struct{ who, sees, guard, eps string }

// enemiesFigure says who sees what, what stands in the way, and what epsilon holds against each.
func enemiesFigure(p Params, r Result) figure.Figure {
	list := []enemy{serverOf(p, r), siteOf(p, r),
		{"A reader of the model", "the model after the last round", "the noise of all rounds", r.epsOfAll(p)},
		colludersOf(p, r)}
	// The epsilon stands beside the name, where a narrow screen shows it.
	t := &figure.Table{Columns: []figure.Column{{Label: "Who"}, {Label: "Epsilon of a " + p.unitWord(), Numeric: true,
		Strong: true}, {Label: "Sees"}, {Label: "What stands in the way"}}}
	none := 0
	for _, e := range list {
		if r.plan.z == 0 && strings.Contains(e.guard, "noise") {
			e.guard = "nothing"
		}
		t.Rows = append(t.Rows, []string{e.who, e.eps, e.sees, e.guard})
		if e.eps == noEps {
			none++
		}
	}
	said := "An epsilon holds against all four; mind how large it is."
	switch {
	case none == len(list):
		said = "Nothing here bounds what any of the four can learn."
	case none > 0:
		said = "An epsilon holds against " + say.Word(len(list)-none) + " of the four; the others meet other guards, " +
			"or none."
	}
	caption := "Three tools for three dangers: patients stay at home, masks hide a site's vector from the server, " +
		"noise bounds what the model tells. All four keep to the protocol and are curious. Delta " +
		say.Plain(p.Delta) + "."
	if r.evil(p) > 0 && none < len(list) {
		caption += " Epsilon is that of " + r.anyOne(p) + "."
	}
	if p.q() < 1 && r.guaranteed() {
		caption += " The epsilon holds against those who do not learn which of the " + p.unitWord() + "s are drawn"
		if p.Secure && p.Unit == "client" {
			caption += ": a site draws for itself and sends zeros, masked, where it is not"
		}
		caption += "."
	}
	return figure.Figure{ID: "enemies", Title: "What each of four sees", Takeaway: said, Table: t, Caption: caption,
		Alt: "A table of four who would like to know, the epsilon that holds against each, what they see and what " +
			"guards it. " + said}
}

// noEps stands where no epsilon holds.
const noEps = "none"

// epsOfAll is the epsilon against somebody who knows nothing of the noise.
func (r Result) epsOfAll(p Params) string {
	if !r.guaranteed() {
		return noEps
	}
	return epsText(r.spent(p, p.Rounds).tight)
}

// epsOfOne is the exact epsilon against somebody who sees the vector of each site with that site's part of the noise.
func (r Result) epsOfOne(p Params) string {
	if !r.guaranteed() {
		return noEps
	}
	return epsText(min(mostEps, ExactEps(math.Sqrt(float64(p.Rounds*p.Clients))/r.plan.z, p.Delta)))
}

// epsLess is the exact epsilon against a site that added its part of the noise to every sum and can take it off.
func (r Result) epsLess(p Params) string {
	sum, own := 0.0, r.plan.z*r.plan.z/float64(p.Clients)
	for _, l := range r.rounds {
		left := l.Z*l.Z - own
		if l.Lost {
			left = r.plan.z*r.plan.z - own
		}
		if left < own/2 {
			return noEps
		}
		sum += 1 / left
	}
	if !r.guaranteed() {
		return noEps
	}
	return epsText(min(mostEps, ExactEps(math.Sqrt(sum), p.Delta)))
}

func serverOf(p Params, r Result) enemy {
	e := enemy{who: "The server", eps: noEps}
	spread := p.Noise == "distributed"
	switch {
	case p.Secure && spread:
		e.sees, e.guard, e.eps = "each round's sum, with its noise", "masks, and the noise of the sites", r.epsOfAll(p)
	case p.Secure:
		e.sees, e.guard = "each round's sum, before it adds the noise", "masks hide the single vectors, not the sum"
	case spread:
		e.sees, e.guard = "each site's vector", "that site's part of the noise alone"
		e.eps = r.epsOfOne(p)
	default:
		e.sees, e.guard = "each site's vector, without noise", "nothing but trust"
	}
	return e
}

func siteOf(p Params, r Result) enemy {
	e := enemy{"Another site", "the model after every round, and its own vector", "the noise", r.epsOfAll(p)}
	if p.Noise == "distributed" {
		e.guard = "the noise, less its own part"
		e.eps = r.epsLess(p)
	}
	return e
}

func colludersOf(p Params, r Result) enemy {
	e := enemy{"The server, with as many sites as the threshold", "each vector of the others", "nothing but trust",
		noEps}
	switch {
	case !p.Secure:
		e.who = "The server, with a site"
	case p.threshold(p.Clients) >= p.Clients-1: // the sum less their own
		e.who, e.sees = "The server, with all other sites", "the vector of the one left"
	}
	if p.Noise == "distributed" {
		e.guard, e.eps = "each site's part of the noise alone", r.epsOfOne(p)
	}
	return e
}
