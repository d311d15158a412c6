package stampede

import (
	"errors"
	"math"
	"testing"
)

var small = World{Rate: 40, RebuildS: 2, TTLS: 30, PollS: 0.05, Patience: 10, Span: 200, Seed: 3}

// TestWorldLaws plays policies with a known outcome.
func TestWorldLaws(t *testing.T) {
	unguarded, err := small.Play(func(k Key, _ float64) (Step, float64, error) {
		if k.Stored {
			return Serve, 0, nil
		}
		return Rebuild, 0, nil
	})
	// The first of the queries under way ends after 1.5 s or little more, so about 60 reads rebuild; four deviations.
	if err != nil || math.Abs(float64(unguarded.Most)-62) > 36 || unguarded.Failed > 0 {
		t.Errorf("unguarded: %+v, %v; want about 62 rebuilds in the largest cycle", unguarded, err)
	}
	lock, err := small.Play(func(k Key, _ float64) (Step, float64, error) {
		if k.Stored {
			return Serve, 0, nil
		}
		return Lock, 6, nil
	})
	if err != nil || lock.Most != 1 || lock.P99 < 1 {
		t.Errorf("lock: %+v, %v; want one rebuild a cycle and a 99th percentile above 1 s", lock, err)
	}
	// All rebuilds of a wave but its first begin beside another; a lock that outlasts the longest of 2.5 s lets none.
	short, err := small.Play(func(k Key, _ float64) (Step, float64, error) {
		if k.Stored {
			return Serve, 0, nil
		}
		return Lock, 1, nil
	})
	if err != nil || unguarded.Overlaps < unguarded.Most-1 || lock.Overlaps != 0 || short.Overlaps == 0 {
		t.Errorf("rebuilds beside another: %d without a guard, %d under a lock of 6 s, %d under one of 1 s, %v; "+
			"want at "+
			"least %d, none, and some", unguarded.Overlaps, lock.Overlaps, short.Overlaps, err, unguarded.Most-1)
	}
}

// TestWorldXFetch holds the read-by-read world to e^(1/β): with a rebuild time that varies, a little below.
func TestWorldXFetch(t *testing.T) {
	w := small
	w.Rate, w.TTLS, w.Span = 100, 60, 60_000
	r, err := w.Play(func(k Key, now float64) (Step, float64, error) {
		if !k.Stored || k.RebuildS*k.Draw >= k.Expires-now {
			return Rebuild, 0, nil
		}
		return Serve, 0, nil
	})
	waves := 0.0
	// Every stored value ends a cycle here, so cycles are counted by their length: about a time to live less the lead.
	lead := meanFirstLead(w.Rate, 1, w.RebuildS)
	waves = w.Span / (w.TTLS - lead + w.RebuildS)
	if per := float64(r.Rebuilds) / waves; err != nil || math.Abs(per-math.E) > 0.4 {
		t.Errorf("early refresh without a lock: %.2f rebuilds an expiry, want e; %v", per, err)
	}
}

func TestWorldHandsBackErrors(t *testing.T) {
	stop := errors.New("stopped")
	if _, err := small.Play(func(Key, float64) (Step, float64, error) { return Wait, 0, stop }); !errors.Is(err, stop) {
		t.Errorf("Play: %v, want the error of the policy", err)
	}
}

// TestWorldCrash lets the holder of a lock without end die.
func TestWorldCrash(t *testing.T) {
	w := small
	w.Dies = 3
	for _, c := range []struct {
		lock float64
		ok   bool
	}{{5, true}, {1e6, false}} {
		r, err := w.Play(func(k Key, now float64) (Step, float64, error) {
			if !k.Stored || k.RebuildS*k.Draw >= k.Expires-now {
				if k.Stored && k.LockedUntil > 0 {
					return Serve, 0, nil
				}
				return Lock, c.lock, nil
			}
			return Serve, 0, nil
		})
		if err != nil || (r.Failed == 0) != c.ok {
			t.Errorf("lock of %g s, holder dies: %+v, %v; want failures: %v", c.lock, r, err, !c.ok)
		}
	}
}
