package migration

import (
	"math"

	"tradeofflab/sims"
	"tradeofflab/sims/calc"
)

// deviations is how many standard deviations of a count a run may stray. At 5 a correct run fails once in a million and
// a half.
const deviations = 5

// rangeRoom is how many n-th parts the first and the last of n evenly drawn places may leave outside: more than c with
// chance (1 + c)·e^−c.
const rangeRoom = 20

const (
	poissonLaw = "a Poisson process leaves a row alone with chance e^(−rate × time)"
	littleLaw  = "Little, Operations Research 9(3), 1961: rate × mean response for a crash, rate × time of an outage"
	rangeLaw   = "rows over rate; n places drawn evenly leave about 2 parts of n outside, 20 once in 20 million times"
	sampleLaw  = "1 − (1 − r)^n, rows drawn evenly"
	convergent = "each change arrives, and a newer version is never replaced"
	erlangLaw  = "the sum, or the larger, of two exponential times"
	racesLaw   = "exponential gaps and latencies"
)

func checks(p Params, r Result) []sims.Check {
	l := &r.Line
	var out []sims.Check
	if l.noCopy() && !l.rollsBack() && p.OutageMin == 0 && p.Kind == "update" {
		out = append(out, near("missing", "Followed rows of before that nothing has reached", r.Raw.Missing.Want,
			r.Raw.Missing.Got, r.Raw.Missing.Var, "rows", poissonLaw))
		if p.Form == "change" && r.Earlier.Sum > 0 && (!p.logged() || l.Feed >= min(l.Flip, l.End)) {
			out = append(out, sims.Within("earlier", "Earlier rows that are missing without a backfill", 100,
				r.pct(r.Lacking.Sum, r.Earlier.Sum), emptyRoom(r.Earlier.Sum), "%",
				"an UPDATE of a row that is not there changes nothing"))
		}
	}
	if p.converges(l) {
		out = append(out, sims.Within("rest", "Rows that differ at rest, with a log, versions and a whole backfill", 0,
			rounded(r.Rest.differs()), 0, "rows", convergent))
	}
	out = append(out, lostChecks(p, r)...)
	if x := r.Read; x.Rows > 20 && len(l.Scans[0].Stretches) == 1 && l.Scans[0].done() >= 1 {
		want, n := float64(p.Keys)/p.copyRate()/3600, float64(x.Rows)
		out = append(out, sims.Within("backfill", "From the first row that the copy reads to the last", want,
			24*daysOf(x.Last-x.First)*(n+1)/(n-1), want*rangeRoom/n, "h", rangeLaw))
	}
	if n := len(l.Spans); n > 0 && !l.rollsBack() && p.OutageMin == 0 && p.Form == "row" {
		if at := l.lossAts()[n-1]; at != never && l.Return >= at {
			out = append(out, near("return", "Followed rows that only the new store has", r.Raw.Lost.Want,
				r.Raw.Lost.Got, r.Raw.Lost.Var, "rows", poissonLaw))
		}
	}
	return append(append(out, sampleChecks(p, r)...), waitChecks(p, r)...)
}

// lostChecks hold the second writes that are lost against rate × time: the mean response of the first write for each
// crash, the length of an outage, and the share that fails.
func lostChecks(p Params, r Result) []sims.Check {
	parts := p.exposed(&r.Line)
	crashed, others := 0.0, p.WriteRate*(p.CrashBetween*seconds(parts)+seconds(p.cutOff(&r.Line)))
	if p.Send == "sequential" {
		crashed = float64(r.Crashes) * p.WriteRate * p.StoreMs / 1000
	}
	if len(parts) == 0 || crashed+others == 0 {
		return nil
	}
	return []sims.Check{near("crashes", "Second writes lost", crashed+others, rounded(r.lost()),
		crashed*p.crashWeight(r.Crashes)+others, "writes", littleLaw)}
}

// near is a check that lets a count stray by its deviations and by half a one.
func near(id, name string, want, got, variance float64, unit, source string) sims.Check {
	return sims.Within(id, name, want, got, deviations*math.Sqrt(variance)+deviations*deviations/2, unit, source)
}

// emptyRoom lets a share be anything where there is nothing that it is of.
func emptyRoom(all float64) float64 {
	if all < 1 {
		return 100
	}
	return 0
}

func (l *timeline) noCopy() bool { return len(l.Scans) == 0 }

// crashWeight is how many crashes each that is looked at stands for.
func (p Params) crashWeight(crashes int) float64 {
	each := p.WriteRate * reach * p.StoreMs / 1000
	n := max(1, min(crashes, mostCrashes, max(1, int(mostWindow/each))))
	return float64(crashes) / float64(n)
}

// converges says whether the stores must be alike at rest: all changes arrive, by versions in any order, and a copy of
// all rows begins after that and, where the transform was wrong, a repair of all rows ends after it was put right.
func (p Params) converges(l *timeline) bool {
	if !p.logged() || !p.Versions || p.Rule != "if_newer" || l.rollsBack() || l.Feed > l.End {
		return false
	}
	whole, mended := false, p.DefectRate == 0 || l.Bug > l.End
	for _, s := range l.Scans {
		safe := s.done() >= 1 && s.begins() >= l.Feed && s.ends() < min(l.Flip, l.Retire)
		whole = whole || safe && !s.Repair
		mended = mended || safe && s.Repair && l.Fix != never && s.begins() >= l.Fix
	}
	return whole && mended
}

func sampleChecks(p Params, r Result) []sims.Check {
	s := r.Seen
	if s.Trials < 100 || !s.OneByOne {
		return nil
	}
	want := Detects(s.Truth, s.Each)
	room := deviations*math.Sqrt(want*(1-want)/float64(s.Trials)) +
		deviations*deviations/2/float64(s.Trials)
	seenRoom := deviations*math.Sqrt(s.Truth*(1-s.Truth)/s.Drawn) + deviations*deviations/2/s.Drawn
	return []sims.Check{
		sims.Within("detect", "A day of comparisons shows a difference", 100*want, 100*s.Detected, 100*room, "%",
			sampleLaw),
		sims.Within("seen", "Comparisons that differ", 100*s.Truth, 100*s.Share, 100*seenRoom, "%", "rows drawn "+
			"one by one"),
	}
}

// waitChecks holds the response times against a queue with one server and exponential times. A 99th percentile of n
// independent times strays by 1/(10·f·√n), f the density there; in a queue at a load of ρ times are alike over
// about 2/(1 − ρ)² of them, so that there are as many fewer.
func waitChecks(p Params, r Result) []sims.Check {
	w := r.Wait
	load, busy := p.LoadPct/100, w.BusyPct/100
	if busy > 0.8 {
		return nil
	}
	stray := func(rho float64) float64 {
		return deviations * 10 * math.Sqrt(2/float64(timedWrites-warmWrites)) / (1 - rho)
	}
	mean := p.StoreMs
	out := []sims.Check{sims.Within("p99", "A write before the migration, 99th percentile", calc.Log(100)*mean,
		w.Before, stray(load)*mean, "ms", "M/M/1: mean response × ln 100; Kleinrock, Queueing Systems I, 1975")}
	if p.Mechanism == dual && r.Line.Feed < r.Line.End {
		out = append(out, sims.Within("added", "What the second write adds", addedLaw(p.Send)*mean, w.Twice-w.Before,
			stray(load)*mean, "ms", erlangLaw))
	} else if busy > load {
		want := copyingLaw(load, busy) * mean
		out = append(out, sims.Within("copying", "A write while rows are copied, 99th percentile", want, w.Copying,
			stray(busy)*want/calc.Log(100), "ms", "M/M/1: the response grows as 1/(1 − load)"))
	}
	return out
}

func orderChecks(p Params, o Order) []sims.Check {
	want, n := p.orderLaw(), float64(o.Trials)
	room := deviations*math.Sqrt(want*(1-want)/n) + deviations*deviations/2/n
	out := []sims.Check{sims.Within("order", "The stores end in another order", 100*want,
		100*float64(o.Differ)/n, 100*room, "%", racesLaw)}
	if p.Versions {
		out = append(out, sims.Within("versions", "Keys that differ at rest, with versions", 0, float64(o.Mismatch), 0,
			"keys", convergent))
	}
	return out
}
