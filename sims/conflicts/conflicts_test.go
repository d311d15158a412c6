package conflicts

import (
	"math"
	"math/rand/v2"
	"net/url"
	"reflect"
	"testing"

	"tradeofflab/sims/model"
	"tradeofflab/sims/simtest"
)

func base(change func(*Params)) Params {
	p := defaults
	change(&p)
	return p
}

// Two sites with 100 writes a second each over 10,000 keys alike, 25 ms apart: 0.05 conflicts a second, 180 an hour. 20
// million writes hold 5,000 of them, which are known within 5 % (3.5 standard deviations).
func TestConflictRate(t *testing.T) {
	if got := ConflictRate(100, 10_000, .025); math.Abs(got-.05) > 1e-12 {
		t.Errorf("ConflictRate = %g, want 0.05", got)
	}
	if testing.Short() {
		t.Skip("20 million writes take two seconds; run without -short")
	}
	p := base(func(p *Params) { p.Sites, p.WriteRate, p.Keys, p.Zipf, p.DelayMs = 2, 100, 10_000, 0, 25 })
	r := stream(nil, p, p.popularity(), 20_000_000)
	if got := float64(r.Pairs) / r.Seconds; math.Abs(got/.05-1) > .05 {
		t.Errorf("conflicts a second = %g over %.0f s, want 0.05 within 5 %%", got, r.Seconds)
	}
}

// The replicas count by what they know, the stream by times; over the same writes they agree exactly, and the sites end
// up equal.
func TestReplayAgreesWithStream(t *testing.T) {
	for _, sites := range []int{2, 3, 5} {
		for _, skew := range []float64{0, 10, 80} {
			for _, zipf := range []float64{0, 1} {
				p := base(func(p *Params) {
					p.Sites, p.SkewMs, p.Zipf, p.Keys, p.WriteRate, p.Resolver = sites, skew, zipf, 200, 60, "lww"
				})
				share := p.popularity()
				s, r := stream(nil, p, share, replayWrites), replayOn(nil, p, share)
				if s.Pairs != r.Pairs || s.Lost != r.Lost {
					t.Errorf("sites %d skew %g zipf %g: stream counts %d conflicts and %d lost, replicas %d and %d",
						sites, skew, zipf, s.Pairs, s.Lost, r.Pairs, r.Lost)
				}
				c := &pairCount{delay: p.delay(), writes: replayWrites}
				if countPairs(nil, p, share, &pairCount{delay: 3 * p.delay(), writes: 100}, c); c.found != s.Pairs ||
					c.seconds != s.Seconds {
					t.Errorf("sites %d skew %g zipf %g: one pass counts %d conflicts in %g s, stream %d in %g s", sites,
						skew, zipf, c.found, c.seconds, s.Pairs, s.Seconds)
				}
				if !r.Converged {
					t.Errorf("sites %d skew %g zipf %g: the sites differ after the last delivery", sites, skew, zipf)
				}
				if r.Kept != r.Writes {
					t.Errorf("sites %d skew %g zipf %g: counters hold %d of %d increments", sites, skew, zipf,
						r.Kept, r.Writes)
				}
			}
		}
	}
}

// A clock that is behind by s loses to an earlier write whenever the gap is less than s, even when it had seen it.
func TestSkewLosesLaterWrites(t *testing.T) {
	p := base(func(p *Params) { p.Sites, p.SkewMs, p.DelayMs, p.Resolver = 2, 500, 5, "lww" })
	r := stream(nil, p, p.popularity(), 60_000)
	if r.Knew == 0 {
		t.Error("clocks 500 ms apart: no write lost to a value that its writer had seen")
	}
	p.SkewMs = 0
	if r = stream(nil, p, p.popularity(), 60_000); r.Knew != 0 {
		t.Errorf("equal clocks: %d writes lost to a value that their writer had seen", r.Knew)
	}
}

// Merges are commutative, associative and idempotent on random reachable states.
func TestMergeLaws(t *testing.T) {
	rng := model.Stream(7, "merge laws")
	for range 2000 {
		a, b, c := someState(rng), someState(rng), someState(rng)
		check := func(name string, ab, ba, left, right, aa, one any) {
			if !reflect.DeepEqual(ab, ba) {
				t.Fatalf("%s: merge(a, b) = %v, merge(b, a) = %v", name, ab, ba)
			}
			if !reflect.DeepEqual(left, right) {
				t.Fatalf("%s: (a b) c = %v, a (b c) = %v", name, left, right)
			}
			if !reflect.DeepEqual(aa, one) {
				t.Fatalf("%s: merge(a, a) = %v, a = %v", name, aa, one)
			}
		}
		check("register", a.lww.merge(b.lww), b.lww.merge(a.lww), a.lww.merge(b.lww).merge(c.lww),
			a.lww.merge(b.lww.merge(c.lww)), a.lww.merge(a.lww), a.lww)
		check("counter", a.count.merge(b.count), b.count.merge(a.count), a.count.merge(b.count).merge(c.count),
			a.count.merge(b.count.merge(c.count)), a.count.merge(a.count), a.count)
		check("set", a.set.merge(b.set), b.set.merge(a.set), a.set.merge(b.set).merge(c.set),
			a.set.merge(b.set.merge(c.set)), a.set.merge(a.set), a.set)
		check("siblings", a.multi.merge(b.multi), b.multi.merge(a.multi), a.multi.merge(b.multi).merge(c.multi),
			a.multi.merge(b.multi.merge(c.multi)), a.multi.merge(a.multi), a.multi)
	}
}

// someState is a replica out of the first few writes of one history of three sites: states that can occur, in which
// equal names mean equal writes.
func someState(rng *rand.Rand) replica {
	p := base(func(p *Params) { p.Sites, p.Keys = 3, 1 })
	c := newCluster(p)
	run, at := model.Stream(11, "one history"), int64(0)
	for range 1 + rng.IntN(12) {
		at += run.Int64N(30_000)
		w := write{Site: run.IntN(3), At: at, Stamp: at}
		c.deliver(at)
		c.write(w)
	}
	return c.items[0].at[rng.IntN(3)]
}

func TestStaleBound(t *testing.T) {
	for _, c := range []struct {
		n, w, r int
		want    float64
	}{{3, 1, 1, 2. / 3}, {3, 2, 1, 1. / 3}, {3, 1, 2, 1. / 3}, {3, 2, 2, 0}, {3, 3, 1, 0}, {5, 2, 2, .3}} {
		if got := staleBound(c.n, c.w, c.r); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("StaleBound(%d, %d, %d) = %g, want %g", c.n, c.w, c.r, got, c.want)
		}
		p := base(func(p *Params) { p.N, p.W, p.R = c.n, c.w, c.r })
		got := float64(p.sampleReads(nil, trials).Stale[0]) / trials
		if math.Abs(got-c.want) > 4*math.Sqrt(c.want*(1-c.want)/trials) {
			t.Errorf("N=%d W=%d R=%d: stale %g of reads, want %g", c.n, c.w, c.r, got, c.want)
		}
	}
}

// R + W > N leaves no stale read, whatever is down, repaired or handed over.
func TestQuorumsOverlap(t *testing.T) {
	for n := 1; n <= 7; n++ {
		for w := 1; w <= n; w++ {
			for r := n - w + 1; r <= n; r++ {
				for down := range min(n, 4) {
					p := base(func(p *Params) {
						p.N, p.W, p.R, p.Down, p.Repair, p.Handoff = n, w, r, down,
							n%2 == 0, w%2 == 0
					})
					if q := p.sampleReads(nil, 200); q.Stale != [reads]int{} {
						t.Errorf("N=%d W=%d R=%d, %d down: stale reads %v", n, w, r, down, q.Stale)
					}
				}
			}
		}
	}
}

// Median of the largest of three exponentials of mean 1 is -ln(1 - 2^(-1/3)) = 1.578; of the smallest ln 2 / 3.
func TestAckQuantile(t *testing.T) {
	for _, c := range []struct {
		w    int
		want float64
	}{{3, -math.Log(1 - math.Pow(.5, 1./3))}, {1, math.Ln2 / 3}} {
		if got := ackQuantile(3, c.w, .5, 1); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("ackQuantile(3, %d, 0.5, 1) = %g, want %g", c.w, got, c.want)
		}
	}
}

func TestChecksHold(t *testing.T) {
	for _, q := range []string{
		"", "sites=5", "sites=2&zipf=0&keys=10000&write_rate=100&delay_ms=25", "skew_ms=200",
		"sites=4&skew_ms=60&zipf=0.8", "resolver=siblings", "resolver=gcounter", "resolver=orset",
		"n=5&w=2&r=2&spread=on&gap_ms=5", "n=3&w=1&r=1&spread=on&gap_ms=30", "n=3&w=2&r=2&down=1&handoff=on&repair=on",
		"n=3&w=3&r=1&down=1", "n=7&w=3&r=2&repair=on", "delay_ms=1&write_rate=1", "delay_ms=300&keys=10",
		"spread=on&node_ms=1&gap_ms=741.202", "spread=on&node_ms=1&gap_ms=6",
	} {
		for _, seed := range []string{"1", "2", "3"} {
			v, err := url.ParseQuery(q)
			if err != nil {
				t.Fatal(err)
			}
			v.Set("seed", seed)
			r, err := simtest.Run(Sim, v)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range r.Checks {
				if !c.OK {
					t.Errorf("%s seed %s: %s: got %g, want %g ± %g", q, seed, c.Name, c.Got, c.Want, c.Tolerance)
				}
			}
		}
	}
}

// One quorum passes with two data types; the default, either side alone, and everything at its maximum fail.
func TestChallengeHasAnAnswer(t *testing.T) {
	passes := func(change map[string]string) bool {
		q := url.Values{}
		for k, v := range Sim.Challenge.Preset {
			q[k] = v
		}
		for k, v := range change {
			q.Set(k, v)
		}
		a, err := Sim.Try(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		return a.Passed
	}
	for _, resolver := range []string{"gcounter", "orset"} {
		if !passes(map[string]string{"w": "2", "r": "2", "resolver": resolver}) {
			t.Errorf("W=2, R=2 and %s fails", resolver)
		}
	}
	for _, bad := range []map[string]string{{}, {"resolver": "orset"}, {"w": "2", "r": "2"},
		{"w": "3", "r": "3", "resolver": "orset"}, {"w": "1", "r": "3", "resolver": "orset"},
		{"w": "3", "r": "1", "resolver": "orset"}, {"w": "1", "r": "2", "resolver": "orset"},
		{"w": "2", "r": "1", "resolver": "orset"}, {"w": "2", "r": "2", "resolver": "siblings"}} {
		if passes(bad) {
			t.Errorf("%v passes", bad)
		}
	}
}

// What is hot, what is rare, and what keeps most versions: each run takes no more than it states, or is refused.
func TestRunsTakeWhatTheyState(t *testing.T) {
	simtest.HoldCost(t, Sim, "zipf=0", "write_rate=1&resolver=siblings",
		"sites=5&keys=100000&zipf=0&write_rate=1&n=7&w=7&r=7&delay_ms=300&resolver=siblings&skew_ms=2000",
		"sites=5&keys=10&zipf=1.4&write_rate=1000&delay_ms=300", "n=7&r=7&w=7", "keys=10&zipf=1.4&sites=5")
	if _, err := Sim.Parse(url.Values{"sites": {"5"}, "keys": {"10"}, "zipf": {"1.4"}, "write_rate": {"1000"},
		"delay_ms": {"300"}, "skew_ms": {"2000"}}); err == nil {
		t.Error("three hundred million comparisons are not refused")
	}
}

func BenchmarkDefaultRun(b *testing.B) {
	for b.Loop() {
		Run(nil, defaults)
	}
}
