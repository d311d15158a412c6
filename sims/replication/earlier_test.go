package replication

import (
	"math"
	"testing"
)

// A window that starts with the backlog of noon shows reads of that moment: a client writes every few seconds, so that a
// record has some hundred versions within 50 minutes, none of which a replica shows: every read is stale. A query that
// has held one of three replicas up for 15 minutes makes a third of them stale, within four deviations. Tokens send
// every read to the primary, and who waits for the apply is told of no write that a replica lacks.
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
