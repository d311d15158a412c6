// Package conflicts lets several primaries take writes at once, counts how often two of them change the same key before
// they have seen each other, and shows what becomes of both writes. Its second part reads and writes with quorums.
package conflicts

import (
	"math"

	"tradeofflab/sims/model"
)

// Params are the learner's knobs. The same Params always give the same Result.
type Params struct {
	Sites     int     // primaries, 2–5
	DelayMs   float64 // one-way delay between any two, 1–300
	WriteRate float64 // writes a second at each site, 1–1,000
	Keys      int     // 10–100,000
	Zipf      float64 // the key of rank i is written in proportion to 1/i^Zipf, 0–1.4
	SkewMs    float64 // clock of the last site ahead of the first; those between lie evenly, 0–2,000
	Resolver  string  // lww, siblings, gcounter or orset

	N, W, R int     // replicas of a key, acknowledgements a write waits for, replicas a read asks, 1–7
	Down    int     // of the N, replicas that are down while the write happens, 0–3
	Spread  bool    // replicas beyond the W acknowledged ones receive the write too, later
	NodeMs  float64 // mean time until a replica has a write (exponential), 1–200
	GapMs   float64 // time from acknowledgement to the first read, 0–1,000
	Repair  bool    // a read writes the newest value it saw back to the replicas it asked
	Handoff bool    // a neighbour keeps the write for a replica that is down and hands it over at its return
	Seed    int
	Step    int
}

// goalConflicts is how many conflicts a run aims to see: their rate is then known within 4/sqrt(5,000) = 5.7 %.
const (
	goalConflicts = 5000
	mostWrites    = 8_000_000
	leastWrites   = 20_000
)

// delay and offset are in ticks of one microsecond.
func (p Params) delay() int64 { return int64(math.Round(p.DelayMs * 1000)) }

// offset is how far the clock of a site is ahead of the first site's.
func (p Params) offset(site int) int64 {
	return int64(math.Round(p.SkewMs * 1000 * float64(site) / float64(p.Sites-1)))
}

// popularity is the share of the writes that each key gets.
func (p Params) popularity() []float64 { return model.ZipfShares(p.Keys, p.Zipf) }

// total is the writes a second of all sites.
func (p Params) total() float64 { return float64(p.Sites) * p.WriteRate }

// writes is how many writes a run simulates: enough for goalConflicts to be expected, within bounds. It is fixed before
// the run, so that stopping does not depend on what is counted.
func (p Params) writes(rate float64) int {
	total := p.total()
	want := goalConflicts / rate * total
	return int(min(max(want, leastWrites, 50*total*p.DelayMs/1000), mostWrites))
}

// curveWrites is how many writes stand behind a point of the curve.
func (p Params) curveWrites(rate float64) int { return min(p.writes(rate)/8, 200_000) }

// Result is what a run counted.
type Result struct {
	Writes   int
	Seconds  float64 // simulated time
	Pairs    int     // conflicts: pairs of writes to one key, neither of whose writers had seen the other
	Lost     int     // writes thrown away by last-writer-wins in favour of a value whose writer had not seen them
	Knew     int     // of these, lost to a value they had seen: their own clock was behind
	Apart    spans   // times during which the sites disagree about a key
	Siblings float64 // versions of the key that a writer finds at its site, mean over writes
	First    []write // writes around the first conflict, in order of time
	FirstKey int32
	Curve    []point
	Replay   replay
	Quorum   quorum
	Law      law
	hottest  float64 // share of the writes that the hottest key gets
}

// point is the conflict rate measured at another delay.
type point struct {
	DelayMs, Rate, Theory float64
	Pairs                 int
}

// Run counts conflicts over a long stream of writes, replays its beginning on real replicas, and samples quorum reads.
func Run(b *model.Budget, p Params) Result {
	var r Result
	var q quorum
	sites, replicas := p.sites(), p.replicas()
	model.Parallel(
		func() { r = ranSites.Of(b, sites, func(b *model.Budget) Result { return runSites(b, sites) }) },
		func() {
			q = ranQuorums.Of(b, replicas, func(b *model.Budget) quorum { return sampleQuorum(b, replicas) })
		})
	r.Quorum = q
	return r
}

// Sites that take writes know nothing of quorums, and a quorum nothing of sites: a slider of one leaves the other as it
// is.
var (
	ranSites   = model.NewMemo[Params, Result](16)
	ranQuorums = model.NewMemo[Params, quorum](64)
)

// sites are the knobs of the first part of a run, the others zero.
func (p Params) sites() Params {
	return Params{Sites: p.Sites, DelayMs: p.DelayMs, WriteRate: p.WriteRate, Keys: p.Keys, Zipf: p.Zipf,
		SkewMs: p.SkewMs, Resolver: p.Resolver, Seed: p.Seed}
}

// replicas are the knobs of the second part.
func (p Params) replicas() Params {
	return Params{N: p.N, W: p.W, R: p.R, Down: p.Down, Spread: p.Spread, NodeMs: p.NodeMs, GapMs: p.GapMs,
		Repair: p.Repair, Handoff: p.Handoff, Seed: p.Seed}
}

func runSites(b *model.Budget, p Params) Result {
	share := p.popularity()
	b.Spend(keySteps * p.Keys)
	l := lawOf(p, share)
	var r Result
	var replayed replay
	var curve []point
	expected := 0
	model.Parallel(
		func() { r = stream(b, p, share, p.writes(l.Conflicts)) },
		func() { replayed = replayOn(b, p, share) },
		func() { curve, expected = curveOf(b, p, share) })
	r.Law, r.Curve, r.Replay, r.hottest = l, curve, replayed, share[0]
	r.Replay.expectPairs = expected
	return r
}

// curveOf measures the conflict rate at delays around the run's, and counts the conflicts of the writes that are
// replayed.
func curveOf(b *model.Budget, p Params, share []float64) (curve []point, replayed int) {
	var counted []*pairCount
	for _, delay := range curveDelays(p.DelayMs) {
		q := p
		q.DelayMs = delay
		b.Spend(keySteps * p.Keys)
		at := lawOf(q, share)
		curve = append(curve, point{DelayMs: delay, Theory: at.Conflicts})
		counted = append(counted, &pairCount{delay: q.delay(), writes: q.curveWrites(at.Conflicts)})
	}
	own := &pairCount{delay: p.delay(), writes: replayWrites}
	countPairs(b, p, share, append(counted, own)...)
	for i, c := range counted {
		curve[i].Pairs, curve[i].Rate = c.found, float64(c.found)/c.seconds
	}
	return curve, own.found
}

// curveDelays are the delays around d of which the curve is measured.
func curveDelays(d float64) []float64 {
	out := make([]float64, 0, 5)
	for _, f := range []float64{.25, .5, 1, 2, 4} {
		out = append(out, d*f)
	}
	return out
}
