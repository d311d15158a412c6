package replication

import (
	"math"
	"slices"
	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

// fibreKmPerMs is how far light gets in the glass of a fibre in a millisecond: the speed of light in vacuum, 299.79
// km/ms, over a refractive index of about 1.47.
const fibreKmPerMs = 204.0

// LightFloor is the least round trip in ms over a fibre of the given length in km.
func LightFloor(km float64) float64 { return 2 * km / fibreKmPerMs }

// OrderMean is the mean of the k-th smallest of n independent exponential times with mean 1: 1/n + 1/(n−1) + …
// over k terms. k = 1 gives 1/n, the fastest of n; k = n gives the harmonic number H_n, the slowest (Rényi 1953).
func OrderMean(k, n int) float64 {
	sum := 0.0
	for i := range k {
		sum += 1 / float64(n-i)
	}
	return sum
}

// available is the chance that at least k of n replicas are up when each is up with chance a. Sync needs all: aⁿ.
func available(k, n int, a float64) float64 {
	sum := 0.0
	for up := k; up <= n; up++ {
		ways := 1.0
		for i := range up {
			ways = ways * float64(n-i) / float64(i+1)
		}
		sum += ways * calc.Pow(a, float64(up)) * calc.Pow(1-a, float64(n-up))
	}
	return min(sum, 1)
}

// ReadCapacity is how many times the reads of one server n replicas serve, when each spends the part a of its time on
// applying writes.
func ReadCapacity(n int, a float64) float64 { return float64(n) * (1 - min(a, 1)) }

// lagMean is the mean time in s from the arrival of a write at a replica until it is visible: the time in the system of
// an M/M/1 queue. It is 0 when writes come faster than they are applied: then there is no mean.
func lagMean(rate, apply float64) float64 {
	if rate >= apply {
		return 0
	}
	return 1 / (apply - rate)
}

// astray is what a write rate that is off by 1 % does to e^(−k), the part of the writes that take more than k mean
// lags where the mean lag is 1/(apply rate − write rate).
func astray(p Params, k float64) float64 {
	rate, apply := windowRate(p), effectiveRate(p)
	return k * calc.Exp(-k) * 0.01 * rate / max(apply-rate, 0.01*rate)
}

// writeMean is the mean latency of a write in ms where no buffer is full and all replicas are equally far.
func writeMean(p Params, need int) float64 {
	mean := p.CommitMs + 2*float64(clientWay)/ms
	if need > 0 {
		mean += p.RTTms*(1-p.Jitter/100) + p.RTTms*p.Jitter/100*OrderMean(need, p.Replicas)
	}
	return mean
}

// confirmations draws how long writes wait for the first, the second … the last replica, ms, by the rule of the
// window.
func confirmations(b *model.Budget, p Params, writes int) (mean []float64) {
	rng := model.Stream(p.Seed, "confirmations")
	mean = make([]float64, p.Replicas)
	times := make([]float64, p.Replicas)
	b.Spend(writes * (drawSteps + drawSteps*p.Replicas))
	for range writes {
		for i := range times {
			times[i] = p.rounds(i)*(1-p.Jitter/100) + p.rounds(i)*p.Jitter/100*rng.ExpFloat64()
		}
		slices.Sort(times)
		for k, t := range times {
			mean[k] += t / float64(writes)
		}
	}
	return mean
}

// utilisation is the part of its time a replica spends applying, measured over a queue of its own.
func utilisation(b *model.Budget, p Params, rate float64, writes int) float64 {
	arrivals, service := model.Stream(p.Seed, "curve arrivals"), model.Stream(p.Seed, "curve service")
	apply, now, free, busy := effectiveRate(p), 0.0, 0.0, 0.0
	b.Spend(3 * drawSteps * writes)
	for range writes {
		now += arrivals.ExpFloat64() / rate
		work := service.ExpFloat64() / apply
		free = max(now, free) + work
		busy += work
	}
	return busy / max(now, free)
}

// quantile of an ascending list; 0 for an empty one.
func quantile(sorted []float64, q float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]
}

// batched gives the mean of a list of dependent values and its standard error from 20 batch means.
func batched(values []float64) (mean, se float64) {
	const batches = 20
	if len(values) < batches {
		return 0, math.Inf(1)
	}
	var means [batches]float64
	for b := range means {
		part := values[b*len(values)/batches : (b+1)*len(values)/batches]
		for _, v := range part {
			means[b] += v / float64(len(part))
		}
		mean += means[b] / batches
	}
	for _, m := range means {
		se += (m - mean) * (m - mean)
	}
	return mean, math.Sqrt(se / (batches - 1) / batches)
}
