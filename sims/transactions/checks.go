package transactions

import (
	"math"

	"tradeofflab/sims"
)

const (
	presumed   = "Mohan, Lindsay and Obermarck, 1986"
	littleLaw  = "Little's law; " + byCount + ", and twice the share that met a lock"
	guarantee  = "what the protocol guarantees"
	rounds     = "round trips and log forces in a row"
	fixedPoint = "fixed point of p = 1 − e^(−q·n)"

	byChance = "five standard errors and 4.2 events" // stray
	byCount  = "five standard errors and 4.2"        // strayCount
)

// checks holds a run against guarantees and closed forms. Each is shown where its assumptions hold.
func checks(p Params, r Result) []sims.Check {
	out := guaranteeChecks(p, r)
	out = append(out, countChecks(p, r)...)
	if p.Crash == "none" {
		out = append(out, timeChecks(p, r)...)
		out = append(out, chanceChecks(p, r)...)
	} else {
		out = append(out, crashChecks(p, r)...)
	}
	if r.Trials == 0 {
		return out
	}
	want := availabilityLaw(p)
	return append(out, sims.Within("available", "Transfers that find every node up", 100*want, percent(r.Up, r.Trials),
		upRoom(want, upTrials), "%", "independent failures; "+byChance))
}

func guaranteeChecks(p Params, r Result) []sims.Check {
	var out []sims.Check
	if r.AppliedTwice == 0 {
		out = append(out,
			sims.Within("conserved", "Money in all accounts, at rest", float64(r.Start), float64(r.Rest), 0, "",
				guarantee),
			sims.Within("whole", "Transfers half done, at rest", 0, float64(r.HalfAtRest), 0, "transfers", guarantee))
	}
	if p.Dedupe && (p.Protocol == saga || p.Protocol == outbox) {
		out = append(out, sims.Within("once", "Deliveries applied twice, with keys", 0, float64(r.AppliedTwice), 0,
			"deliveries", "at least once, and a key makes it once"))
	}
	if p.oneShard() || p.Protocol == twoPhase && p.Isolation != "none" {
		out = append(out, sims.Within("reads", "Reads that saw half a transfer", 0, float64(r.HalfDone), 0, "reads",
			guarantee))
	}
	if p.OrderKeys {
		out = append(out, sims.Within("deadlocks", "Deadlocks, with locks in one order", 0, float64(r.Deadlocks), 0,
			"deadlocks", "no cycle in an order"))
	}
	return out
}

func countChecks(p Params, r Result) []sims.Check {
	if r.Finished == 0 {
		return nil
	}
	return []sims.Check{
		sims.Within("messages", "Messages of a committed transfer", messagesLaw(p), r.Messages, 1e-9, "", presumed),
		sims.Within("forces", "Log forces of a committed transfer", forcesLaw(p), r.Forces, 1e-9, "", presumed),
	}
}

// timeChecks compare transfers that met no lock: nothing about them is left to chance but the wait for a relay.
func timeChecks(p Params, r Result) []sims.Check {
	const rounding = 1e-5 // ms: a tick is a nanosecond, and a round trip may be an odd number of them
	waits, room := 0.0, rounding
	if p.Protocol == outbox && p.Span > 1 {
		waits = p.RelayMs / 2
		// A wait is even from 0 to the pause. Of a pause that the run cuts off, r of it, the mean is off by
		// (1 − r)/2.
		room += errors*p.RelayMs/math.Sqrt(12*float64(max(1, r.CleanSettled))) +
			p.RelayMs*p.RelayMs/(8*float64(p.ends())/ms) + rare*p.RelayMs/float64(max(1, r.CleanSettled)) +
			p.RelayMs*percent(r.Met, r.Begun)/100 // who meets a lock may have waited for longer or for less
	}
	var out []sims.Check
	if r.Clean > 0 && !(p.Protocol == outbox && p.Answer == "complete") {
		out = append(out, sims.Within("answer", "Answer of a transfer that meets no lock, mean", answerLaw(p),
			r.CleanMs, rounding, "ms", rounds))
	}
	if r.CleanSettled > 0 {
		out = append(out, sims.Within("settled", "Every shard has its part for good, no lock met, mean",
			settleLaw(p)+waits, r.CleanSettleMs, room, "ms", rounds))
	}
	return out
}

// chanceChecks compare what depends on who meets whom, in runs without a crash.
func chanceChecks(p Params, r Result) []sims.Check {
	var out []sims.Check
	n := float64(r.Begun)
	if p.calm(r) && p.Conflict == "nowait" {
		if met := conflictLaw(p); met < 0.2 && met*n >= 10 {
			out = append(out, sims.Within("conflicts", "Transfers that met a lock", 100*met, percent(r.Met, r.Begun),
				conflictRoom(met, n, p.Rate*answerLaw(p)/1000), "%", fixedPoint+"; "+byChance+", p² and the start"))
		}
	}
	if p.Protocol == saga && p.Conflict == "wait" && r.LockTimeouts == 0 && n >= 100 {
		mean, variance, aborted := compensationLaw(p)
		out = append(out,
			sims.Within("refused", "Sagas without effect", 100*aborted, percent(r.Aborted, r.Begun),
				stray(aborted, n), "%", "1 − (1 − f)^s; "+byChance),
			sims.Within("undone", "Steps taken back, a saga", mean, float64(r.Compensations)/n,
				errors*math.Sqrt(variance/n)+rare*float64(p.Span)/n, "", "Σ f(1 − f)^i·i; "+byChance))
	}
	if half := halfDoneLaw(p); p.calm(r) && p.Isolation == "none" && r.Reads >= 100 {
		met := percent(r.Met, r.Begun) / 100
		reads := float64(r.Reads)
		out = append(out, sims.Within("half", "Reads that saw half a transfer", 100*half, percent(r.HalfDone, r.Reads),
			stray(half, reads)+100*2*met*half, "%",
			"time from the first read to the last, in the second after the start; "+byChance+
				", and twice the share that met a lock"))
	}
	return out
}

// calm says whether transfers of two-phase commit over several shards mostly find their accounts free and are decided
// in time, so that they take the time of the law.
func (p Params) calm(r Result) bool {
	took := answerLaw(p)
	inFlight := p.Rate * took / 1000
	return p.Protocol == twoPhase && !p.oneShard() && p.Zipf == 0 && p.Keys%p.Shards == 0 && p.ReadOnly == 0 &&
		p.OrderKeys && p.TimeoutMs > 2*took && float64(r.Begun) > 100*inFlight &&
		float64(r.Met) < 0.25*float64(r.Begun)
}

// crashChecks compare what a dead coordinator leaves behind. They want few conflicts, since who waits for a lock is in
// doubt for longer elsewhere.
func crashChecks(p Params, r Result) []sims.Check {
	took := answerLaw(p)
	if p.Protocol != twoPhase || p.oneShard() || p.local() || p.Zipf != 0 || p.Crash != "coordinator" ||
		p.TimeoutMs <= 2*took || p.CrashAtS*1000 <= 2*took || float64(p.down())/ms <= 2*took {
		return nil
	}
	met := conflictLaw(p)
	if met >= 0.02 {
		return nil
	}
	now, stuck := doubtLaw(p)
	room := func(want float64) float64 { return strayCount(want) + 2*met*want*p.worstWait() }
	out := []sims.Check{
		sims.Within("doubt", "In doubt when the coordinator dies", now, float64(r.InDoubt), room(now), "transfers",
			littleLaw),
		sims.Within("stuck", "In doubt until "+p.outageEnds("it"), stuck, float64(r.Stuck), room(stuck), "transfers",
			littleLaw),
	}
	if n := float64(r.During); n >= 100 {
		want := blockedLaw(p, r.StuckLocks)
		out = append(out, sims.Within("blocked", "Transfers that met a lock in doubt", 100*want,
			percent(r.DuringMet, r.During), stray(want, n)+100*want*(want+met), "%",
			"1 − (1 − L/K)^s; "+byChance+", and the share that met a lock, squared"))
	}
	return out
}

// worstWait is how many times as long as others a transfer is in doubt that met a lock.
func (p Params) worstWait() float64 {
	if p.Conflict == "nowait" {
		return 1
	}
	return 2
}
