package consensus

import (
	"math"
	"slices"

	"tradeofflab/sims/calc"
)

// leaderOf is the node whose delays the commit law takes: node A, which leads first.
func (p Params) leaderOf() int { return 0 }

// commitLaw is how long a commit takes at a leader, in ms, when it meets no other and every delay is constant: the
// leader's own disk and, beside it, the k-th smallest of round trip and disk among its followers, k = floor(n/2).
func (p Params) commitLaw(leader int) float64 {
	f := inMs(p.fsync())
	times := p.followerTimes(leader)
	return max(f, times[p.Nodes/2-1])
}

// followerTimes are the round trips from a leader with the disk of the follower, ascending, in ms.
func (p Params) followerTimes(leader int) []float64 {
	var out []float64
	for i := range p.Nodes {
		if i != leader {
			out = append(out, inMs(ticks(p.delayMs(leader, i))+ticks(p.delayMs(i, leader))+p.fsync()))
		}
	}
	slices.Sort(out)
	return out
}

// downtime is what the law says of faults that take the leader away from m nodes that can elect another.
//
// Their timeouts are drawn evenly from a spread of w above the shortest, a. The smallest of m lies w·X above it, with
// X the smallest of m uniform numbers. The last heartbeat was sent h·U before the fault and arrived d later. Then come
// the requests and answers of PreVote, 2d, the candidate's vote for itself, f, its request, d, the vote on the voter's
// disk, f, and the answer, d. A node that times out within d + f after the first has not heard of it and stands too.
// The first has the votes of all who do not; it fails when so many stand that the rest are no majority.
//
// With PreVote and a disk, who times out between d and d + f after the first may be refused by nodes that stand
// already, and need not stand itself. What depends on the window then lies between its values for d and for d + f:
// room is what they differ by.
type downtime struct {
	mean, sd     float64 // ms, of faults whose first term has a winner
	rival, split float64 // chance of a second candidate in the first term, and of no winner
	room         struct{ mean, rival, split float64 }
}

// voters is how many nodes are left to elect another leader.
func (p Params) voters() int {
	switch p.Fault {
	case "crash":
		return p.Nodes - p.killed()
	case "minority":
		return p.Nodes - p.minoritySize()
	}
	return 0
}

// lawful says whether the assumptions of the law hold: one constant delay, nothing lost, equal clocks and logs,
// timeouts that are longer than a heartbeat takes and than an election takes.
func (p Params) lawful() bool {
	low, high, beat := p.timing()
	round := 5*ticks(p.DelayMs) + 2*p.fsync()
	return p.JitterMs == 0 && p.LossPct == 0 && p.DriftPct == 0 && p.Logs == "equal" && p.Regions == "one" &&
		p.voters() >= p.majority() && high > low && low > beat+round && (p.CheckQuorum || p.Fault == "crash")
}

// law gives the downtime of a lawful setting.
func (p Params) law() downtime {
	f := inMs(p.fsync())
	out := p.lawFor(p.DelayMs + f)
	if p.Prevote && f > 0 {
		least := p.lawFor(p.DelayMs)
		out.room.mean = math.Abs(out.mean - least.mean)
		out.room.rival, out.room.split = out.rival-least.rival, out.split-least.split
	}
	return out
}

// lawFor integrates over the smallest timeout, for a window in which others still stand.
func (p Params) lawFor(window float64) downtime {
	low, high, beat := p.timing()
	w, d, f := inMs(high-low), p.DelayMs, inMs(p.fsync())
	m := p.voters()
	enough := m - p.majority() + 1 // others that must stand for the first to fail
	const steps = 1000
	var out downtime
	won, first, second := 0.0, 0.0, 0.0
	for i := range steps {
		x := (float64(i) + 0.5) / steps
		density := float64(m) * calc.Pow(1-x, float64(m-1)) / steps
		q := min(1, window/(w*(1-x)))
		fails := atLeast(m-1, enough, q)
		out.rival += density * atLeast(m-1, 1, q)
		out.split += density * fails
		won += density * (1 - fails)
		first += density * (1 - fails) * x * w
		second += density * (1 - fails) * x * w * x * w
	}
	if won > 0 {
		first, second = first/won, second/won
	}
	h := inMs(beat)
	votes := 3*d + 2*f
	if p.Prevote {
		votes += 2 * d
	}
	out.mean = inMs(low) + first - h/2 + votes
	out.sd = math.Sqrt(max(0, second-first*first) + h*h/12)
	return out
}

// simpleLaw is the mean downtime where no vote is split: a + w/(m + 1) − h/2 + the time of the votes.
func (p Params) simpleLaw() float64 {
	low, high, beat := p.timing()
	votes := 3*p.DelayMs + 2*inMs(p.fsync())
	if p.Prevote {
		votes += 2 * p.DelayMs
	}
	return inMs(low) + inMs(high-low)/float64(p.voters()+1) - inMs(beat)/2 + votes
}

// atLeast is the chance of k or more successes among n trials of chance q.
func atLeast(n, k int, q float64) float64 {
	sum := 0.0
	for i := k; i <= n; i++ {
		ways := 1.0
		for j := range i {
			ways = ways * float64(n-j) / float64(j+1)
		}
		sum += ways * calc.Pow(q, float64(i)) * calc.Pow(1-q, float64(n-i))
	}
	return min(1, sum)
}
