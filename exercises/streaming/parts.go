package streaming

import (
	"math"

	"tradeofflab/exercises"
	"tradeofflab/say"
)

func growth(t task, w exercises.PartWords) exercises.Asked {
	v := math.Ceil(t.quarters())
	rate := float64(t.growth) / 100
	w = w.With(map[string]string{"one": say.Plain(exercises.Round(1+rate, 4)), "exact": say.Number(t.quarters(), 2),
		"quarters": say.Plain(v), "yearFactor": say.Number(math.Pow(1+rate, 4), 2)})
	return w.AskNumber(2, "doubt", v, exercises.Number{Unit: "quarters", Low: v, High: v}, map[string]float64{
		"exact": exercises.Round(t.quarters(), 2), "linear": math.Ceil(float64(t.factor-1) / rate), "before": v - 1,
		"ratio": math.Ceil(float64(t.factor) / (1 + rate))})
}

func server(t task, w exercises.PartWords) exercises.Asked {
	v := t.each()
	return w.AskNumber(1, "run", exercises.Round(v, 3), exercises.Number{Unit: "GB", Same: []string{"GB/server"}},
		map[string]float64{"binary": v * 1024 * 1024 / 1e6, "tera": v / 1000, "cluster": v * 1000})
}

func media(t task, w exercises.PartWords) exercises.Asked {
	return w.AskChoice(1, "run", t.variant, "both")
}

func load(t task, w exercises.PartWords) exercises.Asked {
	all := float64(t.ops) * 1e6
	v := all * misses(t.better) / 100
	other := all * misses(t.hit) / 100
	w = w.With(map[string]string{"load": say.Number(v, 0), "loadOther": say.Number(other, 0)})
	return w.AskNumber(1, "readcache#hit-ratio", v, exercises.Number{Unit: "reads/s"}, map[string]float64{
		"hits": all - v, "other": other, "percent": v / 100})
}

func times(t task, w exercises.PartWords) exercises.Asked {
	v := misses(t.hit) / misses(t.better)
	return w.With(map[string]string{"times": say.Plain(exercises.Round(v, 2))}).AskNumber(1, "run",
		exercises.Round(v, 4), exercises.Number{}, map[string]float64{"hits": t.better / t.hit,
			"outage": 100 / misses(t.hit), "points": t.better - t.hit})
}

func lost(t task, w exercises.PartWords) exercises.Asked {
	v := 100 / misses(t.better)
	w = w.With(map[string]string{"betterShare": say.Plain(exercises.Round(t.better/100, 4)),
		"outage": say.Number(v, 0)})
	return w.AskNumber(1, "readcache#outage", exercises.Round(v, 4), exercises.Number{},
		map[string]float64{"other": 100 / misses(t.hit), "share": t.better / 100, "none": 1})
}

func partitions(t task, w exercises.PartWords) exercises.Asked {
	mb := 1000 * float64(t.peak)
	share := float64(t.use) / 100
	needed := exercises.Round(mb/(float64(t.part)*share), 6)
	v := math.Ceil(needed)
	_, high := exercises.Near(v, .01) // fewer than needed do not carry it
	w = w.With(map[string]string{"useShare": say.Plain(share), "partitions": say.Number(v, 0)})
	return w.AskNumber(2, "pipeline#sizing", v,
		exercises.Number{Unit: "partitions", Low: needed, High: high},
		map[string]float64{"full": mb / float64(t.part), "down": math.Floor(needed),
			"binary": math.Ceil(1.024 * needed), "times": mb / float64(t.part) * share, "mega": v / 1000})
}

func miss(t task, w exercises.PartWords) exercises.Asked {
	v := 100 * float64(t.n-t.w) / float64(t.n)
	w = w.With(map[string]string{"lack": say.Int(t.n - t.w), "missPct": say.Number(v, 1)})
	return w.AskNumber(1, "replication#quorum", exercises.Round(v, 4), exercises.Number{Unit: "%"},
		map[string]float64{"have": 100 - v, "all": 100})
}

func split(t task, w exercises.PartWords) exercises.Asked {
	return w.AskPairs(3, "doubt", t.variant, map[string]string{"recent": "live", "old": "packed", "preview": "short",
		"position": "latest", "analysis": "bulk"})
}
