package scalingstory

import (
	"fmt"
	"math"

	"tradeofflab/advisor/scaling"
	"tradeofflab/exercises"
	"tradeofflab/say"
	"tradeofflab/sims/model"
)

// size is a range of sizes with the steps that one of the two lists gives for it.
type size struct {
	low, high int // GB
	steps     []string
}

var sizes = []size{{20, 90, []string{"one"}}, {150, 450, []string{"replicas", "one"}}, {550, 950, []string{"replicas"}},
	{1100, 1900, []string{"shards", "replicas", "distributed"}}, {2500, 9000, []string{"shards", "distributed"}},
	{15_000, 90_000, []string{"distributed", "special"}}, {150_000, 900_000, []string{"special"}}}

// signs are observations by the stage in which they are met.
var signs = map[string]string{"tuned": "one", "ceiling": "one", "lag": "replicas", "routing": "replicas",
	"schema": "shards", "cross": "shards", "adhoc": "distributed", "hints": "distributed", "log": "special",
	"router": "special"}

// stages asks for the step of seven sizes and five signs, one of each stage.
func stages(t task, w exercises.PartWords) exercises.Asked {
	rng := model.Stream(t.variant, "stages of scaling-story")
	var rows []exercises.Left
	for i, s := range sizes {
		gb := s.low + (s.high-s.low)*rng.IntN(11)/10
		label := say.Int(gb) + " GB of data"
		if gb >= 1000 {
			label = say.Plain(exercises.Round(float64(gb)/1000, 1)) + " TB of data"
		}
		rows = append(rows, exercises.Left{ID: fmt.Sprint("size", i+1), Label: label, Accept: s.steps,
			Want: w.Get("want"), Hint: w.Get("hint size")})
	}
	ids := w.IDs("sign")
	for i := 0; i < len(ids); i += 2 { // they stand in pairs of one stage
		id := ids[i+rng.IntN(2)]
		rows = append(rows, exercises.Left{ID: id, Label: w.Get("sign " + id), Accept: []string{signs[id]},
			Want: w.Get("want"), Hint: w.Get("hint sign")})
	}
	return w.AskMatch(4, "thresholds", &exercises.Match{Left: exercises.Shuffled(t.variant, "stages", rows),
		Right: w.Options()})
}

func urgency(t task, w exercises.PartWords) exercises.Asked {
	v := t.factors.Total()
	sum, worst := 0.0, 0.0
	for _, f := range t.factors {
		sum += f
		worst = max(worst, f)
	}
	f := t.factors
	w = w.With(map[string]string{"p": say.Short(f[0]), "c": say.Short(f[1]), "r": say.Short(f[2]), "b": say.Short(f[3]),
		"score": say.Plain(v), "band": scaling.BandOf(v).Name})
	return w.AskNumber(1, "thresholds", v, exercises.Number{Low: v - .01, High: v + .01},
		map[string]float64{"mean": sum / 4, "worst": worst, "sum": sum})
}

func rest(t task, w exercises.PartWords) exercises.Asked {
	alone := scaling.Factors[0].Weight * t.bad
	v := (t.target.From - alone) / (1 - scaling.Factors[0].Weight)
	w = w.With(map[string]string{"bad": say.Short(t.bad), "target": t.target.Name, "limit": say.Short(t.target.From),
		"alone": say.Plain(exercises.Round(alone, 2)), "mean": say.Plain(exercises.Round(v, 2))})
	return w.AskNumber(2, "thresholds", exercises.Round(v, 4), exercises.Number{Low: v - .03, High: v + .03},
		map[string]float64{"missing": t.target.From - alone, "alone": alone, "limit": t.target.From})
}

// The claims of the audit, by whether the story's tables refute them.
var (
	refuted = []string{"machines2", "machines3", "machines4", "operations4", "more2", "million", "payback", "crisis"}
	borne   = []string{"factor68", "factor25", "sum40", "return20", "five", "weeks", "year", "churn"}
)

// audited is how many claims of each kind the audit shows.
const audited = 5

// audit asks for the claims that the story refutes itself.
func audit(t task, w exercises.PartWords) exercises.Asked {
	rng := model.Stream(t.variant, "audit of scaling-story")
	must := exercises.Pick(refuted, rng.Perm(len(refuted))[:audited])
	shown := append(exercises.Pick(borne, rng.Perm(len(borne))[:audited]), must...)
	var options []exercises.Option
	for _, id := range exercises.Pick(shown, rng.Perm(len(shown))) {
		options = append(options, exercises.Option{ID: id, Label: w.Get("option " + id)})
	}
	return w.AskChoices(4, "bill", options, must)
}

func order(t task, w exercises.PartWords) exercises.Asked {
	return w.AskOrder(2, "run", t.variant)
}

func missing(t task, w exercises.PartWords) exercises.Asked {
	return w.AskChoice(1, "run", t.variant, "backfill")
}

func fill(t task, w exercises.PartWords) exercises.Asked {
	room := float64(t.shards * t.primary)
	days := room / t.intake
	w = w.With(map[string]string{"room": say.Short(room), "days": say.Plain(exercises.Round(days, 1)),
		"kept": say.Plain(exercises.Round(100*days/(2.5*365.25), 1))})
	whole := math.Floor(days)
	return w.AskNumber(2, "doubt", days,
		exercises.Number{Unit: "days", Accept: []exercises.Also{{Low: whole, High: whole, Why: w.Get("also")}}},
		map[string]float64{"one": float64(t.primary) / t.intake, "story": 2.5 * 365.25, "inverse": 1 / days})
}

func raw(t task, w exercises.PartWords) exercises.Asked {
	v := t.late * float64(t.tables*t.copies)
	return w.With(map[string]string{"disk": say.Plain(v)}).AskNumber(2, "doubt", v,
		exercises.Number{Unit: "TB/day", Same: []string{"TB"}},
		map[string]float64{"bare": t.late, "tables": t.late * float64(t.tables), "copies": t.late * float64(t.copies)})
}

func bucket(t task, w exercises.PartWords) exercises.Asked {
	hour := t.late * 1e6 / 24 // MB
	largest := hour * t.share / 100
	v := math.Ceil(largest / float64(t.part))
	low, high := exercises.Near(v, .02)
	w = w.With(map[string]string{"hour": say.Plain(exercises.Round(hour/1000, 1)),
		"largest": say.Plain(exercises.Round(largest/1000, 1)), "buckets": say.Int(int(v))})
	return w.AskNumber(3, "families#wide-column", v, exercises.Number{Unit: "buckets", Low: low, High: high},
		map[string]float64{"even": 1, "day": math.Ceil(24 * largest / float64(t.part)),
			"copied": math.Ceil(float64(t.tables*t.copies) * largest / float64(t.part)),
			"each":   math.Ceil(float64(t.tables) * largest / float64(t.part)),
			"binary": math.Ceil(1.024 * 1.024 * largest / float64(t.part)), "total": math.Ceil(hour / float64(t.part))})
}
