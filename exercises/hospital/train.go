package hospital

import (
	"strconv"

	"tradeofflab/exercises"
	"tradeofflab/say"
	"tradeofflab/sims/federated"
)

// The names of the goals, which are the names of the checks.
const (
	goalAUC   = "AUC of the common model"
	goalLoss  = "Log loss of the common model"
	goalEps   = "Epsilon of all rounds"
	goalMB    = "Sent in all"
	goalLegal = "Legal values"
)

// train asks for the challenge of the simulation with another number of hospitals and another epsilon. The AUC alone
// would be met by one short step; the log loss is not.
func train(t task, w exercises.PartWords) exercises.Asked {
	preset := map[string]string{}
	for id, v := range federated.Sim.Challenge.Preset {
		preset[id] = v[0]
	}
	preset["clients"] = strconv.Itoa(t.simClients)
	preset["target_eps"] = "0"
	mb := exercises.Round(2.5*float64(t.simClients*t.simClients)/400, 1) // each pair shares keys
	eps := say.Plain(t.simEps)
	ask := &exercises.Params{Sim: "federated", Preset: preset,
		Free: []string{"target_eps", "z", "rounds", "clip", "lr"},
		Goals: []exercises.Goal{
			{Name: goalAUC, Metric: "auc", Limit: .8, AtLeast: true, Hint: w.Get("hint auc")},
			{Name: goalLoss, Metric: "log_loss", Limit: .57, Hint: w.Get("hint loss")},
			{Name: goalEps, Metric: "eps_total", Limit: t.simEps * (1 + 1e-6), Hint: w.Get("hint eps")},
			{Name: goalMB, Metric: "mb_sent", Limit: mb, Unit: "MB", Hint: w.Get("hint mb")},
		}}
	set := exercises.Knobs
	return exercises.Asked{
		Part:     w.Part(3, "run", ask),
		Solution: set("target_eps", eps, "z", "0", "rounds", "8", "clip", "0.25", "lr", "0.5"),
		Wrong: []exercises.WrongAnswer{
			{Name: "little noise", Checks: []string{goalEps, goalMB},
				Value: set("z", "1", "rounds", "35", "clip", "0.25", "lr", "0.5")},
			{Name: "one round", Checks: []string{goalLoss},
				Value: set("target_eps", eps, "z", "0", "rounds", "1", "clip", "0.25", "lr", "0.5")},
			{Name: "a wide clip", Checks: []string{goalAUC, goalLoss},
				Value: set("target_eps", eps, "z", "0", "rounds", "8", "clip", "10", "lr", "0.5")},
			{Name: "easier data", Checks: []string{goalLegal, goalAUC, goalLoss, goalEps, goalMB},
				Value: set("separation", "4")},
		},
	}
}
