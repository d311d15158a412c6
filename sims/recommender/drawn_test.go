package recommender

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"tradeofflab/figure"
	"tradeofflab/sims"
	"tradeofflab/sims/model"
)

// drawn is a legal setting drawn at random, small enough that many take seconds.
func drawn(i int) Params {
	rng := model.Stream(i, "settings")
	for {
		p := drawOnce(rng, i)
		if valid(p) == nil && validSources(p) == nil {
			return p
		}
	}
}

func drawOnce(rng *rand.Rand, i int) Params {
	pick := func(of ...string) string { return of[rng.IntN(len(of))] }
	between := func(low, high float64) float64 {
		switch rng.IntN(8) {
		case 0:
			return low
		case 1:
			return high
		}
		return low + (high-low)*math.Pow(rng.Float64(), 3)
	}
	whole := func(low, high float64) int { return int(between(low, high)) }
	p := Params{Part: pick(indexPart, pipelinePart, banditPart), Seed: i, Step: whole(0, 60), N: whole(100, 600),
		Dim: whole(2, 24), Data: pick("gauss", "clustered", "uniform"), M: whole(4, 64), EfBuild: whole(20, 100),
		Preset: pick("own", "own", "own", "own", "hnswlib", "qdrant", "pgvector", "milvus"), Ef: whole(1, 2000),
		K: whole(1, 100), Queries: whole(10, 30), Quant: pick("f32", "f32", "int8", "pq"), PQParts: whole(4, 12),
		Rerank: whole(0, 500), Filter: between(0.1, 100), Mode: pick("post", "in_graph", "pre"), Deleted: between(0,
			50),
		Sources: whole(1, 5), Dist: pick("exp", "lognormal"), Spread: between(2, 50), TimeoutMs: between(0, 500),
		RPS: between(1, 200_000), Requests: whole(2000, 4000), InsertPS: between(0, 1000), InsertMs: between(0.05, 50),
		TTL: between(0, 7200), Bandit: pick("eps", "ucb1", "thompson"), Epsilon: between(0, 1), Plays: whole(100, 2000),
		Repeats: whole(1, 4)}
	for range 1 + rng.IntN(2)*4 {
		p.SourceMs = append(p.SourceMs, between(0.1, 1000))
	}
	for range 2 + rng.IntN(9) {
		p.CTR = append(p.CTR, between(0, 1))
	}
	if rng.IntN(3) == 0 {
		p.Filter, p.Deleted = 100, 0
	}
	return p
}

// report makes all that a run says, with the figures that search again where it is whole.
func report(p Params, whole bool) sims.Report {
	switch p.Part {
	case indexPart:
		return reportOf(indexModel, p, whole)
	case pipelinePart:
		return reportOf(pipelineModel, p, whole)
	}
	return reportOf(banditModel, p, whole)
}

func reportOf[R any](m sims.Model[Params, R], p Params, whole bool) sims.Report {
	r, _ := m.Run(nil, p)
	out := sims.Report{Takeaway: m.Takeaway(p, r), Coach: m.Coach(p, r), Metrics: m.Metrics(p, r), Checks: m.Checks(p,
		r),
		Story: m.Story(p, r)}
	for _, f := range m.Figures {
		switch {
		case f.If != nil && !f.If(p, r) || !whole && f.Work != nil:
		case f.Work != nil:
			out.Figures = append(out.Figures, f.Work(nil, p, r))
		default:
			out.Figures = append(out.Figures, f.Draw(p, r))
		}
	}
	return out
}

// 1,000 drawn settings keep every promise: checks, numbers, words.
func TestDrawnSettings(t *testing.T) {
	draws := 1000
	if testing.Short() {
		draws = 100
	}
	for i := range draws {
		p := drawn(i)
		hold(t, p, report(p, i%20 == 0))
	}
}

func hold(t *testing.T, p Params, r sims.Report) {
	t.Helper()
	for _, c := range r.Checks {
		if !c.OK {
			t.Errorf("%+v: %s: got %g, want %g ± %g", p, c.Name, c.Got, c.Want, c.Tolerance)
		}
	}
	for _, m := range r.Metrics {
		if math.IsNaN(m.Value) || math.IsInf(m.Value, 0) {
			t.Errorf("%+v: %s is %v", p, m.ID, m.Value)
		}
	}
	text := r.Takeaway + "|" + r.Coach
	figures := r.Figures
	if r.Story != nil {
		text += "|" + strings.Join(r.Story.Events, "|")
		figures = append(figures[:len(figures):len(figures)], *r.Story.Figure)
	}
	for _, f := range figures {
		text += "|" + f.Takeaway + "|" + f.Caption + "|" + f.Alt
		holdFigure(t, p, f)
	}
	for _, bad := range []string{"NaN", "%!", "Inf", "∞", " 1 items", " 1 sources", " 1 plays", " 1 clicks",
		" 1 bytes",
		" 1 queries", " 1 requests", " 1 repetitions", " 1 nearest items"} {
		if at := strings.Index(text, bad); at >= 0 {
			t.Errorf("%+v: says %q in …%s", p, bad, text[max(0, at-60):min(len(text), at+40)])
		}
	}
}

func holdFigure(t *testing.T, p Params, f figure.Figure) {
	t.Helper()
	if f.Chart == nil {
		return
	}
	for _, s := range f.Chart.Series {
		for i := range s.X {
			if math.IsNaN(s.X[i]) || math.IsNaN(s.Y[i]) || math.IsInf(s.Y[i], 0) || f.Chart.X.Log && s.X[i] <= 0 ||
				f.Chart.Y.Log && s.Y[i] <= 0 {
				t.Errorf("%+v: figure %s, %s: point %g, %g", p, f.ID, s.Name, s.X[i], s.Y[i])
			}
		}
	}
}
