package consensus

import (
	"fmt"
	"testing"

	"tradeofflab/sims/replication/history"
)

// Reads at any node are stale with about the chance 1 − e^(−λ·age): with 100 writes a second on 10 keys, what a
// node knows is some 15 ms old. 3,000 such reads must show a violation; two or three operations are enough to show it.
func TestAnyReadsAreBroken(t *testing.T) {
	for seed := range 5 {
		p := defaults
		p.Reads, p.Fault, p.Seed = "any", "none", seed
		r := Run(nil, p)
		if r.History.Broken == 0 || r.Stale == 0 || len(r.History.Smallest) > 3 {
			t.Errorf("seed %d: %d of %d reads stale, %d keys broken, smallest %v", seed, r.Stale, r.Reads,
				r.History.Broken, r.History.Smallest)
		}
		if history.Linearizable(nil, r.History.Smallest) {
			t.Errorf("seed %d: %v can be put in order", seed, r.History.Smallest)
		}
	}
}

// A leader that has been cut off answers reads from what it knows, until CheckQuorum ends that. Every stale read lies
// within two of its periods: it counts once a period, what it heard within the period before.
func TestDeposedLeader(t *testing.T) {
	stale := 0
	for seed := range 20 {
		p := defaults
		p.Preset, p.Reads, p.Fault, p.Seed, p.ReadRate, p.DurationS = "paper", "leader", "minority", seed, 1000, 3
		p.TimeoutMin, p.TimeoutMax, p.ClientMs, p.WriteRate, p.Keys = 150, 170, 20, 50, 1
		c := newCluster(nil, p, "run")
		c.openClients()
		c.at(ticks(1000), event{kind: faultBegins})
		c.run(ticks(3000))
		low, _, _ := p.timing()
		for _, o := range c.ops {
			if o.stale && int(o.node) == c.victim {
				stale++
				if late := o.call - c.struckAt; late < 0 || late > 2*low+ticks(2*p.DelayMs) {
					t.Errorf("seed %d: a stale read %d ms after the cut, at most %d", seed, late/ms, 2*low/ms)
				}
			}
		}
	}
	if stale == 0 {
		t.Errorf("no deposed leader gave a stale read")
	}
}

// A lease is safe as long as the margin covers the drift of the leader's clock, and is not where it does not.
func TestLease(t *testing.T) {
	broken := map[bool]int{}
	for seed := range 60 {
		for _, safe := range []bool{true, false} {
			p := defaults
			p.TimeoutMin, p.TimeoutMax, p.Heartbeat, p.DelayMs, p.FsyncMs = 100, 110, 20, 1, 0
			p.Reads, p.Fault, p.Seed, p.ReadRate, p.WriteRate, p.Keys = "lease", "minority", seed, 2000, 50, 1
			p.ClientMs = 20
			p.DurationS, p.FaultAt, p.FaultS, p.DriftPct, p.MarginPct = 2, 1, 1, 50, 50
			if !safe {
				p.MarginPct = 0
			}
			if r := Run(nil, p); r.History.Broken > 0 || r.Stale > 0 {
				broken[safe]++
			}
		}
	}
	if broken[true] > 0 || broken[false] == 0 {
		t.Errorf("clock slow by 50 %%: %d runs broken with a margin of 50 %%, want 0, and %d without, want some",
			broken[true], broken[false])
	}
}

// Where nothing is forced to disk, a crash of a majority loses what clients were told is safe; where it is, never.
func TestDurability(t *testing.T) {
	lost := map[bool]int{}
	for seed := range 12 {
		for _, durable := range []bool{true, false} {
			p := defaults
			p.Seed, p.Durable, p.CrashNodes, p.FaultAt, p.FaultS, p.DurationS = seed, durable, 4, 9, 1, 20
			lost[durable] += Run(nil, p).Lost
		}
	}
	if lost[true] != 0 || lost[false] == 0 {
		t.Errorf("writes lost by a crash of 4 of 5 nodes: %d with the disk, want 0, and %d without, want "+
			"some", lost[true],
			lost[false])
	}
}

// PreVote keeps a node that was away from replacing a leader; without it, it does.
func TestPreVote(t *testing.T) {
	for _, fault := range []string{"flap", "majority"} {
		for _, prevote := range []bool{true, false} {
			p := defaults
			p.Fault, p.Prevote = fault, prevote
			if got := Run(nil, p); (got.Needless == 0) != prevote {
				t.Errorf("%s, PreVote %v: %d leaders replaced without need", fault, prevote, got.Needless)
			}
		}
	}
}

// A leader that sends and does not hear is replaced with CheckQuorum, and stays without, for all that PreVote does.
func TestCheckQuorum(t *testing.T) {
	for _, check := range []bool{true, false} {
		for _, prevote := range []bool{true, false} {
			p := defaults
			p.Fault, p.CheckQuorum, p.Prevote = "one_way", check, prevote
			got := Run(nil, p)
			if want := check || false; got.Survives != want {
				t.Errorf("one way, CheckQuorum %v, PreVote %v: available %v, want "+
					"%v", check, prevote, got.Survives, want)
			}
		}
	}
}

// A run gives the same again, and A/B runs share arrivals: the same operations at the same times.
func TestSameArrivals(t *testing.T) {
	calls := func(p Params) string {
		c := newCluster(nil, p, "run")
		c.openClients()
		c.run(ticks(3000))
		out := ""
		for _, o := range c.ops {
			out += fmt.Sprint(o.call, o.key, o.client, o.write, " ")
		}
		return out
	}
	p := defaults
	q := p
	q.Nodes, q.Prevote, q.DelayMs, q.Reads, q.Batch = 7, false, 50, "any", true
	if a, b := calls(p), calls(q); a != b || a == "" {
		t.Errorf("two runs that differ in nodes, delays and rules have other operations")
	}
}
