package federated

import (
	"net/url"

	"tradeofflab/sims"
)

// Limits of the challenge.
const (
	goalAUC  = 0.80
	goalLoss = 0.55
	goalEps  = 2.0
	goalMB   = 2.5
)

// challenge asks for a useful model under a budget of privacy and one of traffic. The AUC alone would be met by a
// single round: the first step already points the right way, and an AUC does not mind how short it is. The log loss
// does: the model has to grow to its length, in rounds whose clip lets it and whose noise, which grows with the clip
// and at a given epsilon with the rounds, does not drown it. No knob alone does that from where the challenge starts.
var challenge = &sims.Challenge{
	Text: "20 hospitals, most of them with far more of one class than of the other, and one in twenty drops out of " +
		"each round. Find noise, clip, rounds and learning so that on hidden seeds every goal holds. All rounds " +
		"together count, not one of them; and the chance of illness that the model states has to mean something.",
	Goals: []string{"an AUC of at least 0.80 for the common model",
		"a log loss of at most 0.55 for it; that of a coin is 0.69",
		"an epsilon of at most 2 of all rounds for one site, at a delta of 0.00001",
		"at most 2.5 MB are sent, keys and shares included", "a guarantee is stated"},
	Preset: url.Values{"clients": {"20"}, "samples": {"100"}, "size_sigma": {"0.5"}, "alpha": {"0.3"},
		"separation": {"1.8"}, "shift": {"0"}, "dim": {"10"}, "unit": {"client"}, "delta": {"0.00001"},
		"dropout_pct": {"5"}, "byzantine_pct": {"0"}, "secure": {"on"}, "rounds": {"100"}, "z": {"9.69"}, "clip": {"1"},
		"lr": {"0.1"}},
	Fixed: []string{"clients", "samples", "size_sigma", "alpha", "separation", "shift", "dim", "unit", "delta",
		"dropout_pct", "byzantine_pct", "secure"},
	Judge: judgeChallenge,
}

// solution is a setting that meets the challenge, for the tests.
var solution = url.Values{"rounds": {"12"}, "z": {"0"}, "target_eps": {"2"}, "clip": {"0.2"}, "lr": {"0.5"}}

func judgeChallenge(r sims.Report) []sims.Check {
	value := func(id string) float64 { m, _ := r.Metric(id); return m.Value }
	return []sims.Check{
		{ID: "auc", Name: "AUC of the common model", Want: goalAUC, Got: value("auc"), OK: value("auc") >= goalAUC,
			Source: "challenge"},
		sims.AtMost("log_loss", "log loss of the common model", goalLoss, value("log_loss"), "", "challenge"),
		sims.AtMost("eps", "epsilon of all rounds", goalEps*(1+1e-9), value("eps_total"), "", "challenge"),
		sims.AtMost("mb", "sent", goalMB, value("mb_sent"), "MB", "challenge"),
		sims.Within("dp", "a guarantee is stated", 1, value("dp"), 0, "", "challenge"),
	}
}
