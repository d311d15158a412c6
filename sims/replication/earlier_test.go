package replication

import (
	"math"
	"slices"
	"strings"
	"testing"

	"tradeofflab/sims"
	"tradeofflab/sims/replication/history"
)

// A window that starts with the backlog of noon shows reads of that moment: a client writes every few seconds, so
// that a record has some hundred versions within 50 minutes, none of which a replica shows: every read is stale. A
// query that has held one of three replicas up for 15 minutes makes a third of them stale, within four deviations.
// Tokens send every read to the primary, and who waits for the apply is told of no write that a replica lacks.
func TestStartsWithTheBacklogOfTheDay(t *testing.T) {
	noon := func(p *Params) { p.Hour, p.Start = 12, "day" }
	r := Run(nil, with(noon))
	w := r.Window
	lag := r.Day.Lag[0][12*360-1] / 1000
	near(t, "stale reads at noon, %", share(w.Stale, w.Reads), 100, 0.1)
	near(t, "lag at the end of the window, s", w.Lags[0].Applied, lag, 0.02*lag)
	near(t, "backlog when it begins", w.Queued, r.Day.Backlog[0][12*360-1], 1)

	w = Run(nil, with(func(p *Params) {
		p.Peak, p.QueryHour, p.QueryMin, p.CancelS, p.Hour, p.Start = 1, 3, 30, 0, 3.25, "day"
	})).Window
	near(t, "stale reads, one of three 15 minutes behind, %", share(w.Stale, w.Reads), 100.0/3,
		400*math.Sqrt(2.0/9/float64(w.Reads))+0.1)

	w = Run(nil, with(func(p *Params) { noon(p); p.Routing = "token" })).Window
	if w.Stale+len(w.Own) != 0 || w.ReadsAt != w.Reads {
		t.Errorf("tokens: %d stale, %d own misses, %d of %d at the primary", w.Stale, len(w.Own), w.ReadsAt, w.Reads)
	}
	w = Run(nil, with(func(p *Params) { noon(p); p.Mode, p.WaitFor = "sync", "apply" })).Window
	if w.Stale+len(w.Own)+w.Broken != 0 || quantile(w.WriteMs, 0.5) < 1000*lag {
		t.Errorf("all confirm the apply: %d stale, %d own misses, %d broken, median write %g ms", w.Stale, len(w.Own),
			w.Broken, quantile(w.WriteMs, 0.5))
	}
}

// Clients that write most of what is written are as many as their true cycle allows, however random the round trip is:
// the writes of the window come at its rate, and a replica that applies 1,500 a second has no backlog of 800 when the
// primary dies. Where a single client writes more than all should, no law that assumes the rate is shown, and the words
// name the rate that was. A query that began before the window holds no replica up within it, by its law as well.
func TestObservedClientsKeepToTheRate(t *testing.T) {
	p := with(func(p *Params) {
		p.RTTms, p.Jitter, p.ReadPct, p.ThinkMs, p.KillAtS, p.Ops = 31.6832, 94.9023, 36.015, 1, 33.1462, 47_398
	})
	w := Run(nil, p).Window
	many := 800 * w.length()
	near(t, "writes until the primary dies", float64(w.Writes), many, 4*math.Sqrt(many)+0.01*many)
	near(t, "outage, s", w.Fail.Ready-w.Fail.Killed, p.DetectS, 1e-6)

	p = with(func(p *Params) { p.WriteRate, p.Peak, p.ReadPct, p.ThinkMs, p.Jitter = 10, 1, 0, 1, 0 })
	r := Run(nil, p)
	if w = r.Window; paced(p, w) || w.rate(p) < 15 || len(checks(p, r)) != 1 {
		t.Errorf("one client that writes without rest: paced %v, %g writes a second, %d checks", paced(p, w), w.rate(p),
			len(checks(p, r)))
	}

	p = with(func(p *Params) {
		p.Replicas, p.WriteRate, p.ApplyRate, p.FarRTTms, p.KillAtS = 2, 50_000, 32_374.4, 13.5457, 11.4006
		p.QueryHour, p.QueryMin = 0, 40.8085
	})
	for _, c := range checks(p, Run(nil, p)) {
		if !c.OK {
			t.Errorf("a query from before the window: %s: want %g, got %g", c.Name, c.Want, c.Got)
		}
	}
}

// Where every read goes to the primary, each sees the newest write: such a history is linearizable, however late the
// writes from before the window have their answers. The story tells each of them once, at the moment of its answer.
func TestWritesFromBeforeTheWindow(t *testing.T) {
	for _, mode := range []string{"sync", "quorum", "semi"} {
		for _, kill := range []float64{0, 43_200} {
			p := with(func(p *Params) {
				p.Mode, p.WaitFor, p.Routing, p.TimeoutS, p.KillAtS = mode, "apply", "lag_aware", 0, kill
				p.Hour, p.Start = 12, "day"
			})
			r := Run(nil, p)
			w := r.Window
			if w.ReadsAt != w.Reads || w.Broken != 0 {
				t.Errorf("%s, kill at %g: %d of %d reads at the primary, %d records not linearizable", mode, kill,
					w.ReadsAt, w.Reads, w.Broken)
			}
			earlier := 0
			for _, o := range w.History {
				if o.Call >= ticks(w.From) {
					continue
				}
				if earlier++; o.Version > w.log.base || o.Kind != history.Write {
					t.Fatalf("%s: an operation from before the window is %+v", mode, o)
				}
				if told := tell(p, w, o); !strings.Contains(told, "before the window") {
					t.Fatalf("%s: %s", mode, told)
				}
			}
			if kill == 0 && earlier == 0 {
				t.Errorf("%s: no write from before the window is in the history", mode)
			}
			given := slices.ContainsFunc(metrics(p, r), func(m sims.Metric) bool { return m.ID == "write_p99_ms" })
			if given != (kill == 0) {
				t.Errorf("%s, kill at %g: the time of a write is given: %v", mode, kill, given)
			}
		}
	}
}
