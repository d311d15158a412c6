package music

import (
	"tradeofflab/exercises"
	"tradeofflab/say"
	"tradeofflab/sims/migration"
)

func invert(t task, w exercises.PartWords) exercises.Asked {
	u := t.u()
	one, both := 100*u/(2*(1+u)), 100*u/(4*(2+u))
	v := 100 * migration.PairDiffers("parallel", u)
	w = w.With(map[string]string{"u": say.Plain(exercises.Round(u, 4)), "one": say.Number(one, 3),
		"both": say.Number(both, 3), "invert": say.Number(v, 3)})
	return w.AskNumber(2, "run", exercises.Round(v, 5), exercises.Number{Unit: "%"}, map[string]float64{"one": one,
		"sum": 2 * one, "any": 2*one - both, "single": one - both, "apart": 2 * one * (1 - one/100), "both": both})
}

func events(t task, w exercises.PartWords) exercises.Asked {
	day := float64(t.events) * 1e9
	v := day / 86_400
	return w.With(map[string]string{"rate": say.Number(v, 0)}).AskNumber(1, "run", exercises.Round(v, 1),
		exercises.Number{Unit: "events/s"}, map[string]float64{"hour": day / 24, "minute": day / 24 / 60,
			"ten": day / 1e5})
}

func log(t task, w exercises.PartWords) exercises.Asked {
	day := float64(t.events) * float64(t.bytes) / 1000 // TB
	days, copies := float64(t.days), float64(t.copies)
	v := day * days * copies
	w = w.With(map[string]string{"dayTB": say.Plain(day), "logTB": say.Plain(v)})
	return w.AskNumber(1, "pipeline#sizing", v, exercises.Number{Unit: "TB"}, map[string]float64{"day": day,
		"copies": day * days, "days": day * copies})
}

func commit(t task, w exercises.PartWords) exercises.Asked {
	needed := t.majority() - 1
	rtt := t.rtts[needed-1]
	v := float64(rtt + t.disk)
	w = w.With(map[string]string{"needed": say.Int(needed), "rtt": say.Int(rtt), "commit": say.Plain(v)})
	wrong := map[string]float64{"all": float64(t.rtts[len(t.rtts)-1] + t.disk), "way": float64(rtt),
		"twice": v + float64(t.disk), "others": float64(t.rtts[needed] + t.disk)}
	if needed > 1 {
		wrong["nearest"] = float64(t.rtts[0] + t.disk)
	}
	return w.AskNumber(2, "replication#consensus", v, exercises.Number{Unit: "ms", Low: v - .5, High: v + .5}, wrong)
}

func survive(t task, w exercises.PartWords) exercises.Asked {
	v := float64(t.nodes() - t.majority())
	return w.With(map[string]string{"survive": say.Plain(v)}).AskNumber(1, "replication#consensus", v,
		exercises.Number{Unit: "nodes", Low: v, High: v}, map[string]float64{"majority": float64(t.majority()),
			"allbutone": float64(t.nodes() - 1)})
}
