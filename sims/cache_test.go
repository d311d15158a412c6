package sims

import (
	"errors"
	"fmt"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

type counted struct {
	N    int
	Step int
}

// countedSim counts how often it runs.
func countedSim(runs *atomic.Int64, delay time.Duration) Sim {
	return New(About{Slug: "counted", Version: "1"}, counted{N: 1},
		func(p *counted) []Knob { return []Knob{Int(&p.N, "n", "N", 0, 100_000), Step(&p.Step, 5)} },
		func(p counted) (Report, error) {
			runs.Add(1)
			time.Sleep(delay)
			return Report{Takeaway: fmt.Sprint(p.N), Story: &Story{At: p.Step}}, nil
		})
}

func TestRunsComputesOnce(t *testing.T) {
	var runs atomic.Int64
	s, cache := countedSim(&runs, 20*time.Millisecond), NewRuns(100_000)
	var wait sync.WaitGroup
	for range 20 {
		wait.Go(func() {
			r, err := cache.Run(s, url.Values{"n": {"7"}})
			if err != nil || r.Takeaway != "7" {
				t.Errorf("Run = %q, %v; want 7", r.Takeaway, err)
			}
		})
	}
	wait.Wait()
	if got := runs.Load(); got != 1 {
		t.Errorf("20 equal requests made %d runs, want 1", got)
	}
	// 7.0 is another spelling of 7; a default that is spelled out is the default run; a step is a run of its own.
	for _, q := range []url.Values{{"n": {"7.0"}}, {"n": {"7"}, "other": {"x"}}} {
		cache.Run(s, q)
	}
	if got := runs.Load(); got != 1 {
		t.Errorf("other spellings of the run made %d runs, want 1", got)
	}
	if r, _ := cache.Run(s, url.Values{"n": {"7"}, "step": {"3"}}); r.Story.At != 3 || runs.Load() != 2 {
		t.Errorf("step 3 shows step %d after %d runs, want 3 after 2", r.Story.At, runs.Load())
	}
}

func TestRunsRefuses(t *testing.T) {
	var runs atomic.Int64
	s, cache := countedSim(&runs, 0), NewRuns(100_000)
	_, err := cache.Run(s, url.Values{"n": {"many"}})
	var bad *ParamError
	if !errors.As(err, &bad) || runs.Load() != 0 {
		t.Errorf("Run = %v after %d runs, want a ParamError and none", err, runs.Load())
	}
}

func TestRunsIsBounded(t *testing.T) {
	var runs atomic.Int64
	s, cache := countedSim(&runs, 0), NewRuns(2_000) // a report without figures weighs 100
	for n := range 5_000 {
		cache.Run(s, url.Values{"n": {fmt.Sprint(n)}})
	}
	cache.cache.CleanUp()
	if got := cache.Len(); got > 20 {
		t.Errorf("%d reports are kept, room is for 20", got)
	}
}
