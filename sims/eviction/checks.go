package eviction

import (
	"fmt"
	"math"

	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/eviction/policy"
)

const (
	mattson = "Mattson et al., 1970"
	che     = "Che, Tung and Wang, 2002"
	martina = "Martina, Garetto and Leonardi, 2014"
	gelenbe = "Gelenbe, 1973; Martina et al., 2014"
)

// cheSlack allows for Che's approximation itself, in points: it takes the time a key stays as constant.
const cheSlack = 0.5

// checks holds the run against the laws that apply to it.
func checks(p Params, r Result) []sims.Check {
	best := 0.0
	held := 0
	for _, n := range r.Counts {
		best, held = max(best, float64(n.Hits)), max(held, n.Held)
	}
	out := []sims.Check{
		sims.AtMost("opt", "No policy serves more requests than OPT", float64(r.OPT.Hits), best, "requests", mattson),
		sims.AtMost("capacity", "No policy holds more keys than fit", float64(r.Capacity), float64(held), "keys",
			"invariant"),
		sims.AtMost("compulsory", "OPT misses at least the first request of every key", float64(r.OPT.Requests-r.Cold),
			float64(r.OPT.Hits), "requests served", "each key must come in once"),
	}
	for i, name := range p.Policies {
		out = append(out, policyChecks(p, r, name, r.Counts[i])...)
	}
	return out
}

func policyChecks(p Params, r Result, name string, n policy.Count) []sims.Check {
	var out []sims.Check
	if name == "lru" && r.CurveRate == 1 {
		out = append(out, sims.Within("stack", "LRU replayed serves what its stack distances say",
			r.LRU.hitRatio(r.Capacity)*float64(n.Requests), float64(n.Hits), 0.001, "requests", mattson))
	}
	if r.steady() && r.Capacity >= 20 {
		switch name {
		case "lru":
			out = append(out, cheCheck("che", "LRU follows Che's approximation", r.CheLRU, n, che))
		case "fifo":
			out = append(out, cheCheck("che_fifo", "FIFO follows its approximation", r.CheFIFO, n, martina))
		case "random":
			out = append(out, cheCheck("che_random", "Random serves what FIFO serves", r.CheFIFO, n, gelenbe))
		}
	}
	if p.Trace == "loop" && r.Capacity < p.Objects && r.Warm >= p.Objects {
		round := 100 * float64(p.Objects) / float64(n.Requests) // the run may end within a round
		switch name {
		case "lru", "fifo", "clock":
			out = append(out, sims.Within("loop_"+name,
				fmt.Sprintf("%s serves nothing of a loop that is longer than the cache", label(name)), 0, n.HitPct(),
				0, "%", mattson))
		case "opt":
			out = append(out, sims.Within("loop_opt", "OPT serves (C − 1)/(K − 1) of a loop over K keys",
				100*float64(r.Capacity-1)/float64(p.Objects-1), n.HitPct(), round, "%", mattson))
		}
	}
	return out
}

// cheCheck compares a hit ratio with theory: four standard errors of a share, and the slack of the approximation.
func cheCheck(id, name string, want float64, n policy.Count, source string) sims.Check {
	tolerance := 400*math.Sqrt(want*(1-want)/float64(n.Requests)) + cheSlack
	return sims.Within(id, name, 100*want, n.HitPct(), tolerance, "%", source)
}

// steady reports whether a law applies and the warm-up was long enough to fill the cache and settle it: four times as
// long as LRU keeps a key.
func (r Result) steady() bool {
	return r.Law != nil && r.CheLRU < 1 && float64(r.Warm) >= 4*float64(r.Capacity)/(1-r.CheLRU) &&
		r.OPT.Requests >= 1000
}

// takeaway says what the run shows.
func takeaway(p Params, r Result) string {
	top, low := 0, 0
	for i, n := range r.Counts {
		if p.Policies[i] == "opt" {
			continue
		}
		if n.Hits > r.Counts[top].Hits || p.Policies[top] == "opt" {
			top = i
		}
		if n.Hits < r.Counts[low].Hits || p.Policies[low] == "opt" {
			low = i
		}
	}
	first := r.Counts[0]
	if len(p.Policies) == 1 || top == low || r.Counts[top].Hits == r.Counts[low].Hits {
		return fmt.Sprintf("%s serves %s of %s with room for %s; no policy can serve more than %s.",
			label(p.Policies[0]), say.Percent(first.HitPct()),
			traceWords(p), say.Count(r.Capacity, "key"), say.Percent(r.OPT.HitPct()))
	}
	return fmt.Sprintf("On %s, with room for %s, %s serves %s and %s %s; no policy can serve more than %s.",
		traceWords(p), say.Count(r.Capacity, "key"),
		label(p.Policies[top]), say.Percent(r.Counts[top].HitPct()), label(p.Policies[low]),
		say.Percent(r.Counts[low].HitPct()), say.Percent(r.OPT.HitPct()))
}

// coach names the next thing to try from this run.
func coach(p Params, r Result) string {
	name, hit := label(p.Policies[0]), say.Percent(r.Counts[0].HitPct())
	switch {
	case p.Trace == "loop" && r.Capacity < p.Objects:
		return fmt.Sprintf("The loop is longer than the cache, and %s serves %s of it. Give the cache room for one "+
			"key more than the loop has: what happens?", name, hit)
	case p.Trace == "scan":
		return fmt.Sprintf("A scan makes %s of the requests, and %s serves %s. Which policies lose least to it? "+
			"Compare lru, sieve, twoq and arc.", say.Percent(p.ScanPct), name, hit)
	case p.Trace == "shift":
		return fmt.Sprintf("The hot spot moves %s. Set the policies lfu and lru: which of them is still right "+
			"about yesterday?", times(p.Shifts))
	case p.Trace == "upload":
		return fmt.Sprintf("Your requests ask for %s. How much room takes LRU half of the way to the best possible? "+
			"Read it from the curve, then set it.", say.Count(r.WorkingSet, "key"))
	case p.Policies[0] == "sampled":
		return fmt.Sprintf("Redis looks at %s and serves %s. How far is that from LRU itself? Add lru to the "+
			"policies, then sample 1 key.", say.Count(p.Sample, "key"), hit)
	case p.Trace == "uniform":
		return fmt.Sprintf("All keys are asked for alike, and every policy serves the share it holds, %s. Set the "+
			"trace to zipf: which policy gains most?", say.Percent(100*float64(r.Capacity)/float64(r.WorkingSet)))
	case r.Capacity <= r.WorkingSet/50:
		return fmt.Sprintf("A small cache separates the policies most: here %s is %s points below the best possible. "+
			"Give it ten times the room and say the new gap first.", name,
			say.Number(r.OPT.HitPct()-r.Counts[0].HitPct(), 1))
	}
	return fmt.Sprintf("%s serves %s with room for %s. How much room would LRU need for what SIEVE serves here? Read "+
		"it from the curve, then set the capacity.", name, hit, say.Count(r.Capacity, "key"))
}

func times(n int) string {
	switch n {
	case 0:
		return "never"
	case 1:
		return "once"
	}
	return say.Int(n) + " times"
}
