package recommender

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"tradeofflab/say"
	"tradeofflab/sims/calc"
)

// response is the law of a source's response time, in ms.
type response struct {
	mean, mid float64 // mid is the median
	sigma     float64 // deviation of the logarithm; 0 for an exponential law
}

// z99 is the 99th percentile of a standard normal number.
var z99 = math.Sqrt2 * math.Erfinv(0.98)

func (p Params) response(mean float64) response {
	if p.Dist == "exp" {
		return response{mean: mean, mid: mean * math.Ln2}
	}
	sigma := calc.Log(p.Spread) / z99
	return response{mean: mean, mid: mean * calc.Exp(-sigma*sigma/2), sigma: sigma}
}

func (l response) draw(rng *rand.Rand) float64 {
	if l.sigma == 0 {
		return l.mean * rng.ExpFloat64()
	}
	return l.mid * calc.Exp(l.sigma*rng.NormFloat64())
}

// within is the chance of an answer within t.
func (l response) within(t float64) float64 {
	switch {
	case t <= 0:
		return 0
	case l.sigma == 0:
		return -math.Expm1(-t / l.mean)
	}
	return math.Erfc(-calc.Log(t/l.mid)/(l.sigma*math.Sqrt2)) / 2
}

// fan is a request that asks all of some sources and waits for the last: the maximum of independent times.
type fan []response

// within is the chance that all have answered within t.
func (f fan) within(t float64) float64 {
	all := 1.0
	for _, l := range f {
		all *= l.within(t)
	}
	return all
}

// quantile is the time within which all have answered with chance q, by bisection.
func (f fan) quantile(q float64) float64 {
	low, high := 0.0, 1.0
	for f.within(high) < q {
		high *= 2
	}
	for range 60 {
		if mid := (low + high) / 2; f.within(mid) < q {
			low = mid
		} else {
			high = mid
		}
	}
	return (low + high) / 2
}

// almostSure is the chance to have answered within the time at which a sum over all times is cut off.
const almostSure = 1 - 1e-12

// moments are the mean and the mean square of the time that a request takes that waits for all, but no longer than most
// where that is above 0: the integrals of 1 − F and of 2t(1 − F), in equal steps of the logarithm.
func (f fan) moments(most float64) (mean, square float64) {
	if most <= 0 {
		most = f.quantile(almostSure)
	}
	const steps = 4000
	low := most * 1e-7
	ratio := calc.Pow(most/low, 1.0/steps)
	mean, square = low, low*low
	for t, i := low, 0; i < steps; i++ {
		next := t * ratio
		left := 1 - f.within(math.Sqrt(t*next))
		mean += left * (next - t)
		square += left * (next*next - t*t)
		t = next
	}
	return mean, square
}

// laws are the laws of the response times of the sources.
func (p Params) laws() fan {
	out := make(fan, p.Sources)
	for i := range out {
		out[i] = p.response(p.sourceMs(i))
	}
	return out
}

// sourceMs is the mean response of source i: where one is given, of all.
func (p Params) sourceMs(i int) float64 { return p.SourceMs[min(i, len(p.SourceMs)-1)] }

// parseList reads numbers between two bounds, with commas between them.
func parseList(text string, least, most int, low, high float64) ([]float64, error) {
	parts := strings.Split(text, ",")
	if len(parts) < least || len(parts) > most {
		return nil, fmt.Errorf("give %d to %d numbers with commas between them", least, most)
	}
	var out []float64
	for _, part := range parts {
		v, err := say.ParseNumber(strings.TrimSpace(part))
		if err != nil {
			return nil, err
		}
		if v < low || v > high {
			return nil, fmt.Errorf("%q is not between %s and %s", part, say.Plain(low), say.Plain(high))
		}
		out = append(out, v)
	}
	return out, nil
}

func parseSources(text string) ([]float64, error) { return parseList(text, 1, mostSources, 0.1, 1000) }

func parseRates(text string) ([]float64, error) { return parseList(text, 2, mostArms, 0, 1) }
