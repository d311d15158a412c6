package stampede

import (
	"math/rand/v2"

	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

// gamma is the Euler–Mascheroni constant, the mean of the standard Gumbel law.
const gamma = 0.57721566490153286

// rebuildsWithoutGuard is the number of rebuilds of one expiry when nothing guards it: the first read, and all that
// follow until its query ends (Vattani, Chierichetti and Lowenstein 2015, section 1: 10 reads/s and 3 s give 31).
func rebuildsWithoutGuard(rps, recompute float64) float64 { return 1 + rps*recompute }

// refreshChance is the probability that a read x seconds before expiry refreshes early.
func refreshChance(x, beta, recompute float64) float64 { return calc.Exp(-x / (beta * recompute)) }

// reachesExpiry is the probability that no read refreshes early in a time to live: the rate of refreshing reads,
// λ·e^(−x/βδ), integrated over the time to live is the mean of a Poisson count, and this is the chance that it is 0.
func reachesExpiry(rps, beta, recompute, ttl float64) float64 {
	scale := beta * recompute
	return calc.Exp(-rps * scale * (1 - calc.Exp(-ttl/scale)))
}

// meanFirstLead is the mean time before expiry of the first early refresh, where reads are many: the largest of many
// draws from an exponential tail follows the Gumbel law, with mode βδ·ln(λβδ).
func meanFirstLead(rps, beta, recompute float64) float64 {
	scale := beta * recompute
	return scale * (calc.Log(rps*scale) + gamma)
}

// leadBelow is the probability that the first early refresh begins less than x before expiry, or none does.
func leadBelow(x, rps, beta, recompute, ttl float64) float64 {
	scale := beta * recompute
	return calc.Exp(-rps * scale * max(0, calc.Exp(-x/scale)-calc.Exp(-ttl/scale)))
}

// rebuildsEarly is the mean number of rebuilds of one cycle with early refresh. Seen from the first refresh at lead x,
// the expected number of further ones until its value is stored is λβδ·e^(−x/βδ)·(e^(1/β) − 1), and λβδ·e^(−x/βδ) is
// exponential with mean 1, whatever λ is: so 1 + (e^(1/β) − 1).
func rebuildsEarly(beta float64) float64 { return calc.Exp(1 / beta) }

// lawApplies says whether reads are so many, and the time to live so long, that the laws of early refresh hold without
// regard to the ends of the cycle.
func (p Params) lawApplies() bool {
	scale := p.Beta * p.RecomputeS
	crossing := calc.Exp(-p.RPS * scale * calc.Exp(-1/p.Beta)) // the first refresh begins less than δ before expiry
	starts := p.RPS * scale * calc.Exp(-(p.TTLS-p.JitterS/2-2*p.RecomputeS)/scale)
	return crossing < 0.002 && starts < 0.002 && p.SpreadPct == 0 && !p.Crash && p.JitterS == 0
}

// refreshes simulates cycles of early refresh alone, read by refreshing read, with a database that is never busy. It
// gives the lead of the first refresh of each cycle (0 where the value expired first) and the mean number of rebuilds.
func refreshes(b *model.Budget, rng *rand.Rand, rps, beta, recompute, ttl float64, cycles int) (leads []float64,
	mean float64) {
	scale := beta * recompute
	leads = make([]float64, cycles)
	count, spent := 0, 0
	for i := range leads {
		if count-spent > spendAfter/refreshSteps {
			b.Spend(refreshSteps * (count - spent))
			spent = count
		}
		at, lead := firstLead(rng, rps, scale, ttl)
		leads[i] = lead
		count++
		// Until the value is stored, reads go on to refresh; after expiry every read does.
		late := recompute - lead
		until := 1.0
		if late < 0 {
			until = calc.Exp(late / scale)
		} else {
			for left := rps*late - rng.ExpFloat64(); left > 0; left -= rng.ExpFloat64() {
				count++
			}
		}
		for at += rng.ExpFloat64() / (rps * scale); at < until; at += rng.ExpFloat64() / (rps * scale) {
			count++
		}
	}
	b.Spend(refreshSteps * (count - spent))
	return leads, float64(count) / float64(cycles)
}

// refreshSteps is the work of one refreshing read.
const refreshSteps = 15

// firstLead draws when the first read of a cycle refreshes: at is the integral of the rate of refreshing reads until
// then, as a part of rps·scale, and lead the time before expiry, 0 where none refreshes.
func firstLead(rng *rand.Rand, rps, scale, ttl float64) (at, lead float64) {
	at = calc.Exp(-ttl/scale) + rng.ExpFloat64()/(rps*scale)
	if at < 1 {
		lead = -scale * calc.Log(at)
	}
	return at, lead
}
