package consensus

import (
	"math"
	"slices"

	"tradeofflab/sims"
	"tradeofflab/sims/model"
)

const (
	raftPaper    = "Ongaro and Ousterhout, USENIX ATC 2014, figure 3"
	quorumLaw    = "the leader's disk, or the k-th fastest follower, k = floor(n/2)"
	orderLaw     = "least of evenly drawn timeouts; a + w/(m + 1) − h/2 + votes where none is split"
	windowLaw    = "a second timeout before the first candidate's request arrives"
	linearizable = "Herlihy and Wing, 1990"
)

// fewTrials is how many faults the statistics need to be held against theory.
const fewTrials = 100

// deviations is how many standard deviations of the mean a sample may stray. At 5 a correct run fails once in a million
// and a half.
const deviations = 5

// checks holds the run against what Raft promises and against closed forms. What needs an assumption that the setting
// does not meet is left out.
func checks(p Params, r Result) []sims.Check {
	var out []sims.Check
	if p.Durable {
		out = append(out, sims.Within("safety", "Election safety, log matching, leader completeness, state machine "+
			"safety: violations after any event", 0, float64(r.violations()), 0, "events", raftPaper),
			sims.Within("lost", "Confirmed writes lost, with votes and entries on disk first", 0, float64(r.Lost), 0,
				"writes", raftPaper))
	}
	if p.safeReads() {
		out = append(out, sims.Within("reads", "Keys whose history is not linearizable", 0, float64(r.History.Broken),
			0, "keys", linearizable),
			sims.Within("stale", "Stale reads", 0, float64(r.Stale), 0, "reads", linearizable))
	}
	if len(r.Alone) > 0 && p.JitterMs == 0 && p.LossPct == 0 {
		out = append(out, sims.Within("commit", "Commit of a write that meets no other, the one furthest off",
			p.commitLaw(0), furthest(r.Alone, p.commitLaw(0)), 1e-5, "ms", quorumLaw))
	}
	if !p.hit() && r.Elections == 0 && p.LossPct == 0 && !p.Batch && r.Proposed > 0 {
		out = append(out, sims.Within("messages", "Messages with entries for each write, one by one",
			float64(p.Nodes-1), float64(r.Sent)/float64(r.Proposed), 0, "messages", "one for each follower"))
	}
	if p.hit() && p.Fault == "crash" && p.Nodes-p.killed() < p.majority() {
		out = append(out, sims.Within("survive", "No leader without a majority: available", 0,
			model.Indicator(r.Survives), 0, "", "n nodes survive floor((n − 1)/2) of them"))
	} else if p.surelyBack() {
		out = append(out, sims.Within("survive", "A majority elects another leader: available", 1,
			model.Indicator(r.Survives), 0, "", "n nodes survive floor((n − 1)/2) of them"))
	}
	return append(out, trialChecks(p, r.Trials)...)
}

// safeReads says whether no read may be stale: by read index, or by a lease whose margin covers the drift.
func (p Params) safeReads() bool {
	return p.Durable && (p.Reads == "read_index" || p.Reads == "lease" && p.CheckQuorum && p.MarginPct >= p.DriftPct)
}

// surelyBack says whether the fault lasts so long, beside timeouts that rarely collide and disks that are idle, that a
// leader is missing at its end with a chance of less than 2⁻²⁰.
func (p Params) surelyBack() bool {
	if !p.hit() || !p.lawful() || p.WriteRate*p.FsyncMs > 300 {
		return false
	}
	_, high, _ := p.timing()
	lasts := min(p.FaultS, p.DurationS-p.FaultAt)
	return ticks(1000*lasts) >= 22*high && p.law().split < 0.5
}

// furthest is the time in ms that differs most from the law.
func furthest(times []int64, law float64) float64 {
	return inMs(slices.MaxFunc(times, func(a, b int64) int {
		return int(math.Abs(inMs(a)-law)*1e6) - int(math.Abs(inMs(b)-law)*1e6)
	}))
}

func trialChecks(p Params, t trials) []sims.Check {
	if !p.outage() || !p.lawful() || len(t.Smooth) < fewTrials || len(t.Down) < t.Asked || t.Unmet > 0 {
		return nil
	}
	law, n := p.law(), float64(len(t.Down))
	near := func(chance, room float64) float64 {
		least := chance - room
		return 100 * (deviations*math.Sqrt(max(chance*(1-chance), least*(1-least))/n) + 1/n + room)
	}
	return []sims.Check{
		sims.Within("downtime", "Mean time without a leader, of faults whose first term has one", law.mean,
			meanMs(t.Smooth), deviations*law.sd/math.Sqrt(float64(len(t.Smooth)))+law.room.mean, "ms", orderLaw),
		sims.Within("split", "Faults whose first term has no winner", 100*law.split, 100*float64(t.Split)/n,
			near(law.split, law.room.split), "%", windowLaw),
		sims.Within("rivals", "Faults whose first term has two candidates", 100*law.rival,
			100*float64(t.Rivals)/n, near(law.rival, law.room.rival), "%", windowLaw),
	}
}
