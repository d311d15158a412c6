package recommender

import (
	"tradeofflab/sims"
	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

// indexChecks holds the run against what must be so.
func indexChecks(p Params, r Index) []sims.Check {
	p = p.set()
	n, m := float64(p.N), float64(p.M)
	out := []sims.Check{
		sims.Within("graph", "Links too many, double, or to an item that is not on the layer", 0, float64(r.Faults), 0,
			"links", "algorithms 1 and 4: at most 2M links on layer 0, M above"),
		sims.Within("answers", "Results out of order, double, deleted or not passing the filter", 0, float64(r.Wrong),
			0,
			"results", "what a search must not return"),
		sims.Within("reachable", "Recall with ef = n is the share of the nearest items that can be reached",
			r.ReachedAtN, r.RecallAtN, 0, "", "a search that keeps all meets all that the links lead to"),
	}
	if len(r.Sweep) > 1 && p.monotone() {
		out = append(out, sims.Within("rises", "Queries whose recall falls as ef grows", 0, float64(r.Falls), 0,
			"queries", "with more candidates a search makes the same steps first"))
	}
	if p.scans() && p.Quant == "f32" {
		out = append(out, sims.Within("scan", "Items nearer than the last one returned that were not returned", 0,
			float64(r.Missed), 0, "items", "all that pass are compared; held against distances of 64 bits"))
	}
	// The level of an item is geometric: P(level ≥ l) = M^−l, with mean 1/(M−1) and variance M/(M−1)².
	upper, variance := upperLayers(p.M), m/((m-1)*(m-1))
	room := model.Bernstein(variance, 1/calc.Log(m), n)
	above := 0.0
	if len(r.Lying) > 1 {
		above = float64(r.Lying[1])
	}
	return append(out,
		sims.Within("level1", "Items on layer 1 = 1/M", 100/m, 100*above/n, 100*model.BernsteinShare(1/m, n), "%",
			levelLaw),
		sims.Within("upper", "Layers above 0 of an item = 1/(M − 1)", upper, r.upper(), room, "layers", levelLaw))
}

const levelLaw = "level floor(−ln U · mL), mL = 1/ln M; Malkov and Yashunin, algorithm 1"

// monotone says whether more candidates can never lose an item: without codes, and with no filter that acts on what the
// search has kept.
func (p Params) monotone() bool {
	return p.Quant == "f32" && !p.scans() && (!p.filtered() || p.Mode == "in_graph")
}
