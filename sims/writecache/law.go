package writecache

import "math"

// Coalescing is how many writes of one key go into one write of the database when a flush every f seconds sends the
// newest version: rate·f over the chance that there was a write at all, λF/(1 − e^(−λF)).
func Coalescing(rate, f float64) float64 {
	if rate*f < 1e-9 {
		return 1
	}
	return rate * f / -math.Expm1(-rate*f)
}

// MeanLoss is how many acknowledged writes a crash of the cache loses on average when it comes at a random time between
// two flushes f seconds apart: half of what a whole interval brings. The most is twice that.
func MeanLoss(rate, f float64) float64 { return rate * f / 2 }

// Backlog is how many writes wait after t seconds when they come at rate in and leave at rate out, (in − out)·t.
func Backlog(in, out, t float64) float64 { return max(0, in-out) * t }

// ratesOf gives the writes per second of each key: Zipf's law.
func (p Params) ratesOf() []float64 {
	rates, sum := make([]float64, p.Keys), 0.0
	for k := range rates {
		rates[k] = 1
		if p.Zipf > 0 {
			rates[k] = math.Pow(float64(k+1), -p.Zipf)
		}
		sum += rates[k]
	}
	for k := range rates {
		rates[k] *= p.Rate / sum
	}
	return rates
}

// flushedRate is how many keys a second a flush would send, and so the writes of the database, when it can take them.
func (p Params) flushedRate(rates []float64) float64 {
	if p.Strategy != "behind" || !p.Coalesce {
		return p.Rate
	}
	sum := 0.0
	for _, r := range rates {
		sum -= math.Expm1(-r * p.FlushS)
	}
	return sum / p.FlushS
}

// wayMs is the mean time of the steps of a write other than the database's, ms.
func (p Params) wayMs() float64 {
	switch {
	case p.Strategy == "behind" && p.Durable == "always":
		return p.CacheMs + p.FsyncMs
	case p.Strategy == "behind":
		return p.CacheMs
	case p.Strategy == "around":
		return 0
	}
	return p.CacheMs + p.PauseMs
}

// Step is one step of one of two writers of the same key.
type Step struct {
	Writer int    // 0 writes version 1, 1 writes version 2
	Store  string // "cache" or "db"
}

// Schedule is one order of the steps of two writers, and the versions it leaves. Version 0 of the cache stands for
// nothing.
type Schedule struct {
	Steps     []Step
	Cache, DB int
}

// Diverged says whether the cache holds another version than the database.
func (s Schedule) Diverged() bool { return s.Cache != 0 && s.Cache != s.DB }

// Explore runs every order in which two writers can write both stores, 4!/(2!·2!) = 6. With deletes the step at the
// cache deletes the key.
func Explore(first, second string, deletes bool) []Schedule {
	order := []string{first, second}
	var out []Schedule
	var walk func(done [2]int, steps []Step)
	walk = func(done [2]int, steps []Step) {
		if len(steps) == 4 {
			s := Schedule{Steps: steps}
			for _, step := range steps {
				switch {
				case step.Store == "db":
					s.DB = step.Writer + 1
				case deletes:
					s.Cache = 0
				default:
					s.Cache = step.Writer + 1
				}
			}
			out = append(out, s)
			return
		}
		for w := range done {
			if done[w] < 2 {
				next := done
				next[w]++
				walk(next, append(steps[:len(steps):len(steps)], Step{w, order[done[w]]}))
			}
		}
	}
	walk([2]int{}, nil)
	return out
}

func diverged(all []Schedule) (n int) {
	for _, s := range all {
		if s.Diverged() {
			n++
		}
	}
	return n
}
