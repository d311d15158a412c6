package recommender

import (
	"fmt"
	"math"

	"tradeofflab/exercises"
	"tradeofflab/say"
)

func wait(t task, w exercises.PartWords) exercises.Asked {
	var must []string
	for _, s := range t.sources {
		if s.p99 <= t.left() {
			must = append(must, s.id)
		}
	}
	return w.AskChoices(2, "run", w.Options(), must)
}

func fallback(t task, w exercises.PartWords) exercises.Asked {
	return w.AskChoice(1, "run", t.variant, "popular")
}

func share(t task, w exercises.PartWords) exercises.Asked {
	v := exercises.Round(100-t.pct, 4)
	return w.With(map[string]string{"share": say.Plain(v)}).AskNumber(1, "doubt", v, exercises.Number{Unit: "%"},
		map[string]float64{"kept": t.pct, "half": 50})
}

func links(t task, w exercises.PartWords) exercises.Asked {
	bytes := 4 * float64(2*t.m+1)
	v := terabytes(t, bytes)
	low, high := exercises.Near(v, .004)
	bareLow, bareHigh := exercises.Near(terabytes(t, float64(8*t.m)), .004)
	w = w.With(map[string]string{"linkBytes": say.Plain(bytes), "linkTB": say.Plain(exercises.Round(v, 3))})
	return w.AskNumber(2, "run", v, exercises.Number{Unit: "TB", Low: low, High: high,
		Accept: []exercises.Also{{Low: bareLow, High: bareHigh, Why: w.Get("also")}}},
		map[string]float64{"single": terabytes(t, 4*float64(t.m+1)), "bare": terabytes(t, 4*float64(t.m)),
			"eight":  terabytes(t, 8*float64(2*t.m)+4),
			"vector": terabytes(t, float64(4*t.dim))})
}

// terabytes is what so many bytes an item come to.
func terabytes(t task, bytes float64) float64 { return exercises.Round(t.items*bytes/1000, 6) }

func bytes(t task, w exercises.PartWords) exercises.Asked {
	code := float64(4*t.dim) / float64(t.smaller)
	v := terabytes(t, code)
	w = w.With(map[string]string{"times": say.Int(t.smaller), "codeBytes": say.Plain(code),
		"codeTB": say.Plain(v), "fullBytes": say.Int(4 * t.dim), "fullTB": say.Plain(terabytes(t, float64(4*t.dim))),
		"scalarTB": say.Plain(terabytes(t, float64(t.dim)))})
	return w.AskNumber(2, "run", v, exercises.Number{Unit: "TB"}, map[string]float64{
		"full": terabytes(t, float64(4*t.dim)), "scalar": terabytes(t, float64(t.dim)), "bits": 8 * v})
}

func reads(t task, w exercises.PartWords) exercises.Asked {
	v := float64(t.n - t.w + 1)
	w = w.With(map[string]string{"lack": say.Int(t.n - t.w), "reads": say.Plain(v)})
	return w.AskNumber(1, "replication#quorum", v, exercises.Number{Unit: "copies", Low: v, High: v},
		map[string]float64{"one": 1, "all": float64(t.n), "quorum": float64(t.n - t.w)})
}

func stale(t task, w exercises.PartWords) exercises.Asked {
	v := 100 * float64(t.n-t.w) / float64(t.n)
	lacking := fmt.Sprintf("%d of %d %s", t.n-t.w, t.n, say.Either(t.n-t.w, "lacks", "lack"))
	w = w.With(map[string]string{"lacking": lacking, "stalePct": say.Number(v, 1)})
	return w.AskNumber(1, "replication#quorum", v, exercises.Number{Unit: "%"},
		map[string]float64{"have": 100 - v, "two": 100 * float64(t.n-1) / float64(t.n)})
}

func avail(t task, w exercises.PartWords) exercises.Asked {
	const year = 525_960 // minutes
	together := math.Pow(t.up/100, float64(t.stores))
	v := exercises.Round(year*(1-together), 3)
	w = w.With(map[string]string{"together": say.Plain(exercises.Round(100*together, 4)), "down": say.Number(v, 0)})
	return w.AskNumber(2, "run", v, exercises.Number{Unit: "min", Same: []string{"min/year"}},
		map[string]float64{"one": year * (1 - t.up/100),
			"any": year * math.Pow(1-t.up/100, float64(t.stores))})
}
