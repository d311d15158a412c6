package rides

import (
	"math"

	"tradeofflab/exercises"
	"tradeofflab/say"
	"tradeofflab/sims/readcache"
)

func rate(t task, w exercises.PartWords) exercises.Asked {
	v := t.rate()
	return w.AskNumber(1, "doubt", exercises.Round(v, 3), exercises.Number{Unit: "trips/s"}, map[string]float64{
		"day": t.trips * 1e9 / 86_400, "year": t.trips * 1e9 / 365 / 86_400, "perday": t.trips * 1e9 / float64(t.days),
		"minute": 60 * v})
}

func factor(t task, w exercises.PartWords) exercises.Asked {
	v := float64(t.told) / t.rate()
	w = w.With(map[string]string{"factor": say.Number(v, 0), "six": say.Number(v/6, 0)})
	low, high := exercises.Near(v, .015)
	return w.AskNumber(1, "doubt", exercises.Round(v, 2), exercises.Number{Low: low, High: high},
		map[string]float64{"inverse": 1 / v, "peak": v / 3, "percent": 100 * v})
}

func audit(t task, w exercises.PartWords) exercises.Asked {
	return w.With(map[string]string{"reports": say.Int(t.drivers / t.every)}).AskChoice(1, "doubt", t.variant,
		"reports")
}

// grid is the number of cells at a resolution.
func grid(r int) float64 { return 2 + 120*math.Pow(7, float64(r)) }

func cells(t task, w exercises.PartWords) exercises.Asked {
	v := grid(t.res)
	low, high := exercises.Near(v, .005)
	return w.With(map[string]string{"cells": say.Number(v, 0)}).AskNumber(2, "run", v,
		exercises.Number{Unit: "cells", Low: low, High: high}, map[string]float64{
			"seven": 122 * math.Pow(7, float64(t.res)), "one": grid(t.res + 1), "less": grid(t.res - 1),
			"naive": math.Pow(7, float64(t.res))})
}

// lateWord is the share of reads that are old where word of each change comes so many seconds late, under Poisson
// changes: those before which a change has come within that time.
func lateWord(changes, late float64) float64 { return -math.Expm1(-changes * late) }

func stale(t task, w exercises.PartWords) exercises.Asked {
	changes := 1 / float64(t.change)
	x := float64(t.ttl) * changes
	v := 100 * readcache.StaleTTL(changes, float64(t.ttl))
	w = w.With(map[string]string{"wt": say.Short(x), "stale": say.Number(v, 2),
		"told1s": say.Short(100 * lateWord(changes, 1))})
	return w.AskNumber(2, "readcache#ttl", exercises.Round(v, 4), exercises.Number{Unit: "%"}, map[string]float64{
		"half": 50 * x, "end": -100 * math.Expm1(-x), "expected": x, "fresh": 100 - v})
}

func move(t task, w exercises.PartWords) exercises.Asked {
	n := float64(t.server)
	v := 100 / (n + 1)
	return w.With(map[string]string{"move": say.Number(v, 1)}).AskNumber(1, "sharding#resharding",
		exercises.Round(v, 4), exercises.Number{Unit: "%"},
		map[string]float64{"modulo": 100 * n / (n + 1), "before": 100 / n, "none": 0})
}

func loss(t task, w exercises.PartWords) exercises.Asked {
	return w.AskPairs(3, "run", t.variant, map[string]string{"place": "overwrite", "trip": "durable",
		"profile": "source", "history": "bulk", "offer": "agree"})
}
