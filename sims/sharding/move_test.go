package sharding

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// moves draws small moves with many writes to the same rows and messages that take about as long as the copy.
func moves(n int) []move {
	rng := rand.New(rand.NewPCG(3, 3))
	var out []move
	for i := range n {
		span := 20 + 100*rng.Float64()
		out = append(out, move{rows: 1 + rng.IntN(20), span: span, rate: float64(1+rng.IntN(120)) / span, compare: true,
			law: lawOf(Params{ServiceMs: span * (.01 + .3*rng.Float64()), Tail: 2 + 8*rng.Float64()}), seed: i,
			purpose: "test"})
	}
	return out
}

// A move with double writes never loses a write, wherever messages overtake each other; and a shard acknowledges only
// while it serves.
func TestDoubleWriteLosesNothing(t *testing.T) {
	writes := 0
	for _, m := range moves(400) {
		m.double = true
		stopped := false
		m.note = func(e moveEvent) {
			if e.kind == switching {
				stopped = true
			}
			if e.kind == written && stopped {
				t.Errorf("%+v: the old shard acknowledges a write at %g ms, after it stopped", m, e.at)
			}
		}
		r := m.run()
		writes += r.Writes
		if r.Lost != 0 {
			t.Errorf("%+v: %d of %d writes are lost", m, r.Lost, r.Writes)
		}
		if r.End < m.span {
			t.Errorf("%+v: the switch comes at %g ms, before the copy has ended", m, r.End)
		}
	}
	if writes < 10_000 {
		t.Errorf("only %d writes were tried", writes)
	}
}

// Without double writes exactly those writes are lost that came after the copy had read their row.
func TestSingleWriteLosesWhatComesLate(t *testing.T) {
	for _, m := range moves(100) {
		want := 0
		m.note = func(e moveEvent) {
			if e.kind == written && e.at > (float64(e.row)+.5)/float64(m.rows)*m.span {
				want++
			}
		}
		if r := m.run(); r.Lost != want {
			t.Errorf("%+v: %d writes are lost, want %d", m, r.Lost, want)
		}
	}
}

// The comparison of versions is not for show: without it a copied row undoes a newer write, even with double writes.
func TestVersionsAreNeeded(t *testing.T) {
	lost := 0
	for _, m := range moves(100) {
		m.double, m.compare = true, false
		lost += m.run().Lost
	}
	if lost == 0 {
		t.Error("moves that do not compare versions lose nothing, want some losses")
	}
}

// Half of the writes of a large move come after their row was copied, and a run loses them only without double writes.
// The number of writes is the rate times the time times the share of rows that move.
func TestMigration(t *testing.T) {
	for _, strategy := range []string{"hash", "directory", "range", "consistent"} {
		p := base(func(p *Params) { p.Strategy, p.KeyGen, p.Double = strategy, "uniform", false })
		r := Run(nil, p)
		near(t, strategy+" writes", r.Move.Expected, 1000*r.hours(p)*3600*float64(r.Moved)/sampleRows, 1e-6)
		n := float64(r.Move.Followed)
		near(t, strategy+" lost share", float64(r.Move.Lost)/n, .5, four(.5, n)+1/n)
		p.Double = true
		if r := Run(nil, p); r.Move.Lost != 0 || r.Move.Followed == 0 {
			t.Errorf("%s with double writes: %d of %d lost, want none of many", strategy, r.Move.Lost, r.Move.Followed)
		}
	}
	still := Run(nil, base(func(p *Params) { p.Target = p.Shards }))
	if still.Move.Followed != 0 || still.Move.Expected != 0 {
		t.Errorf("nothing moves, and %d writes meet it", still.Move.Followed)
	}
}

// The story tells the whole small move within its steps, and ends with nothing missing; a step changes no number of the
// run.
func TestStory(t *testing.T) {
	for seed := range 200 {
		p := base(func(p *Params) { p.Seed, p.Step = seed, storySteps })
		events, done := smallMove(p)
		if len(events) > storySteps || events[len(events)-1].kind != switched || done.Lost != 0 {
			t.Fatalf("seed %d: %d events, last %d, %d lost; want at most %d, the switch, none", seed, len(events),
				events[len(events)-1].kind, done.Lost, storySteps)
		}
		if !slices.IsSortedFunc(events, func(a, b moveEvent) int {
			if a.at < b.at {
				return -1
			}
			return 0
		}) {
			t.Errorf("seed %d: events out of order", seed)
		}
		if s := story(p, Result{}); s.State[4][1] != "0" || s.At != len(events) {
			t.Errorf("seed %d: at step %d %s writes are missing, want 0 at %d", seed, s.At, s.State[4][1], len(events))
		}
	}
}
