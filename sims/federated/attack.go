package federated

import (
	"math"

	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

// How often an attacker is shown the releases, half of the times with the unit in them. Where every unit is in every
// release, the sum of them tells all there is to know, and one number stands for it; with sampling each round counts.
const (
	attackSums = 400_000
	attackRuns = 20_000
)

// attack is how well the best test tells releases with a unit from those without it. The attacker knows all but whether
// the unit is in them: its direction, everyone else's vectors, and the noise's law.
type attack struct {
	Draws       int       // how often it was shown the releases
	True, False float64   // share with and without the unit that the attacker calls "with"
	With, Out   []float64 // shares called "with" at each of some thresholds
	Beyond      float64   // delta at the stated epsilon by the evidence of these draws, the worse of the two directions
}

// attackKey is all that an attack depends on.
type attackKey struct {
	rounds, seed int
	z, q, eps    float64
}

var attacks = model.NewMemo[attackKey, attack](64)

// attackRelease plays the noise of the rounds that were released along the direction of the unit, in units of the clip.
// With whole participation the rounds may have unlike noise; what they tell together depends on the sum of 1/z² alone.
func attackRelease(b *model.Budget, p Params, r Result) attack {
	rounds, square := r.released()
	if rounds == 0 {
		return attack{}
	}
	key := attackKey{rounds, p.Seed, r.plan.z, p.q(), r.spent(p, p.Rounds).tight}
	if key.q >= 1 {
		key.rounds, key.z = 1, 1/math.Sqrt(square)
	}
	return attacks.Of(b, key, func(b *model.Budget) attack { return key.play(b) })
}

// rocPoints is how many thresholds of the attack are kept.
const rocPoints = 15

func (k attackKey) play(b *model.Budget) attack {
	rng := model.Stream(k.seed, "attack")
	a := attack{Draws: attackRuns}
	if k.q >= 1 {
		a.Draws = attackSums
	}
	widest := 3 * k.spread()         // thresholds lie evenly from −widest to widest
	var passed [2][rocPoints + 1]int // [i] passes the first i thresholds and no more
	var named [2]int
	var beyond [2]float64
	for draw := range a.Draws {
		side := draw % 2 // 0 with the unit
		evidence := 0.0
		for range k.rounds {
			seen := k.z * rng.NormFloat64()
			if side == 0 && (k.q >= 1 || rng.Float64() < k.q) {
				seen++
			}
			evidence += likelihood(seen, k.z, k.q)
		}
		b.Spend(k.rounds*attackSteps(k.q) + drawnSteps)
		at := math.Ceil((evidence/widest + 1) / 2 * (rocPoints - 1))
		passed[side][int(max(0, min(at, rocPoints)))]++
		if evidence > 0 {
			named[side]++
		}
		// What is more than e^ε times as likely here as on the other side counts towards delta.
		if more := float64(1-2*side)*evidence - k.eps; more > 0 {
			beyond[side] -= math.Expm1(-more)
		}
	}
	each := float64(a.Draws) / 2
	a.True, a.False = float64(named[0])/each, float64(named[1])/each
	a.Beyond = max(beyond[0], beyond[1]) / each
	a.With, a.Out = tails(passed[0], each), tails(passed[1], each)
	return a
}

// spread is about the deviation of the evidence: that of one round is 1/z, or with sampling the root of the variance of
// the likelihood ratio, q²(e^(1/z²) − 1), where that is less.
func (k attackKey) spread() float64 {
	round := 1 / k.z
	if k.q < 1 {
		round = min(round, k.q*math.Sqrt(math.Expm1(min(round*round, 50))))
	}
	return round * math.Sqrt(float64(k.rounds))
}

// tails are the shares that pass each threshold.
func tails(passed [rocPoints + 1]int, each float64) []float64 {
	out, sum := make([]float64, rocPoints), 0
	for i := rocPoints - 1; i >= 0; i-- {
		sum += passed[i+1]
		out[i] = float64(sum) / each
	}
	return out
}

// likelihood is the logarithm of how much likelier a release is with the unit than without it.
func likelihood(seen, z, q float64) float64 {
	l := (2*seen - 1) / (2 * z * z)
	if q >= 1 {
		return l
	}
	if l > 30 {
		return l + calc.Log(q)
	}
	return math.Log1p(q * math.Expm1(l))
}

// stray is how far the gain lies from its law, but for one case in two million: Bernstein's inequality for the
// difference of two shares of n draws each, where both shares are off by p(1 − p).
func (a attack) stray(p float64) float64 {
	n := float64(a.Draws) / 2
	return model.Bernstein(2*p*(1-p), 1./3, n)
}

// deviation is the standard deviation of the gain.
func (a attack) deviation() float64 {
	return math.Sqrt(2 * (a.True*(1-a.True) + a.False*(1-a.False)) / float64(max(1, a.Draws)))
}
