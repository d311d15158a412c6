package transactions

import (
	"math"

	"tradeofflab/sims"
)

const (
	presumed   = "Mohan, Lindsay and Obermarck, 1986"
	littleLaw  = "Little's law"
	definition = "what the protocol guarantees"
)

// checks holds a run against the closed forms. Each is shown where its assumptions hold.
func checks(p Params, r Result) []sims.Check {
	out := []sims.Check{}
	if r.AppliedTwice == 0 {
		out = append(out, sims.Within("conserved", "Money in accounts and on its way at the end", float64(r.Start),
			float64(r.Sum), 0, "", definition))
	}
	return append(out, countChecks(p, r)...)
}

func countChecks(p Params, r Result) []sims.Check {
	var out []sims.Check
	if r.Committed > 0 {
		out = append(out,
			sims.Within("messages", "Messages of a committed transfer", messagesLaw(p), r.Messages, 1e-9, "", presumed),
			sims.Within("forces", "Log forces of a committed transfer", forcesLaw(p), r.Forces, 1e-9, "", presumed))
	}
	if p.Crash == "none" && r.Clean > 0 && !(p.Protocol == outbox && p.Answer == "complete") {
		out = append(out, sims.Within("answer", "Answer of a transfer that meets no lock, mean", answerLaw(p), r.CleanMs,
			1e-5, "ms", "round trips and log forces in a row"))
	}
	want := availabilityLaw(p)
	tie := (1 + math.Exp(-upGap)) / (1 - math.Exp(-upGap)) // successive looks at a node are a little alike
	out = append(out, sims.Within("available", "Transfers that find every node up", 100*want,
		percent(r.Up, r.Trials), 400*math.Sqrt(want*(1-want)/upTrials*tie), "%", "independent failures"))
	return out
}
