package readcache

import (
	"fmt"
	"math"
	"net/url"
	"testing"

	"tradeofflab/sims"
	"tradeofflab/sims/model"
)

func with(change func(*Params)) Params {
	p := defaults
	change(&p)
	return p
}

func ratesOf(p Params) []float64 { return p.popularity(nil).rates(p) }

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if math.Abs(got-want) > tolerance || math.IsNaN(got) {
		t.Errorf("%s = %g, want %g ± %g", what, got, want, tolerance)
	}
}

// Values of the laws that the lesson prints.
func TestLaws(t *testing.T) {
	near(t, "HitTTL(0.2, 300)", HitTTL(0.2, 300), 0.9836, 5e-5)
	near(t, "HitTTL(0.8, 300)", HitTTL(0.8, 300), 0.9959, 5e-5)
	near(t, "HitTTL(0.05, 300)", HitTTL(0.05, 300), 0.9375, 1e-9)
	near(t, "StaleTTL(1, 30)", StaleTTL(1, 30), 0.967, 5e-4)
	near(t, "StaleTTL(2/86400, 300)", StaleTTL(2./86_400, 300), 0.0035, 5e-5)
	near(t, "refreshSuccess(0.05, 300, 250/300)", refreshSuccess(0.05, 300, 250./300), 0.918, 5e-4)
	near(t, "outageFactor(0.99)", outageFactor(0.99), 100, 1e-9)
	// 80 % of 10,000 reads/s to a fifth of 50,000 keys.
	split := spectrum{{rate: 0.8, keys: 10_000}, {rate: 0.05, keys: 40_000}}
	l := defaults.lawOf(split)
	near(t, "hit ratio of the lesson's store", 100*l.hit, 98.4, 0.05)
	near(t, "queries of the lesson's store", l.queries, 158, 1)
	near(t, "share of the hot fifth", hitTop(split, 10_000), 0.8, 1e-9)
	for _, row := range []struct {
		wait, rho float64
	}{{5, .8}, {10, .9}, {20, .95}} { // M/M/1: time in the system over service
		near(t, "1 + model.ErlangWait(1, rho, 1)", 1+model.ErlangWait(1, row.rho, 1), row.wait, 1e-9)
	}
}

// Exponents that give 80 % of the reads to a fifth of the keys.
func TestZipfOfTheSplit(t *testing.T) {
	for keys, a := range map[int]float64{10_000: .950, 50_000: .922, 1_000_000: .894} {
		rates := ratesOf(with(func(p *Params) { p.Keys, p.Zipf = keys, a }))
		near(t, "HitTop", hitTop(spectrumOf(rates), keys/5), 0.80, 5e-4) // exponents are given to three digits
	}
}

// The spectrum stands for the single keys: hit ratios differ by less than 0.001 percentage points.
func TestSpectrum(t *testing.T) {
	p := with(func(p *Params) { p.Zipf = 1.2 })
	rates := ratesOf(p)
	sum := 0.0
	for _, r := range rates {
		sum += r * HitTTL(r, p.TTLs) / p.RPS
	}
	near(t, "lawOf(spectrumOf(rates)).hit", p.lawOf(spectrumOf(rates)).hit, sum, 1e-5)
	near(t, "keys", spectrumOf(rates).keys(), float64(p.Keys), 1e-6)
}

// The outline that a cost is stated by, without a look at each key, stands for the spectrum to a few thousandths.
func TestOutline(t *testing.T) {
	for _, keys := range []int{100, 5000, 1_000_000} {
		for _, exponent := range []float64{0, 0.92, 1.4} {
			p := with(func(p *Params) { p.Keys, p.Zipf = keys, exponent })
			exact, got := p.lawOf(spectrumOf(ratesOf(p))), p.lawOf(p.outline())
			name := fmt.Sprintf("queries of %d keys, exponent %g", keys, exponent)
			near(t, name, got.queries, exact.queries, 0.005*exact.queries)
			near(t, name+": keys", p.outline().keys(), float64(keys), 1e-6*float64(keys))
		}
	}
}

// Runs with one rate for all keys reach rT/(1 + rT). 20,000 loads leave four standard errors of 4·(1 − h)/√20,000.
func TestHitRatioOfOneRate(t *testing.T) {
	for rate, want := range map[float64]float64{.2: 98.36, .8: 99.59, .05: 93.75} {
		for _, strategy := range []string{"aside", "read_through"} {
			r := Run(nil, with(func(p *Params) {
				p.Strategy, p.Zipf, p.Keys, p.RPS, p.Pool = strategy, 0, 1000,
					1000*rate, 1000
			}))
			// and what printing rounds
			near(t, strategy+" HitPct()", r.HitPct(), want, 4*(100-want)/math.Sqrt(20_000)+0.006)
		}
	}
}

// One read in ten is a write, each key read 10 times a second, TTL 30 s: 96.7 % of the hits are stale.
func TestRatioIsNoGuide(t *testing.T) {
	r := Run(nil, with(func(p *Params) { p.Zipf, p.Keys, p.RPS, p.Writes, p.TTLs = 0, 100, 1000, 100, 30 }))
	near(t, "stale share of the hits", percent(r.Stale, r.Hits), 96.7, 0.4) // a standard error of 0.1 with 20,000 loads
}

// An outage at 99 % hits multiplies the queries by 100. The number of queries before it is known to 1.5 %.
func TestOutageMultiplies(t *testing.T) {
	r := Run(nil, with(func(p *Params) {
		p.Zipf, p.Keys, p.RPS, p.TTLs, p.OutageAt, p.OutageS = 0, 1000, 1000,
			99, 120, 60
	}))
	near(t, "HitPct()", r.HitPct(), 99, 0.05)
	near(t, "queries during the outage over those before", float64(r.Out.Queries)/r.OutSpan/(float64(r.Queries)/r.Span),
		100, 5)
}

// LRU reaches what simulators and Che's approximation give for 10,000 keys and a tenth of them in memory.
func TestLRU(t *testing.T) {
	for a, want := range map[float64]float64{.8: 43.6, .99: 66.4, 1.2: 86.1} {
		p := with(func(p *Params) {
			p.Keys, p.Zipf, p.CacheMB, p.TTLs, p.Writes, p.Pool, p.DBms = 10_000, a, 2, 86_400, 0, 1000, 0.1
		})
		r := Run(nil, p)
		near(t, "HitPct() of LRU", r.HitPct(), want, 0.5)
		near(t, "hitLRU of Che's time", 100*hitLRU(r.spectrum, cheTime(r.spectrum, 1000)), want, 0.5)
		if r.Peak > 1000 {
			t.Errorf("zipf %g: %d entries held, room for 1,000", a, r.Peak)
		}
	}
}

// Without a cache and with one connection the database is an M/M/1 queue: W = S/(1 − ρ), and 99 % of the reads take at
// most ln 100 times that. 336,000 reads at ρ = 0.8 leave a standard error of 2 %.
func TestSingleServer(t *testing.T) {
	p := with(func(p *Params) { p.CacheMB, p.Pool, p.DBms, p.RPS, p.WindowS, p.CacheMs = 0, 1, 10, 80, 6000, 0.01 })
	r := Run(nil, p)
	near(t, "mean read in service times", r.Times.Mean()/1e7, 5, 0.4)
	near(t, "99th percentile in service times", r.Times.Quantile(.99)/1e7, math.Log(100)*5, 2.5)
}

func TestChallengeHasAnAnswer(t *testing.T) {
	try := func(change map[string]string) bool {
		q := url.Values{}
		for k, v := range Sim.Challenge.Preset {
			q[k] = v
		}
		for k, v := range change {
			q.Set(k, v)
		}
		a, err := Sim.Try(t.Context(), q)
		if err != nil {
			t.Fatalf("Try(%v): %v", change, err)
		}
		return a.Passed
	}
	for _, good := range []map[string]string{{"strategy": "invalidate", "cache_mb": "100"},
		{"strategy": "invalidate", "cache_mb": "100", "ttl_s": "86400", "db_pool": "20"}} {
		if !try(good) {
			t.Errorf("%v fails", good)
		}
	}
	most := map[string]string{"strategy": "invalidate"}
	for _, k := range Sim.Knobs() {
		if (k.Kind == sims.IntKnob || k.Kind == sims.FloatKnob) && k.ID != "seed" {
			most[k.ID] = k.Default
			if k.ID == "cache_mb" || k.ID == "db_pool" || k.ID == "ttl_s" || k.ID == "refresh_factor" ||
				k.ID == "jitter_pct" {
				most[k.ID] = fmt.Sprintf("%g", k.Max)
			}
		}
	}
	for _, bad := range []map[string]string{
		{}, {"strategy": "invalidate"}, {"strategy": "aside", "cache_mb": "100"},
		{"strategy": "invalidate", "cache_mb": "100", "ttl_s": "60"},
		{"strategy": "refresh_ahead", "cache_mb": "100"}, {"strategy": "invalidate", "cache_mb": "100000"}, most,
	} {
		if try(bad) {
			t.Errorf("%v passes, want a failure", bad)
		}
	}
}
