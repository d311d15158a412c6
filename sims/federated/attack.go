package federated

import (
	"math"

	"tradeofflab/sims/model"
)

// attackWorlds is how many runs an attacker is shown, half of them with the unit in it.
const attackWorlds = 20_000

// attack is how well the best test tells runs with a unit from runs without it. The attacker knows all but whether the
// unit took part: its direction, everyone else's data, and the noise's law.
type attack struct {
	True, False float64   // share of runs with and without the unit that the attacker calls "with"
	With, Out   []float64 // shares called "with" at each of some thresholds
}

// attackKey is all that an attack depends on.
type attackKey struct {
	rounds, seed int
	z, q         float64
}

var attacks = model.NewMemo[attackKey, attack](64)

// attackRelease plays the releases of the sums along the direction of the unit, in units of the clip, round by round,
// with the noise multiplier that all rounds together come to.
func attackRelease(b *model.Budget, p Params, z float64) attack {
	key := attackKey{p.Rounds, p.Seed, z, p.q()}
	return attacks.Of(b, key, func(b *model.Budget) attack { return key.play(b) })
}

// rocPoints is how many thresholds of the attack are kept.
const rocPoints = 15

func (k attackKey) play(b *model.Budget) attack {
	rng := model.Stream(k.seed, "attack")
	spread := math.Sqrt(float64(k.rounds)) / k.z
	thresholds := make([]float64, rocPoints)
	for i := range thresholds {
		thresholds[i] = spread * 3 * (float64(i)/(rocPoints-1)*2 - 1)
	}
	a := attack{With: make([]float64, rocPoints), Out: make([]float64, rocPoints)}
	const each = 1.0 / (attackWorlds / 2)
	for world := range attackWorlds {
		with := world%2 == 0
		evidence := 0.0
		for range k.rounds {
			seen := k.z * rng.NormFloat64()
			if with && (k.q >= 1 || rng.Float64() < k.q) {
				seen++
			}
			evidence += likelihood(seen, k.z, k.q)
		}
		b.Spend(k.rounds * attackSteps(k.q))
		at := a.Out
		if with {
			at = a.With
		}
		for i, t := range thresholds {
			if evidence > t {
				at[i] += each
			}
		}
		switch {
		case evidence <= 0:
		case with:
			a.True += each
		default:
			a.False += each
		}
	}
	return a
}

// likelihood is the logarithm of how much likelier a release is with the unit than without it.
func likelihood(seen, z, q float64) float64 {
	l := (2*seen - 1) / (2 * z * z)
	if q >= 1 {
		return l
	}
	if l > 30 {
		return l + math.Log(q)
	}
	return math.Log1p(q * math.Expm1(l))
}
