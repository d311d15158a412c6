package sims

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tradeofflab/figure"
	"tradeofflab/sims/model"
)

type counted struct {
	N    int
	Step int
}

// countedSim counts how often it runs. A run may wait, and its stated cost is a million steps for each of n.
func countedSim(runs *atomic.Int64, wait func(*model.Budget)) Sim {
	return Of(About{Slug: "counted", Version: "1"}, Model[counted, int]{
		Defaults: counted{N: 1},
		Knobs:    func(p *counted) []Knob { return []Knob{Int(&p.N, "n", "N", 0, 100_000), Step(&p.Step, 5)} },
		Cost:     func(p counted) float64 { return 1e6 * float64(p.N) },
		Run: func(b *model.Budget, p counted) (int, error) {
			runs.Add(1)
			if wait != nil {
				wait(b)
			}
			return p.N, nil
		},
		Takeaway: func(_ counted, n int) string { return fmt.Sprint(n) },
		Coach:    func(counted, int) string { return "" },
		Metrics:  func(counted, int) []Metric { return nil },
		Checks:   func(counted, int) []Check { return []Check{Within("n", "N", 1, 1, 0, "", "")} },
		Figures: []Picture[counted, int]{{ID: "a",
			Draw: func(counted, int) figure.Figure { return figure.Figure{ID: "a"} }}},
		Story: func(p counted, _ int) *Story { return &Story{At: p.Step} },
	})
}

func parsed(t *testing.T, s Sim, q url.Values) Run {
	t.Helper()
	run, err := s.Parse(q)
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func TestRunsComputesOnce(t *testing.T) {
	var runs atomic.Int64
	all := make(chan struct{})
	s, cache := countedSim(&runs, func(*model.Budget) { <-all }), NewRuns(100_000)
	var wait sync.WaitGroup
	for range 20 {
		wait.Go(func() {
			r, err := cache.Report(t.Context(), "", parsed(t, s, url.Values{"n": {"7"}}))
			if err != nil || r.Takeaway != "7" {
				t.Errorf("Report = %q, %v; want 7", r.Takeaway, err)
			}
		})
	}
	close(all)
	wait.Wait()
	if got := runs.Load(); got != 1 {
		t.Errorf("20 equal requests made %d runs, want 1", got)
	}
	// 7.0 is another spelling of 7; a default that is spelled out is the default run; a step is a run of its own.
	for _, q := range []url.Values{{"n": {"7.0"}}, {"n": {"7"}, "other": {"x"}}} {
		cache.Report(t.Context(), "", parsed(t, s, q))
	}
	if got := runs.Load(); got != 1 {
		t.Errorf("other spellings of the run made %d runs, want 1", got)
	}
	r, _ := cache.Report(t.Context(), "", parsed(t, s, url.Values{"n": {"7"}, "step": {"3"}}))
	if r.Story.At != 3 || runs.Load() != 2 {
		t.Errorf("step 3 shows step %d after %d runs, want 3 after 2", r.Story.At, runs.Load())
	}
}

// The whole report that follows a partial one is made from the result that is there.
func TestRunsKeepsTheResultOfAPartialReport(t *testing.T) {
	var runs atomic.Int64
	s, cache := countedSim(&runs, nil), NewRuns(100_000)
	run := parsed(t, s, url.Values{"n": {"7"}})
	some, err := cache.Partial(t.Context(), "", run, func(string) bool { return false })
	if err != nil || len(some.Figures)+len(some.Checks) > 0 {
		t.Errorf("Partial = %+v, %v", some, err)
	}
	whole, err := cache.Report(t.Context(), "", run)
	if err != nil || len(whole.Figures) != 1 || len(whole.Checks) != 1 || runs.Load() != 1 {
		t.Errorf("Report = %+v, %v after %d runs, want one run", whole, err, runs.Load())
	}
}

func TestRunsIsBounded(t *testing.T) {
	var runs atomic.Int64
	s, cache := countedSim(&runs, nil), NewRuns(2_000) // a report without figures weighs 100
	for n := range 99 {
		for step := range 6 {
			q := url.Values{"n": {fmt.Sprint(n)}, "step": {fmt.Sprint(step)}}
			if _, err := cache.Report(t.Context(), "", parsed(t, s, q)); err != nil {
				t.Fatal(err)
			}
		}
	}
	cache.reports.CleanUp()
	if got := cache.Len(); got > 20 {
		t.Errorf("%d reports are kept, room is for 20", got)
	}
}

func TestTooMuchWorkIsRefusedByName(t *testing.T) {
	var runs atomic.Int64
	_, err := countedSim(&runs, nil).Parse(url.Values{"n": {"2001"}})
	var bad *ParamError
	if !errors.As(err, &bad) || bad.Fields[0].Knob != "n" || runs.Load() != 0 ||
		!strings.HasPrefix(err.Error(), "n: this run") {
		t.Errorf("a run above the bound gives %v after %d runs, want a ParamError for n and none", err, runs.Load())
	}
}

// A run ends when all who asked for it have gone, and goes on while one of them is there.
func TestRunEndsWithItsLastAsker(t *testing.T) {
	var runs atomic.Int64
	ended := make(chan struct{})
	s := countedSim(&runs, func(b *model.Budget) {
		defer close(ended)
		for {
			b.Spend(1)
			<-b.Context().Done()
		}
	})
	cache, run := NewRuns(100_000), parsed(t, s, nil)
	ctx, leave := context.WithCancel(t.Context())
	errs := make(chan error)
	ask := func(ctx context.Context) { _, err := cache.Report(ctx, "", run); errs <- err }
	other, leaveToo := context.WithCancel(t.Context())
	go ask(ctx)
	for runs.Load() == 0 {
	}
	go ask(other)
	for cache.flights.askers(run.Name()) < 2 {
	}
	leave()
	if err := <-errs; !errors.Is(err, context.Canceled) {
		t.Errorf("who left got %v", err)
	}
	select {
	case <-ended:
		t.Fatal("the run ended while someone waited for it")
	default:
	}
	leaveToo()
	<-errs
	<-ended
}

// What is given no more time is told so, whatever it says of itself.
func TestFlightWhoseTimeIsUp(t *testing.T) {
	f := Flights[int]{Patience: time.Millisecond}
	_, err := f.Share(t.Context(), "slow", func(ctx context.Context) (int, error) {
		<-ctx.Done()
		return 0, errors.New("the page could not be written")
	})
	var stopped *model.Stopped
	if !errors.As(err, &stopped) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a flight whose time is up gives %v, want a *model.Stopped", err)
	}
}

func (c *Flights[V]) askers(name string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if f := c.under[name]; f != nil {
		return f.askers
	}
	return 0
}

func TestPanicOfARunIsAnError(t *testing.T) {
	var runs atomic.Int64
	s, cache := countedSim(&runs, func(*model.Budget) { panic("broken") }), NewRuns(100_000)
	if _, err := cache.Report(t.Context(), "", parsed(t, s, nil)); err == nil {
		t.Error("a run that panicked gave a report")
	}
}
