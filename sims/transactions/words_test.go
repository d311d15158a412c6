package transactions

import (
	"strings"
	"testing"
)

// What the takeaway and the coach say is so in the run that they are about.
func TestWords(t *testing.T) {
	for _, tt := range []struct {
		name       string
		change     func(*Params)
		says, nots string // in the takeaway or the coach
	}{
		{"outbox, duplicates left by chance", func(p *Params) {
			p.Protocol, p.Dedupe, p.DuplicatePct = outbox, false, 0
		}, "No delivery came a second time in this run, and the receivers would not know one.", "on one shard"},
		{"outbox without duplicates", func(p *Params) { p.Protocol, p.DuplicatePct = outbox, 0 },
			"No delivery came a second time in this run. When some do", "the receivers left"},
		{"outbox of one account", func(p *Params) { p.Protocol, p.Span = outbox, 1 },
			"One account is one shard", "a second time"},
		{"saga of one step", func(p *Params) { p.Protocol, p.Span = saga, 1 },
			"Give the transfer two accounts: what can a reader see", "between two steps"},
		{"saga on the only shard", func(p *Params) { p.Protocol, p.Span, p.Shards = saga, 1, 1 },
			"Give the bank two shards", "between two steps everybody"},
		{"saga without readers", func(p *Params) { p.Protocol, p.ReadsPerS = saga, 0 },
			"No reader has an answer", "saw half"},
		{"saga with read locks", func(p *Params) { p.Protocol, p.ReadsPerS = saga, 500 },
			"with read locks", "Do read locks help"},
		{"saga with a snapshot", func(p *Params) { p.Protocol, p.Isolation, p.ReadsPerS = saga, "snapshot", 500 },
			"with one snapshot", "Does one snapshot help"},
		{"no readers, and nothing they use", func(p *Params) { p.Isolation, p.ReadsPerS = "none", 0 },
			"No reader has an answer", "saw one account"},
		{"few readers, and nothing they use", func(p *Params) { p.Isolation, p.ReadsPerS, p.RTTms = "none", 1, .1 },
			"none saw half a transfer", "saw one account"},
		{"a crash in a pause", func(p *Params) {
			p.Crash, p.Coordinators, p.Rate, p.RTTms = "coordinator", 4, 1, .1
		}, "The crash leaves no account locked in doubt", "0 accounts"},
		{"nobody answered", func(p *Params) { p.TimeoutMs = 10 },
			"the votes take 12 ms, and a coordinator waits 10 ms", "after 0 ms"},
		{"another replica", func(p *Params) { p.Crash, p.Store = "coordinator", "replicated" },
			"until another replica takes over", "until it is back"},
		{"deadlocks", func(p *Params) {
			p.OrderKeys, p.LockMs, p.TimeoutMs, p.Rate, p.Keys, p.DurationS = false, 60_000, 500, 2000, 100, 2
		}, "or a coordinator stops waiting for votes", "until a wait times out"},
	} {
		p := base(tt.change)
		r := simulate(nil, p)
		all := takeaway(p, r) + " " + coach(p, r)
		if !strings.Contains(all, tt.says) || strings.Contains(all, tt.nots) {
			t.Errorf("%s: %q", tt.name, all)
		}
	}
}

// A wait that a coordinator's time-out ends is no wait that took too long for a lock.
func TestCoordinatorEndsDeadlock(t *testing.T) {
	r := simulate(nil, base(func(p *Params) {
		p.OrderKeys, p.LockMs, p.TimeoutMs, p.Rate, p.Keys, p.DurationS = false, 60_000, 500, 2000, 100, 2
	}))
	if r.Deadlocks == 0 || r.LockTimeouts > 0 || r.HalfAtRest > 0 {
		t.Errorf("%d deadlocks, %d waits too long, %d half done", r.Deadlocks, r.LockTimeouts, r.HalfAtRest)
	}
}

// Where another replica takes over, nothing says that the dead node comes back.
func TestTakeOverWords(t *testing.T) {
	p := base(func(p *Params) { p.Crash, p.Store, p.Coordinators = "coordinator", "replicated", 4 })
	r := simulate(nil, p)
	if r.Trouble == nil || r.Stuck == 0 {
		t.Fatal("nobody is in doubt")
	}
	said := []string{takeaway(p, r), coach(p, r), troubleFigure(p, r).Takeaway, blockedFigure(p, r).Takeaway}
	for _, m := range metrics(p, r) {
		said = append(said, m.Label)
	}
	for _, c := range checks(p, r) {
		said = append(said, c.Name)
	}
	said = append(said, story(p, r).Events...)
	for _, s := range said {
		if strings.Contains(s, "is back") {
			t.Error(s)
		}
	}
	if all := strings.Join(said, "\n"); strings.Count(all, "another replica") < 5 {
		t.Error(all)
	}
}
