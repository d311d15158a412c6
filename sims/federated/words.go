package federated

import (
	"fmt"

	"tradeofflab/say"
)

// takeaway says what the run shows.
func takeaway(p Params, r Result) string {
	head := fmt.Sprintf("Together %s reach an AUC of %s; alone a site gets %s, and all data in one place would "+
		"give %s.",
		say.Count(p.Clients, "site"), say.Number(r.AUC, 3), say.Number(r.Local, 3), say.Number(r.Central, 3))
	if !r.guaranteed() {
		return head + " No epsilon holds: " + r.why() + "."
	}
	a := r.spent(p, p.Rounds)
	return head + fmt.Sprintf(" That tells of any one %s at most an epsilon of %s in all, at a delta of %s.",
		p.unitWord(),
		say.Short(a.tight), say.Plain(p.Delta))
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
	case p.Byzantine > 0 && p.Secure:
		return "Poisoned vectors come in masked, so the server can neither see nor shorten them. Switch secure " +
			"aggregation off and let it take the median: what does it see then that it did not before?"
	case r.Aborted > 0:
		return fmt.Sprintf("%s lost, since fewer sites answered than the threshold. Lower the threshold: which "+
			"sites can now open a vector together with the server?", counted(r.Aborted, "round", "was", "were"))
	case !r.guaranteed() && r.plan.z == 0:
		return fmt.Sprintf("Without noise the model is at %s. Ask for an epsilon of 2, with the clip at 0.1: say "+
			"first "+
			"how much of that AUC is left.", say.Number(r.AUC, 3))
	case !r.guaranteed():
		return "There is noise, but no epsilon: " + r.why() + ". Take the mean and look again."
	}
	return coachPrivate(p, r)
}

// smallLoss is a difference of AUC that nobody would notice.
const smallLoss = 0.01

// coachPrivate is for runs with a guarantee.
func coachPrivate(p Params, r Result) string {
	a := r.spent(p, p.Rounds)
	switch {
	case p.Noise == "distributed" && r.zUsed(p) < r.plan.z*(1-1e-9):
		return fmt.Sprintf("Parts of the noise went missing with the sites that had them: %s × clip is left of %s. "+
			"Which "+
			"knob makes up for it, and what does the AUC pay?", say.Number(r.zUsed(p), 2), say.Number(r.plan.z, 2))
	case p.q() < 1:
		return fmt.Sprintf("Since each %s is in a round by chance, %s is spent and not %s. Halve the share that takes "+
			"part: does epsilon halve?", p.unitWord(), say.Short(a.tight), say.Short(a.zcdp))
	case p.Z > 0 && r.plan.step < 1 && p.Rounds > 1:
		return fmt.Sprintf("The textbook calls one such round an epsilon of %s. After %d rounds the sum is %s and "+
			"the truth "+
			"%s. How many times the noise makes all rounds together what one was called?", say.Short(r.plan.step),
			p.Rounds, say.Short(a.naive), say.Short(a.tight))
	case r.AUC < r.Local:
		return fmt.Sprintf("The noise costs more than the others' patients bring: %s together, %s alone. Double the "+
			"number of sites at the same epsilon. What happens?", say.Number(r.AUC, 3), say.Number(r.Local, 3))
	case p.Unit == "client" && r.Central-r.AUC < smallLoss:
		return fmt.Sprintf("At an epsilon of %s the noise costs next to nothing. Which epsilon takes 0.05 off the "+
			"AUC? Say "+
			"it, then lower epsilon until it does.", say.Short(a.tight))
	case p.Unit == "client":
		return fmt.Sprintf("Noise of %s × clip hides a whole site. Hide one patient of it instead (unit of "+
			"privacy): how "+
			"much of the %s between this run and all data in one place comes back?", say.Number(r.plan.z, 1),
			say.Number(max(0, r.Central-r.AUC), 3))
	}
	return "Epsilon is now that of one patient. What may a reader learn of a site with a hundred of them? Say it, " +
		"then " +
		"look at the same run with a site as the unit."
}

// counted prints a number of things with its verb: "1 round was", "2 rounds were".
func counted(n int, noun, one, many string) string {
	return say.Count(n, noun) + " " + say.Either(n, one, many)
}
