package hospital

import (
	"math"

	"tradeofflab/exercises"
	"tradeofflab/say"
	"tradeofflab/sims/federated"
)

func factor(t task, w exercises.PartWords) exercises.Asked {
	v := math.Exp(t.eps)
	return w.With(map[string]string{"factor": say.Number(v, 3)}).AskNumber(1, "run", v, exercises.Number{},
		map[string]float64{"linear": 1 + t.eps, "epsilon": t.eps, "two": math.Exp2(t.eps)})
}

func epsTotal(t task, w exercises.PartWords) exercises.Asked {
	all := rho(t.rounds, t.z)
	v := federated.ConcentratedEps(all, t.delta)
	exact := exactEps(t)
	naive := t.eps * float64(t.rounds)
	w = w.With(map[string]string{"rho": say.Number(all, 4), "total": say.Number(v, 2), "exact": say.Number(exact, 2),
		"epsRound": say.Plain(t.eps), "naive": say.Short(naive)})
	return w.AskNumber(3, "run", v, exercises.Number{}, map[string]float64{"naive": naive, "round": t.eps,
		"rootT": t.eps * math.Sqrt(float64(t.rounds)), "exact": exact})
}

// exactEps is the least epsilon of all rounds.
func exactEps(t task) float64 { return federated.ExactEps(math.Sqrt(float64(t.rounds))/t.z, t.delta) }

func noise(t task, w exercises.PartWords) exercises.Asked {
	v := federated.ConcentratedZ(float64(t.rounds), t.eps, t.delta)
	root := math.Sqrt(float64(t.rounds))
	exact := root * federated.ExactZ(t.eps, t.delta)
	w = w.With(map[string]string{"rhoWant": say.Number(rho(t.rounds, v), 5), "zWant": say.Number(v, 1),
		"zExact": say.Number(exact, 1), "zRound": say.Plain(t.z)})
	return w.AskNumber(2, "run", exercises.Round(v, 3), exercises.Number{},
		map[string]float64{"textbook": t.z, "times": t.z * float64(t.rounds), "exact": exact})
}

func enemy(t task, w exercises.PartWords) exercises.Asked {
	return w.AskPairs(3, "doubt", t.variant, map[string]string{"curious": "secure", "model": "dp", "thief": "home",
		"poison": "robust", "wire": "tls"})
}

func incomplete(t task, w exercises.PartWords) exercises.Asked {
	return w.AskChoices(2, "doubt", exercises.Shuffled(t.variant, "incomplete", w.Options()), []string{"delta",
		"unit", "rounds", "baseline"})
}
