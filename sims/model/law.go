package model

import (
	"math"
	"math/rand/v2"
	"strconv"

	"tradeofflab/sims/calc"
)

// ZipfWeights gives the popularity of n keys by Zipf's law, not normed: the key of rank i, from 1, has weight
// i^−exponent. Exponent 0 makes all alike.
func ZipfWeights(n int, exponent float64) []float64 {
	weights := make([]float64, n)
	for i := range weights {
		weights[i] = 1
		if exponent != 0 {
			weights[i] = calc.Pow(float64(i+1), -exponent)
		}
	}
	return weights
}

// ZipfShares is ZipfWeights as shares of their sum.
func ZipfShares(n int, exponent float64) []float64 {
	share, sum := ZipfWeights(n, exponent), 0.0
	for _, w := range share {
		sum += w
	}
	for i := range share {
		share[i] /= sum
	}
	return share
}

// Poisson draws a number with the mean: by inversion when it is small, else by transformed rejection (Hörmann, "The
// transformed rejection method for generating Poisson random variables", Insurance: Mathematics and Economics 12, 1993,
// algorithm PTRS).
func Poisson(rng *rand.Rand, mean float64) int {
	if mean <= 0 {
		return 0
	}
	if mean < 10 {
		n, p, u := 0, calc.Exp(-mean), rng.Float64()
		for s := p; u > s && n < 1000; s += p {
			n++
			p *= mean / float64(n)
		}
		return n
	}
	root := math.Sqrt(mean)
	b := 0.931 + 2.53*root
	a := -0.059 + 0.02483*b
	inverse := 1.1239 + 1.1328/(b-3.4)
	right := 0.9277 - 3.6224/(b-2)
	for {
		u := rng.Float64() - 0.5
		v := rng.Float64()
		us := 0.5 - math.Abs(u)
		k := math.Floor((2*a/us+b)*u + mean + 0.43)
		if us >= 0.07 && v <= right {
			return int(k)
		}
		if k < 0 || us < 0.013 && v > us {
			continue
		}
		gamma, _ := math.Lgamma(k + 1)
		if calc.Log(v)+calc.Log(inverse)-calc.Log(a/(us*us)+b) <= k*calc.Log(mean)-mean-gamma {
			return int(k)
		}
	}
}

// PoissonMost is a count that a Poisson number with the mean reaches with probability p at most: the least k above the
// mean with e^(k − mean)·(mean/k)^k ≤ p (Mitzenmacher and Upfal, Probability and Computing, 2005, theorem 5.4).
func PoissonMost(mean, p float64) int {
	if mean <= 0 {
		return 1
	}
	k := math.Floor(mean) + 1
	for step := math.Exp2(math.Ceil(calc.Log2(10*math.Sqrt(mean) + 100))); step >= 1; step /= 2 {
		for next := k + step; poissonChernoff(mean, next-1) > p; next = k + step {
			k = next
		}
	}
	return int(k)
}

// poissonChernoff bounds the probability that a Poisson number reaches k.
func poissonChernoff(mean, k float64) float64 {
	if k <= mean {
		return 1
	}
	return calc.Exp(k - mean + k*calc.Log(mean/k))
}

// PoissonOrNormal draws a Poisson number by counting exponential gaps. Above the mean of limit the normal law with the
// same mean and variance stands in for it, at least 0; above 500 its quantiles differ by less than one count in a
// thousand.
func PoissonOrNormal(rng *rand.Rand, mean, limit float64) int {
	if mean > limit {
		return max(0, int(math.Round(mean+math.Sqrt(mean)*rng.NormFloat64())))
	}
	n := 0
	for left := mean - rng.ExpFloat64(); left > 0; left -= rng.ExpFloat64() {
		n++
	}
	return n
}

// ErlangC is the share of customers who must wait for one of c servers under Poisson arrivals and a load of a erlangs,
// a < c, by the recursion of Erlang B (Kleinrock, Queueing Systems I, 1975, section 3.5).
func ErlangC(c int, a float64) float64 {
	blocked := 1.0
	for k := 1; k <= c; k++ {
		blocked = a * blocked / (float64(k) + a*blocked)
	}
	rho := a / float64(c)
	return blocked / (1 - rho + rho*blocked)
}

// ErlangWait is the mean wait in s for one of c servers that each take a mean of s seconds, under Poisson arrivals at
// rate per second (M/M/c). It is infinite from full load on.
func ErlangWait(c int, rate, s float64) float64 {
	a := rate * s
	if a >= float64(c) {
		return math.Inf(1)
	}
	return ErlangC(c, a) * s / (float64(c) - a)
}

// ErlangTail is the chance that a request is in the system for longer than t seconds, with c servers that each take an
// exponential time of mean s seconds, under Poisson arrivals at rate per second and rate·s < c (M/M/c, first come first
// served): whoever waits does so for an exponential time of rate c/s − rate, then is served (Kleinrock, Queueing
// Systems I, 1975, section 3.5).
func ErlangTail(c int, rate, s float64) func(t float64) float64 {
	rho := rate * s / float64(c)
	must := ErlangC(c, float64(c)*rho)
	mu, drain := 1/s, float64(c)/s*(1-rho)
	return func(t float64) float64 {
		if math.Abs(drain-mu) < 1e-9*mu {
			return (1 + must*mu*t) * calc.Exp(-mu*t)
		}
		return calc.Exp(-mu*t) + must*mu/(mu-drain)*(calc.Exp(-drain*t)-calc.Exp(-mu*t))
	}
}

// TailQuantile is the time at which a falling tail reaches a share, sought from a first time upwards and then by
// bisection.
func TailQuantile(tail func(t float64) float64, share, first float64) float64 {
	low, high := 0.0, first
	for tail(high) > share {
		high *= 2
	}
	for range 100 {
		if mid := (low + high) / 2; tail(mid) > share {
			low = mid
		} else {
			high = mid
		}
	}
	return high
}

// QueueStray is the standard deviation, planned ahead, of the mean number in a queue over a run of so many services at
// a load below 1: Whitt, "Planning queueing simulations", Management Science 35(11), 1989. Variability is the sum of
// the squared coefficients of variation of gaps and services: 2 for exponential ones, 1 for constant services.
func QueueStray(variability, rho, services float64) float64 {
	return math.Sqrt(variability*variability*variability/2) * rho / ((1 - rho) * (1 - rho)) / math.Sqrt(services)
}

// CopyHours is how many hours it takes to copy so many bytes at so many MB/s.
func CopyHours(bytes, mbs float64) float64 { return bytes / (mbs * 1e6) / 3600 }

// GCD is the greatest common divisor of two whole numbers of which neither is negative; of 0 and n it is n.
func GCD(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// Indicator is 1 where something holds and 0 where it does not.
func Indicator(holds bool) float64 {
	if holds {
		return 1
	}
	return 0
}

// Tidy keeps twelve digits, so that the last bits of a processor's logarithm do not show.
func Tidy(v float64) float64 {
	out, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 12, 64), 64)
	if err != nil {
		return v
	}
	return out
}
