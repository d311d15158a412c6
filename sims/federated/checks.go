package federated

import (
	"math"

	"tradeofflab/sims"
)

const fourInMillion = 14.5 // e^−14.5 is one in two million: how seldom a check of chance may be off

// checks holds the run against what must be so. Those of chance are off once in a million runs or less.
func checks(p Params, r Result) []sims.Check {
	var out []sims.Check
	if p.Secure {
		out = append(out, sims.Within("masks", "Rounds whose unmasked sum is not the sum of the updates, bit for bit",
			0,
			float64(r.WrongSums), 0, "rounds", "arithmetic modulo 2^64"))
	}
	out = append(out, aucChecks(p, r)...)
	// Each of n additions may lose half a last place of a sum of numbers of about 1.
	n := float64(r.data.patients + 100)
	const small = 1e12 // the unit of the check
	out = append(out, sims.Within("one_step", "One federated step is one step on all data", 0, tidy(small*r.apart),
		tidy(small*8*p.LR*n*0x1p-52), "× 10^−12", "McMahan et al. 2017, section 2, by size, without clip and noise"))
	if !r.guaranteed() {
		return out
	}
	a := r.spent(p, p.Rounds)
	if p.q() >= 1 {
		out = append(out, sims.AtMost("exact_cks", "The exact epsilon is not above the better bound by zCDP",
			tidy(a.cks),
			tidy(a.tight), "", "Balle and Wang 2018, theorem 8"))
	}
	out = append(out, sims.AtMost("cks_zcdp", "… and that is not above the first one", tidy(a.zcdp), tidy(a.cks), "",
		"Canonne, Kamath and Steinke 2020, section 2.3"))
	if p.Z == 0 && p.Noise == "central" {
		out = append(out, sims.AtMost("target", "Epsilon spent of what was asked for", p.TargetEps*(1+1e-9),
			tidy(a.tight), "", "exact account; Rényi with sampling"))
	}
	if c, ok := noiseCheck(r); ok {
		out = append(out, c)
	}
	return append(out, attackCheck(p, r, a))
}

// aucChecks holds the measured AUC against that among all patients there could be. The held-out patients played no part
// in the training, so the measured one strays like a mean over pairs: its variance is at most A(1−A)/n (Birnbaum and
// Klose 1957), for n patients of each class; spreading them evenly lowers it.
func aucChecks(p Params, r Result) []sims.Check {
	hold := func(id, name string, want, got float64) sims.Check {
		sd := math.Sqrt(max(want*(1-want), 2.0/heldOut) / heldOut)
		return sims.Within(id, name, tidy(want), tidy(got), tidy(5*sd+1.0/heldOut), "",
			"normal classes: Phi(distance of the scores / √2)")
	}
	return []sims.Check{
		hold("auc", "AUC of the common model", r.law, r.AUC),
		hold("auc_central", "AUC of training on all data", r.lawCentral, r.Central),
	}
}

// noiseCheck holds the squares of the noise, which have a chi-square law, against their number (Laurent and Massart,
// Annals of Statistics 2000, lemma 1).
func noiseCheck(r Result) (sims.Check, bool) {
	n := float64(r.noiseDraws)
	if n == 0 {
		return sims.Check{}, false
	}
	return sims.Within("noise", "Mean square of the noise over (z × clip)²", 1, tidy(r.noiseSquares/n),
		tidy((2*math.Sqrt(n*fourInMillion)+2*fourInMillion)/n), "", "chi-square, Laurent and Massart 2000"), true
}

// attackCheck holds the gain of the best attack against its bound. By Hoeffding the difference of two shares of n runs
// each is off by x at most with probability 2·exp(−n·x²).
func attackCheck(p Params, r Result, a account) sims.Check {
	bound, gain := r.tightBound(p, a.tight), r.mia.True-r.mia.False
	stray := math.Sqrt(fourInMillion / (attackWorlds / 2))
	if p.q() < 1 {
		return sims.AtMost("attack", "Gain of the best attack, with its stray", tidy(bound+stray), tidy(gain), "",
			"(e^ε − 1 + 2δ)/(e^ε + 1), or Pinsker's inequality")
	}
	return sims.Within("attack", "Gain of the best attack: true less false positives", tidy(bound), tidy(gain),
		tidy(stray), "", "2·Phi(√T/2z) − 1; Dong, Roth and Su 2019")
}
