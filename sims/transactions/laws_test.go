package transactions

import (
	"math"
	"strings"
	"testing"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
)

// Pairs of transfers as the engine draws them have an account in common as often as the law says.
func TestSharing(t *testing.T) {
	const pairs = 20_000
	for _, tt := range []struct{ shards, span, keys int }{
		{16, 16, 256}, {16, 4, 256}, {8, 3, 104}, {2, 2, 100}, {64, 16, 1024}, {16, 15, 240},
	} {
		p := base(func(p *Params) { p.Shards, p.Span, p.Keys = tt.shards, tt.span, tt.keys })
		e := newEngine(nil, p)
		draw := func() map[int32]bool {
			keys, drawn := map[int32]bool{}, transfer{parts: make([]part, p.Span), refuse: -1}
			e.chooseAccounts(&drawn)
			for _, a := range drawn.parts {
				keys[a.key] = true
			}
			return keys
		}
		met := 0
		for range pairs {
			one, other := draw(), draw()
			for key := range one {
				if other[key] {
					met++
					break
				}
			}
		}
		want, got := sharing(p), percent(met, pairs)
		if math.Abs(got-100*want) > stray(want, pairs) {
			t.Errorf("%+v: %g %% of the pairs share an account, want %g %%", tt, got, 100*want)
		}
	}
}

// Transfers of many accounts share several at once: 12 a second over 16 of 256 accounts meet a lock in 10 of 100 cases.
// With q = 1 − (15/16)^16 = 0.644, and locks for 14 ms, or for 10 ms on the others of 16 where it is refused, p is
// 9.94 %. A fixed number of others, 1 − (1 − q)^n, would give 15.2 %.
func TestManyAccounts(t *testing.T) {
	p := base(func(p *Params) {
		p.Conflict, p.Span, p.Keys, p.Rate, p.ReadsPerS, p.DurationS = "nowait", 16, 256, 12, 0, 600
	})
	if got := 100 * conflictLaw(p); math.Abs(got-9.94) > .01 {
		t.Errorf("the law gives %g %%, want 9.94 %%", got)
	}
	c := checkOf(t, p, "conflicts")
	if !c.OK {
		t.Errorf("%s: want %g, got %g ± %g", c.Name, c.Want, c.Got, c.Tolerance)
	}
}

func checkOf(t *testing.T, p Params, id string) sims.Check {
	t.Helper()
	for _, c := range checks(p, simulate(nil, p)) {
		if c.ID == id {
			return c
		}
	}
	t.Fatalf("no check %s", id)
	return sims.Check{}
}

// The drawing of a transfer that nothing disturbs has as many messages as are counted.
func TestDrawnMessages(t *testing.T) {
	for _, protocol := range protocols {
		for _, style := range []string{"orchestrated", "choreographed"} {
			for _, answer := range []string{"decision", "complete"} {
				for _, span := range []int{1, 2, 3} {
					p := base(func(p *Params) {
						p.Protocol, p.Style, p.Answer, p.Span = protocol, style, answer, span
						p.DuplicatePct, p.FailPct, p.ReadsPerS, p.Rate = 0, 0, 0, 10
					})
					r := simulate(nil, p)
					if drawn := len(r.Example.Messages); float64(drawn) != r.Messages || r.Messages != messagesLaw(p) {
						t.Errorf("%s, %s, %s, %d: %d messages drawn, %g counted, law %g", protocol, style, answer, span,
							drawn, r.Messages, messagesLaw(p))
					}
				}
			}
		}
	}
}

// An answer that waits for all shards finds fewer transfers up the more shards there are, in law and simulation alike.
func TestCompleteAvailability(t *testing.T) {
	for _, protocol := range []string{saga, outbox} {
		p := base(func(p *Params) { p.Protocol, p.Answer, p.Span, p.ShardUp = protocol, "complete", 8, .95 })
		r := Run(nil, p)
		want := 100 * math.Pow(.95, 8) * .999
		if got := percent(r.Up, r.Trials); math.Abs(got-want) > upRoom(want/100, r.Trials) {
			t.Errorf("%s: %g %% up, want %g %%", protocol, got, want)
		}
		if f := upFigure(p, r); !f.Badge.OK || !strings.Contains(f.Takeaway, "every shard and the") {
			t.Errorf("%s: %s: %s", protocol, f.Badge.Text, f.Takeaway)
		}
	}
	p := base(func(p *Params) { p.Span, p.Shards = 1, 1 })
	if f := upFigure(p, Run(nil, p)); strings.Contains(f.Takeaway, "further") {
		t.Errorf("one shard: %s", f.Takeaway)
	}
}

// The takeaway of the conflicts tells the first and the last point, and nothing else.
func TestConflictWords(t *testing.T) {
	f := conflictFigure(nil, defaults, Result{})
	var dots figure.Series
	for _, s := range f.Chart.Series {
		if s.Dots {
			dots = s
		}
	}
	last := len(dots.Y) - 1
	for _, v := range []float64{dots.X[0], dots.Y[0], dots.X[last], dots.Y[last]} {
		if !strings.Contains(f.Takeaway, say.Short(v)) {
			t.Errorf("%g is not in %q", v, f.Takeaway)
		}
	}
	if !f.Badge.OK || strings.Contains(f.Badge.Text, "standard errors") {
		t.Errorf("badge %q", f.Badge.Text)
	}
}

// Whoever begins in the outage and has no yes by its end because of the dead node is held up, whatever the protocol. A
// shard of 16 is needed by 1 in 16 of one account, and by 2 in 16 of two; with four leaders, 1 in 4 has the dead one.
func TestHeldUp(t *testing.T) {
	for _, tt := range []struct {
		protocol, crash, answer string
		want                    float64 // %
	}{
		{saga, "coordinator", "decision", 0}, {saga, "coordinator", "complete", 25},
		{outbox, "coordinator", "decision", 0}, {outbox, "coordinator", "complete", 25},
		{saga, "participant", "decision", 6.25}, {saga, "participant", "complete", 12.5},
		{outbox, "participant", "decision", 6.25}, {outbox, "participant", "complete", 12.5},
		{singleShard, "participant", "complete", 6.25}, {singleShard, "coordinator", "complete", 0},
		{twoPhase, "participant", "decision", 12.5},
	} {
		p := base(func(p *Params) {
			p.Protocol, p.Crash, p.Answer, p.Coordinators, p.RelayMs = tt.protocol, tt.crash, tt.answer, 4, 0
			p.TimeoutMs, p.Keys = 200, 100_000
		})
		r := simulate(nil, p)
		room := 0.0
		if tt.want > 0 {
			room = stray(tt.want/100, float64(r.Outage)) + 1 // the last 30 ms of 3 s are too late to be held up
		}
		if math.Abs(r.blocked()-tt.want) > room || r.Outage < 2500 {
			t.Errorf("%+v: %g %% of %d held up", tt, r.blocked(), r.Outage)
		}
	}
	for _, protocol := range []string{twoPhase, saga} { // the only leader is dead
		p := base(func(p *Params) { p.Protocol, p.Crash, p.Answer = protocol, "coordinator", "complete" })
		if r := simulate(nil, p); r.blocked() < 99 {
			t.Errorf("%s: %g %% held up by the only leader, want all", protocol, r.blocked())
		}
	}
}
