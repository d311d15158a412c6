package consensus

import (
	"math/rand/v2"
	"testing"
)

// drawn is a short run at random: few seconds, times of tens of milliseconds, and any fault.
func drawn(rng *rand.Rand, seed int) Params {
	pick := func(of ...string) string { return of[rng.IntN(len(of))] }
	p := defaults
	p.Seed, p.Nodes = seed, 3+rng.IntN(5)
	p.TimeoutMin = 20 + rng.IntN(150)
	p.TimeoutMax, p.Heartbeat = p.TimeoutMin+rng.IntN(150), 5+rng.IntN(60)
	p.Regions, p.DelayMs = pick("one", "one", "one", "near"), 0.5+10*rng.Float64()
	p.Jitter, p.JitterMs = pick("exp", "uniform"), float64(rng.IntN(3))*4*rng.Float64()
	p.LossPct, p.FsyncMs = float64(rng.IntN(3))*5*rng.Float64(), float64(rng.IntN(3))*2*rng.Float64()
	p.Batch, p.Prevote, p.CheckQuorum = rng.IntN(2) == 0, rng.IntN(2) == 0, rng.IntN(2) == 0
	p.Reads = pick("read_index", "lease", "leader", "any")
	p.MarginPct, p.DriftPct = float64(rng.IntN(30)), float64(rng.IntN(30))
	p.WriteRate, p.ReadRate, p.Keys, p.ClientMs = 20+100*rng.Float64(), 20+100*rng.Float64(), 1+rng.IntN(4), 200
	p.Fault = pick("none", "crash", "crash", "minority", "majority", "one_way", "flap")
	p.FaultAt, p.FaultS, p.DurationS = rng.Float64(), 0.1+rng.Float64(), 2
	p.CrashNodes, p.Logs = 1+rng.IntN(p.Nodes), pick("equal", "different")
	return p
}

// The four properties hold after every event of a thousand runs, and so does what the clients were promised. The state
// is looked at from outside, whole logs at a time, in one run of ten.
func TestSafety(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	runs := 1000
	if testing.Short() {
		runs = 100
	}
	elected, judged := 0, 0
	for i := range runs {
		p := drawn(rng, i)
		c := newCluster(nil, p, "run")
		events := 0
		if i%10 == 0 {
			c.after = func() {
				if events++; events%7 == 0 {
					inspect(t, c)
				}
			}
		}
		c.openClients()
		if p.hit() {
			c.at(ticks(1000*p.FaultAt), event{kind: faultBegins})
			c.at(ticks(1000*(p.FaultAt+p.FaultS)), event{kind: faultEnds})
		}
		c.run(ticks(1000 * p.DurationS))
		r := c.result()
		if r.violations() > 0 || r.Lost > 0 {
			t.Fatalf("%+v: violations %v, %d confirmed writes lost", p, r.Broken, r.Lost)
		}
		elected += len(c.won) - 1
		if h := judge(nil, p, c.ops); p.safeReads() {
			judged++
			if h.Broken > 0 || r.Stale > 0 {
				t.Fatalf("%+v: %d keys not linearizable, %d stale reads: %+v", p, h.Broken, r.Stale, h.Smallest)
			}
		}
	}
	if elected < runs/2 || judged < runs/4 {
		t.Errorf("%d elections and %d judged histories in %d runs: the draw tests too little", elected, judged, runs)
	}
}

// inspect compares whole logs: at most one leader a term, logs that match, leaders that have all that is committed.
func inspect(t *testing.T, c *cluster) {
	leaders := map[int32]int{}
	for _, n := range c.nodes {
		if n.up && n.role == leading {
			if other, ok := leaders[n.term]; ok {
				t.Fatalf("%+v: nodes %d and %d lead term %d", c.p, other, n.id, n.term)
			}
			leaders[n.term] = n.id
		}
		for _, m := range c.nodes[:n.id] {
			match := false
			for at := min(n.last(), m.last()); at > 0; at-- {
				match = match || n.log[at].term == m.log[at].term
				if match && n.log[at] != m.log[at] {
					t.Fatalf("%+v: logs of %d and %d agree behind entry %d, and not there", c.p, n.id, m.id, at)
				}
			}
		}
		for at := range n.commit + 1 {
			if n.log[at] != c.committed[at] {
				t.Fatalf("%+v: node %d has committed %+v at %d, others %+v", c.p, n.id, n.log[at], at, c.committed[at])
			}
		}
	}
	latest := int32(0)
	for term := range leaders {
		latest = max(latest, term)
	}
	if latest == 0 {
		return
	}
	for term := range c.won {
		if term > latest {
			return // the latest leader is down or has made way
		}
	}
	leader := c.nodes[leaders[latest]]
	for at, e := range c.committed {
		if at >= len(leader.log) || leader.log[at] != e {
			t.Fatalf("%+v: the leader of term %d lacks the committed entry %d", c.p, latest, at)
		}
	}
}

// The paper's figure 8: an entry of an older term is on a majority, and yet the next leader may overwrite it. It must
// not be committed by counting; with an entry of the leader's own term it is.
func TestFigure8(t *testing.T) {
	p := defaults
	p.FsyncMs, p.WriteRate, p.ReadRate = 0, 0, 0
	c := newCluster(nil, p, "test")
	old := entry{term: 2, op: noop}
	for _, i := range []int{0, 1} {
		c.nodes[i].log = append(c.nodes[i].log, old)
		c.nodes[i].stored = 2
	}
	leader := c.nodes[0]
	leader.term, leader.role = 4, leading
	leader.match = []int32{0, 2, 2, 1, 1}
	c.nodes[2].log = append(c.nodes[2].log, old)
	c.advance(leader)
	if leader.commit != 1 {
		t.Errorf("entry 2 of term 2 is on 3 of 5 nodes: the leader of term 4 commits up to %d, want 1", leader.commit)
	}
	leader.log = append(leader.log, entry{term: 4, op: noop})
	leader.stored, leader.match = 3, []int32{0, 3, 3, 1, 1}
	c.advance(leader)
	if leader.commit != 3 {
		t.Errorf("entry 3 of term 4 is on 3 of 5 nodes: the leader commits up to %d, want 3", leader.commit)
	}
}

// A node votes once in a term, also after a crash, and never for a log older than its own.
func TestVotes(t *testing.T) {
	p := defaults
	p.CheckQuorum = false
	c := newCluster(nil, p, "test")
	n := c.nodes[3]
	ask := func(from int8, last, lastTerm int32) int {
		before := n.vote
		c.deliver(c.put(message{kind: vote, from: from, to: 3, term: 2, index: last, logTerm: lastTerm}))
		if n.term == 2 && before != n.vote || n.vote == int(from) {
			return n.vote
		}
		return nobody
	}
	if got := ask(1, 0, 0); got != nobody {
		t.Errorf("a candidate with an older log has the vote of node 3")
	}
	if got := ask(1, 1, 1); got != 1 {
		t.Errorf("the first candidate with a log as new gets %d, want the vote", got)
	}
	c.crash(n)
	c.restart(n)
	if ask(2, 1, 1); n.vote != 1 {
		t.Errorf("after a crash node 3 votes for %d in the same term, want 1 still", n.vote)
	}
}
