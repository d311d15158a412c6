package federated

import (
	"math"

	"tradeofflab/sims"
	"tradeofflab/sims/model"
)

// deviations of a normal number that are passed on either side once in two million cases: √(2·model.Seldom) is a little
// more.
const deviations = 5.4

// checks holds the run against what must be so. Those of chance are off once in a million runs or less.
func checks(p Params, r Result) []sims.Check {
	var out []sims.Check
	if r.unmasked(p) > 0 {
		out = append(out, sims.Within("masks", "Rounds whose unmasked sum is not the sum of the updates, bit for bit",
			0, float64(r.WrongSums), 0, "rounds", "arithmetic modulo 2^64"))
	}
	out = append(out, aucChecks(p, r)...)
	// Each of n additions may lose half a last place of a sum of numbers of about 1, and each site's vector, weighted
	// by its size, less than 2^−32.
	n, k := float64(r.data.patients+100), float64(p.Clients)
	const small = 1e12 // the unit of the check
	out = append(out, sims.Within("one_step", "One federated step, sent as the rounds are, is one step on all data", 0,
		tidy(small*r.apart), tidy(small*(8*p.LR*n*0x1p-52+k*0x1p-32/float64(r.data.patients))), "× 10^−12",
		"McMahan et al. 2017, FedSGD: by size, without clip and noise"))
	if !r.guaranteed() {
		return out
	}
	a := r.spent(p, p.Rounds)
	if p.q() >= 1 && a.tight < mostEps {
		out = append(out, sims.AtMost("exact_cks", "The exact epsilon is not above the better bound by zCDP",
			tidy(a.cks), tidy(a.tight), "", "Balle and Wang 2018, theorem 8"),
			sims.AtMost("delta", "Delta at the exact epsilon, both densities added up", tidy(p.Delta*(1+1e-6)),
				tidy(deltaAddedUp(a.tight, math.Sqrt(r.square(p.Rounds)))), "", "Simpson's rule, without theorem 8"))
	}
	if c, ok := noiseCheck(r); ok {
		out = append(out, c)
	}
	if r.mia.Draws == 0 {
		return out
	}
	if a.tight < mostEps {
		n := float64(r.mia.Draws) / 2
		stray := model.Bernstein(p.Delta, 1./3, n)
		out = append(out, sims.AtMost("beyond", "Delta at this epsilon by the draws of the attack, with its stray",
			tidy(p.Delta+stray), tidy(r.mia.Beyond), "", "mean of 1 − e^(ε − evidence); Bernstein's inequality"))
	}
	return append(out, attackCheck(p, r, a))
}

// aucChecks holds the measured AUC against that among all patients there could be. The held-out patients played no part
// in the training; see stray for how much is left to chance.
func aucChecks(p Params, r Result) []sims.Check {
	hold := func(id, name string, w []float64, want, got float64) sims.Check {
		return sims.Within(id, name, tidy(want), tidy(got), tidy(deviations*r.data.stray(w, want)+1.0/heldOut), "",
			"normal classes: Phi(distance of the scores / √2)")
	}
	return []sims.Check{
		hold("auc", "AUC of the common model", r.model, r.law, r.AUC),
		hold("auc_central", "AUC of training on all data", r.central, r.lawCentral, r.Central),
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
		tidy((2*math.Sqrt(n*model.Seldom)+2*model.Seldom)/n), "", "chi-square, Laurent and Massart 2000"), true
}

// attackCheck holds the gain of the best attack against its law, and with sampling, where there is none in closed form,
// against its bound.
func attackCheck(p Params, r Result, a account) sims.Check {
	gain := r.mia.True - r.mia.False
	if p.q() < 1 {
		return sims.AtMost("attack", "Gain of the best attack, with its stray",
			tidy(r.tightBound(p, a.tight)+r.mia.stray(.5)), tidy(gain), "",
			"2·Phi(√T/2z) − 1 without sampling, (e^ε − 1 + 2δ)/(e^ε + 1), Pinsker's inequality: the least")
	}
	_, square := r.released()
	mu := math.Sqrt(square)
	return sims.Within("attack", "Gain of the best attack: true less false positives", tidy(gainOf(mu)), tidy(gain),
		tidy(r.mia.stray(normal(mu/2))), "", "2·Phi(√T/2z) − 1 of the rounds released; Dong, Roth and Su 2022")
}
