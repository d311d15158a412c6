package eviction

import (
	"math"
	"testing"

	"tradeofflab/sims/eviction/policy"
)

// Hit ratios of 10,000 keys and 1,000,000 requests after a warm-up of 30 %, from a simulator written apart from this
// one with other random numbers. 0.5 points allow for both draws: four standard errors of a share of 700,000 are 0.24.
func TestKnownHitRatios(t *testing.T) {
	for _, c := range []struct {
		zipf     float64
		capacity int
		want     map[string]float64
	}{
		{0.99, 100, map[string]float64{"lru": 37.6, "fifo": 32.9, "random": 33.0, "sampled": 37.1, "pool": 37.6,
			"sieve": 50.1, "top": 51.8, "opt": 57.0, "che": 37.7, "cheFIFO": 33.0}},
		{0.99, 1000, map[string]float64{"lru": 66.4, "fifo": 61.9, "random": 61.9, "sampled": 65.9, "pool10": 66.4,
			"sieve": 74.1, "top": 75.6, "opt": 81.0, "che": 66.4, "cheFIFO": 61.9}},
		{0.99, 2000, map[string]float64{"lru": 75.9, "opt": 87.9}},
		{0.8, 1000, map[string]float64{"lru": 43.6, "fifo": 39.4, "sieve": 54.8, "top": 57.1, "opt": 67.0,
			"che": 43.7}},
		{1.2, 1000, map[string]float64{"lru": 86.1, "sieve": 89.6, "opt": 92.4}},
		{0.6, 100, map[string]float64{"lru": 4.35, "sieve": 12.4}},
	} {
		tr := NewTrace(Params{Trace: "zipf", Zipf: c.zipf, Objects: 10_000, Requests: 1_000_000, Seed: 1})
		law := popularityOf(tr.Zipf)
		for name, want := range c.want {
			var got float64
			run := func(kind string, o policy.Options) float64 {
				return policy.Replay(made(kind, tr, c.capacity, o), tr.IDs, 300_000).HitPct()
			}
			switch name {
			case "che":
				got = 100 * law.cheHits(float64(c.capacity), false)
			case "cheFIFO":
				got = 100 * law.cheHits(float64(c.capacity), true)
			case "top":
				got = 100 * law.Top(c.capacity)
			case "pool":
				got = run("sampled", policy.Options{Sample: 5, Pool: 16})
			case "pool10":
				got = run("sampled", policy.Options{Sample: 10, Pool: 16})
			default:
				got = run(name, policy.Options{Sample: 5})
			}
			if math.Abs(got-want) > 0.5 {
				t.Errorf("Zipf %g, capacity %d: %s serves %.2f %%, want %.2f ± 0.5", c.zipf, c.capacity,
					name, got, want)
			}
		}
	}
}

// Hit ratios of libCacheSim's S3FIFOv0, the program of the S3-FIFO paper, on ten million requests by Zipf's law with
// exponent 1 over a million keys.
func TestS3FIFOAsItsAuthors(t *testing.T) {
	if testing.Short() {
		t.Skip("replays ten million requests")
	}
	tr := Trace{IDs: NewZipf(1_000_000, 1).Draw(42, 10_000_000), Objects: 1_000_000}
	for capacity, want := range map[int]float64{10_000: 66.21732, 100_000: 81.14667} {
		got := policy.Replay(made("s3fifo", tr, capacity, policy.Options{}), tr.IDs, 0).HitPct()
		if math.Abs(got-want) > 1e-5 {
			t.Errorf("%d slots: %.5f %% served, want %.5f", capacity, got, want)
		}
	}
}

// cheHits's sums by groups of ranks are those over all ranks, up to the error of the groups.
func TestCheGroups(t *testing.T) {
	for _, a := range []float64{0, 0.6, 1, 2} {
		z := NewZipf(50_000, a)
		all := Popularity{}
		for k := 1; k <= 50_000; k++ {
			all.Count, all.P = append(all.Count, 1), append(all.P, z.Share(k, k))
		}
		for _, capacity := range []float64{10, 1000, 20_000} {
			for _, fifo := range []bool{false, true} {
				got, want := popularityOf(z).cheHits(capacity, fifo), all.cheHits(capacity, fifo)
				if math.Abs(got-want) > 1e-4 {
					t.Errorf("Che with exponent %g and capacity %g is %.6f by groups, want %.6f", a,
						capacity, got, want)
				}
			}
		}
	}
	// All keys alike: the share held is the share served.
	if got := uniformly(1000).cheHits(250, false); math.Abs(got-0.25) > 1e-6 {
		t.Errorf("Che on uniform requests with a quarter of the keys is %g, want 0.25", got)
	}
}

// Belady, Nelson and Shedler 1969: with four frames FIFO misses once more than with three; LRU and OPT cannot.
func TestBeladysAnomaly(t *testing.T) {
	tr, err := storyTrace(belady)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][2]int{"fifo": {9, 10}, "lru": {10, 8}, "opt": {7, 6}} {
		for i, frames := range []int{3, 4} {
			if got := policy.Replay(made(name, tr, frames, policy.Options{}), tr.IDs, 0).Misses(); got != want[i] {
				t.Errorf("%s misses %d times with %d frames, want %d", name, got, frames, want[i])
			}
		}
	}
}

// A loop of one key more than fits: LRU serves nothing, OPT (C − 1)/C. One round of slack for where the run ends.
func TestLoop(t *testing.T) {
	for _, c := range []int{2, 10, 99} {
		tr := NewTrace(Params{Trace: "loop", Objects: c + 1, Requests: 20_000})
		if hits := policy.Replay(made("lru", tr, c, policy.Options{}), tr.IDs, 0).Hits; hits != 0 {
			t.Errorf("LRU with %d serves %d of a loop of %d, want none", c, hits, c+1)
		}
		got, want := policy.Replay(made("opt", tr, c, policy.Options{}), tr.IDs, 2*c).HitPct(),
			100*float64(c-1)/float64(c)
		if math.Abs(got-want) > 100*float64(c+1)/20_000 {
			t.Errorf("OPT with %d serves %.2f %% of a loop of %d, want %.2f %%", c, got, c+1, want)
		}
	}
}
