package migration

import (
	"math"

	"tradeofflab/sims/calc"
)

func rounded(v float64) float64 { return math.Round(math.Max(0, v)) }

// mostDecimals is how many decimals a number has at most.
const mostDecimals = 6

// estimated leaves a number the three figures that a sample may give it.
func estimated(v float64) float64 { return toUnit(rounded(v), 0) }

// carried leaves an estimate of rows the digits that its standard error lets it have, at most three; every one where
// all rows are followed.
func (r Result) carried(v, stray float64) float64 {
	if r.Exact {
		return rounded(v)
	}
	return toUnit(rounded(v), stray)
}

// toUnit rounds a number above 100 to three figures, or to the first figure of its standard error where that is larger.
func toUnit(v, stray float64) float64 {
	if v < 100 {
		return v
	}
	most := math.Floor(calc.Log10(v))
	unit := most - 2
	if stray >= 1 {
		unit = math.Min(most, math.Max(unit, math.Floor(calc.Log10(stray))))
	}
	step := calc.Pow(10, unit)
	return math.Round(v/step) * step
}

// decimals is how many decimals a number has so that it shows three figures, and none behind the first figure of its
// standard error.
func decimals(v, stray float64) int {
	if v == 0 {
		return 0
	}
	n := 2 - math.Floor(calc.Log10(math.Abs(v)))
	if stray > 0 {
		n = math.Min(n, math.Max(-math.Floor(calc.Log10(stray)), 0))
	}
	return int(math.Max(0, math.Min(n, mostDecimals)))
}

// sure says whether what no followed row shows at rest no row can: all are followed, or every change arrives and none
// is replaced by an older one.
func (p Params) sure(r Result) bool { return r.Exact || p.converges(&r.Line) }

// bound is how many rows fewer than can differ, with 95 % certainty, where no followed row does: with chance
// (1 − 1/weight)^rows, at most e^−(rows/weight), none of them would have been met, and e^−3 is 5 %.
func (r Result) bound() float64 { return 3 * r.Heaviest }
