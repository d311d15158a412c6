package federated

import (
	"fmt"

	"tradeofflab/say"
)

// three compares the three ways in a sentence. Two digits: the held-out patients leave the third to chance.
func (r Result) three(p Params) string {
	together := fmt.Sprintf("Together %s reach an AUC of %s", say.Count(p.Clients, "site"), say.Number(r.AUC, 2))
	all := "all data in one place would give " + say.Number(r.Central, 2) + "."
	if r.LocalSites == 0 {
		return together + "; none has patients of both classes, so that none could train alone, and " + all
	}
	return together + "; alone a site gets " + say.Number(r.Local, 2) + ", and " + all
}

// idleEps is the epsilon from which on it says next to nothing: what is seen may be e^20, 500 million, times as likely
// with the unit as without it.
const idleEps = 20

// takeaway says what the run shows.
func takeaway(p Params, r Result) string {
	if !r.guaranteed() {
		return r.three(p) + " No epsilon holds: " + r.why() + "."
	}
	eps := r.spent(p, p.Rounds).tight
	text := fmt.Sprintf(" That tells of %s at most an epsilon of %s in all", r.anyOne(p), epsText(eps))
	if p.Z == 0 && eps > p.TargetEps*(1+1e-9) {
		text += fmt.Sprintf(", more than the %s asked for, since parts of the noise are missing", epsText(p.TargetEps))
	}
	text += fmt.Sprintf(", at a delta of %s", say.Plain(p.Delta))
	if eps >= idleEps {
		text += ": so large a bound says next to nothing"
	}
	return r.three(p) + text + "."
}

// anyOne names the units that the guarantee holds for. A poisoned site sends more than the clip, under masks and of
// patients wherever.
func (r Result) anyOne(p Params) string {
	one := "any one " + p.unitWord()
	if r.evil(p) == 0 {
		return one
	}
	if p.Unit == "record" {
		one += " of a site"
	}
	return one + " that keeps to the protocol"
}

// evil is how many sites send poison.
func (r Result) evil(p Params) (n int) {
	for _, s := range r.data.sites {
		if s.evil {
			n++
		}
	}
	return n
}

// why says why there is no guarantee.
func (r Result) why() string {
	if r.plan.void != "" {
		return r.plan.void
	}
	return "in some round nobody was left who had added noise"
}

// coach names the next thing to try from this run.
func coach(p Params, r Result) string {
	switch {
	case r.evil(p) > 0 && p.Secure:
		return "Poisoned vectors come in masked, so the server can neither see nor shorten them. Switch secure " +
			"aggregation off and let it take the median: what does it see then that it did not before?"
	case r.Aborted > 0:
		return coachLost(p, r)
	case !r.guaranteed() && r.plan.z == 0:
		return fmt.Sprintf("Without noise the model is at %s. Ask for an epsilon of 2, with the clip at 0.1: say "+
			"first how much of that AUC is left.", say.Number(r.AUC, 3))
	case !r.guaranteed() && p.Aggregate != "mean":
		return "There is noise, but no epsilon: " + r.why() + ". Take the mean and look again."
	case !r.guaranteed():
		return "There is noise, but no epsilon: " + r.why() + ". Let the server add the noise and look again."
	}
	return coachPrivate(p, r)
}

// coachLost is for runs with lost rounds.
func coachLost(p Params, r Result) string {
	lost := fmt.Sprintf("%s lost, since fewer sites answered than the threshold of %d of %d", counted(r.Aborted,
		"round", "was", "were"), p.threshold(p.Clients), p.Clients)
	least := p
	least.Threshold = leastThreshold
	if least.threshold(p.Clients) < p.threshold(p.Clients) {
		return lost + ". Lower the threshold: which sites can now open a vector together with the server?"
	}
	return lost + ", which cannot be lower. Let fewer sites drop out: at which share of them is no round lost any more?"
}

// smallLoss is a difference of AUC that nobody would notice.
const smallLoss = 0.01

// coachPrivate is for runs with a guarantee.
func coachPrivate(p Params, r Result) string {
	a := r.spent(p, p.Rounds)
	switch {
	case p.Noise == "distributed" && r.zUsed(p) < r.plan.z*(1-1e-9):
		return fmt.Sprintf("Parts of the noise went missing with the sites that had them: %s × clip is left of %s. "+
			"Which knob makes up for it, and what does the AUC pay?", say.Number(r.zUsed(p), 2),
			say.Number(r.plan.z, 2))
	case a.tight >= idleEps:
		return fmt.Sprintf("An epsilon of %s bounds next to nothing. Take a noise multiplier of 0 and ask for an "+
			"epsilon of 2: say first what AUC is left.", epsText(a.tight))
	case r.saves(p):
		return fmt.Sprintf("Since each %s is in a round by chance, %s is spent and not %s. Halve the share that takes "+
			"part: does epsilon halve?", p.unitWord(), epsText(a.tight), epsText(a.zcdp))
	case p.Z > 0 && r.plan.step < 1 && p.Rounds > 1:
		called := "The textbook calls one such round an epsilon of"
		if r.plan.claimed {
			called = "You claim for one such round an epsilon of"
		}
		return fmt.Sprintf("%s %s. After %d rounds the sum is %s and the truth %s. How many times the noise makes all "+
			"rounds together what one was called?", called, epsText(r.plan.step), p.Rounds, epsText(a.naive),
			epsText(a.tight))
	case r.LocalSites > 0 && r.AUC < r.Local && r.evil(p) > 0:
		return fmt.Sprintf("Noise and poison cost more than the others' patients bring: %s together, %s alone. Take "+
			"the poison away: how much of it was the noise?", say.Number(r.AUC, 3), say.Number(r.Local, 3))
	case r.LocalSites > 0 && r.AUC < r.Local:
		return fmt.Sprintf("The noise costs more than the others' patients bring: %s together, %s alone. Double the "+
			"number of sites at the same epsilon. What happens?", say.Number(r.AUC, 3), say.Number(r.Local, 3))
	case p.Unit == "client" && r.Central-r.AUC < smallLoss:
		return fmt.Sprintf("At an epsilon of %s the noise costs next to nothing. Which epsilon takes 0.05 off the "+
			"AUC? Say it, then lower epsilon until it does.", epsText(a.tight))
	case p.Unit == "client":
		return fmt.Sprintf("Noise of %s × clip hides a whole site. Hide one patient of it instead (unit of privacy): "+
			"how much of the %s between this run and all data in one place comes back?", say.Number(r.plan.z, 1),
			say.Number(max(0, r.Central-r.AUC), 3))
	}
	return "Epsilon is now that of one patient. What may a reader learn of a site with a hundred of them? Say it, " +
		"then look at the same run with a site as the unit."
}

// counted prints a number of things with its verb: "1 round was", "2 rounds were".
func counted(n int, noun, one, many string) string {
	return say.Count(n, noun) + " " + say.Either(n, one, many)
}
