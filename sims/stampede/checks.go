package stampede

import (
	"fmt"
	"math"
	"slices"

	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

const vattani = "Vattani, Chierichetti and Lowenstein 2015"

// steady says whether one rebuild after another takes the same time, from a first read that finds no query under way:
// a value lives longer than the query that makes it.
func (p Params) steady() bool {
	return p.SpreadPct == 0 && !p.Crash && p.CrowdS == 0 && p.TimeoutS >= p.RecomputeS && !p.early() &&
		p.TTLS-p.JitterS/2 > p.RecomputeS
}

// checks holds the run against the laws that apply to it. Means may stray by four standard errors.
func checks(p Params, r Result) []sims.Check {
	s := r.beside
	out := []sims.Check{sims.AtMost("age", "Oldest value served ≤ time to live + rebuild + grace", ageBound(p), r.Age,
		"s", "a value is as old as its query when it is stored")}
	n, per := float64(r.Cycles), float64(r.Rebuilds)/float64(r.Cycles)
	switch {
	case p.Protection == "none" && p.steady():
		want := rebuildsWithoutGuard(p.RPS, p.RecomputeS)
		out = append(out, sims.Within("unguarded", "Rebuilds of an unguarded expiry: 1 + λδ", want, per,
			4*math.Sqrt(p.RPS*p.RecomputeS/n)+1e-9, "queries", vattani+", section 1"))
		if want > 10*float64(p.DBPool) && !p.Cancel {
			out = append(out, sims.Within("drain", "Time to work the rebuilds off: N·δ / connections",
				per*p.RecomputeS/float64(p.DBPool), r.Recovery, p.RecomputeS, "s",
				"work divided by the rate at which it is done; whole batches"))
		}
	case p.Protection == "single_flight" && p.steady():
		m := float64(p.Instances)
		q := 1 - calc.Exp(-p.RPS*p.RecomputeS/m)
		out = append(out, sims.Within("flights", "One rebuild for each process that has a read", 1+(m-1)*q, per,
			4*math.Sqrt((m-1)*q*(1-q)/n)+4/n, "queries", "Poisson reads spread over m processes"))
	case p.locked() && !p.Crash && p.LockTTLS > p.RecomputeS*(1+p.SpreadPct/100):
		out = append(out, sims.Within("lock", "Rebuilds under a lock", 1, per, 0, "queries",
			"the lock outlives the query"),
			sims.Within("overlap", "Rebuilds beside another lock holder", 0, float64(r.Overlaps), 0, "rebuilds",
				"mutual exclusion"))
	case p.locked() && p.steady() && p.Protection != "lock_stale" && p.RPS*p.LockTTLS > 200:
		out = append(out, sims.Within("short_lock", "A lock shorter than the query lets ⌈δ / lock time⌉ in",
			math.Ceil(p.RecomputeS/p.LockTTLS-1e-9), per, 0.1, "queries", "each end of the lock admits one more"))
	}
	if p.fenced() {
		out = append(out, sims.Within("fencing", "Older values stored over newer ones, with fencing", 0,
			float64(r.OldWrites), 0, "values", "Kleppmann 2016"))
	}
	// Old values hide a rebuild only if reads come in time to begin it, and again when its holder has crashed: with 70
	// expected before the grace is too short, one cycle in 10¹⁵ lacks them.
	slack := p.served() - p.LockTTLS - 2*p.RecomputeS*(1+p.SpreadPct/100)
	if p.Protection == "lock_stale" && p.RPS*slack > 70 && !p.Early {
		out = append(out, sims.Within("waiters", "Reads that wait while stale values are served", 0,
			float64(r.PeakWaiting), 0, "reads", "RFC 5861"))
	}
	out = append(out, earlyChecks(p, r)...)
	off := 0.0
	for _, d := range s.law {
		off = max(off, 100*math.Abs(d.Mean/rebuildsEarly(d.Beta)-1))
	}
	// At β = 0.25 the mean of 8,000 cycles has a standard error of 1.1 %.
	out = append(out, sims.AtMost("law", "Rebuilds with early refresh: largest distance from e^(1/β), over eight β",
		4.5, off, "%", vattani+"; derivation in the lesson"))
	if p.JitterS == 0 || p.JitterS >= 1 {
		own := s.jitter[len(s.jitter)-1]
		mean, most := float64(p.Keys), float64(p.Keys)
		if p.JitterS > 0 {
			mean /= p.JitterS
			most = float64(model.PoissonMost(mean, 1e-6/float64(len(own.PerS))))
		}
		out = append(out, sims.Within("jitter", "Largest number of expiries in one second: keys / jitter", mean,
			own.Peak, most-mean, "keys", "uniform expiries; no second in a million runs has more"))
	}
	if !p.Cancel {
		out = append(out, stormCheck(p, s))
	}
	return out
}

func ageBound(p Params) float64 {
	bound := p.TTLS + p.JitterS/2 + p.RecomputeS*(1+p.SpreadPct/100) + 1e-6
	if p.stale() {
		bound += p.GraceS
	}
	return bound
}

func earlyChecks(p Params, r Result) []sims.Check {
	var out []sims.Check
	n, scale := float64(r.Cycles), p.Beta*p.RecomputeS
	if !p.early() || !p.steadyEarly() {
		return nil
	}
	if p.lawApplies() {
		if !p.locked() && p.Protection != "single_flight" {
			m := rebuildsEarly(p.Beta)
			out = append(out, sims.Within("early", "Rebuilds with early refresh: e^(1/β)", m, float64(r.Rebuilds)/n,
				4*math.Sqrt((m-1)*m/n), "queries", vattani+"; derivation in the lesson"))
		}
		out = append(out, sims.Within("lead", "First refresh before expiry: βδ(ln λβδ + 0.5772)",
			meanFirstLead(p.RPS, p.Beta, p.RecomputeS), r.Lead, 4*1.2826*scale/math.Sqrt(n)+0.005*scale, "s",
			"Gumbel law"))
	}
	if p.TTLS > 12*scale {
		want := reachesExpiry(p.RPS, p.Beta, p.RecomputeS, p.TTLS)
		out = append(out, sims.Within("expired", "Cycles that expire unrefreshed", 100*want, 100*float64(r.Expired)/n,
			400*math.Sqrt(want*(1-want)/n)+100/n, "%", vattani))
	}
	return out
}

// steadyEarly says whether the laws of early refresh may be held against the run.
func (p Params) steadyEarly() bool {
	return p.SpreadPct == 0 && !p.Crash && p.CrowdS == 0 && p.JitterS == 0 && p.TimeoutS >= p.RecomputeS &&
		p.DBPool >= 8*int(rebuildsEarly(p.Beta)) && (!p.locked() || p.LockTTLS > p.RecomputeS)
}

// stormCheck compares the loads that stay down after the burst with the law: those from 1/(1 + retries) on.
func stormCheck(p Params, s studies) sims.Check {
	wrong := 0
	for _, d := range s.storms {
		// Next to the boundary the backlog hardly changes, and the run is too short to tell.
		if math.Abs(d.Load-stuckFrom(p.Retries)) < 0.06 {
			continue
		}
		stuck := d.Burst < 0.5
		if stuck != (d.Load > stuckFrom(p.Retries)) {
			wrong++
		}
	}
	return sims.Within("stuck", fmt.Sprintf("Loads that disagree with the boundary 1/(1 + retries) = %s %%",
		say.Short(100*stuckFrom(p.Retries))), 0, float64(wrong), 0, "of 9",
		"Bronson et al. 2021: retries multiply the load")
}

// stuckAt is the smallest load of the picture that stays down after the burst; 0 for none.
func stuckAt(s studies) float64 {
	i := slices.IndexFunc(s.storms, func(d stormDot) bool { return d.Burst < 0.5 })
	if i < 0 {
		return 0
	}
	return s.storms[i].Load
}
