package replication

import (
	"errors"
	"math"
	"net/url"
	"reflect"
	"testing"
	"tradeofflab/sims/model"
	"tradeofflab/sims/simtest"
)

func with(change func(*Params)) Params {
	p := Defaults
	change(&p)
	return p
}

// The golden overload: 2,000 writes a second against 1,500 for 600 s leave 300,000 behind and a lag of 150 s, and at
// 1,000 a second the backlog is gone after another 600 s. The fluid is exact; the queue of single writes may stray by 2
// %, over four standard errors of the difference of two Poisson counts (4·√(3500·600) = 5,800).
func TestGoldenOverload(t *testing.T) {
	backlog, lag := FluidLag(2000, 1500, 600)
	near(t, "FluidLag backlog", backlog, 300_000, 0)
	near(t, "FluidLag lag", lag, 150, 1e-9)

	f := newFluid(100)
	for range 60 {
		f.step(2000, 1500, 10)
	}
	near(t, "fluid backlog after 600 s", f.backlog, 300_000, 1e-6)
	near(t, "fluid lag after 600 s", f.lag(), 150, 1e-6)
	for range 59 {
		f.step(1000, 1500, 10)
	}
	near(t, "fluid backlog after 1,190 s", f.backlog, 5000, 1e-6)
	f.step(1000, 1500, 10)
	near(t, "fluid backlog after 1,200 s", f.backlog, 0, 1e-6)

	p := with(func(p *Params) { p.WriteRate, p.Peak, p.Replicas = 2000, 1, 1 })
	e := &engine{p: p, log: newLog(p, 0), up: []int{0}, killed: math.MaxInt64, lapsed: math.MaxInt64,
		arrivals: streamOf(p), gap: sec / 2000.0}
	e.extend(ticks(600))
	all := int64(len(e.log.commit))
	n := e.log.visible(0, ticks(600))
	near(t, "events behind after 600 s", float64(all-n), 300_000, 6000)
	near(t, "events lag after 600 s", e.log.lag(n, ticks(600)), 150, 3)
	e.gap = sec / 1000.0
	e.extend(ticks(1300))
	last := e.log.appliedAt(e.log.replicas[0], all) // the writes of the overload
	near(t, "events: the newest write of the overload is visible after", seconds(last), 800, 16)
	for s := 600.0; ; s += 1 {
		if made := e.log.made(e.log.reported(0, ticks(s))); ticks(s)-made < ticks(0.05) {
			near(t, "events: caught up after", s, 1200, 24)
			break
		}
	}
}

// The whole day at 2,000 a second ends 86,400 s × (1 − 1500/2000) = 21,600 s behind; an hour's spike of twice 1,000
// reaches the golden values inside the day.
func TestGoldenDay(t *testing.T) {
	d := runDay(nil, with(func(p *Params) { p.WriteRate, p.Peak = 2000, 1 }))
	near(t, "lag at the end of the day, ms", d.Lag[0][dayTicks-1], 21_600_000, 100)
	d = runDay(nil, with(func(p *Params) {
		p.WriteRate, p.Peak, p.SpikeHour, p.SpikeMin, p.SpikeX = 1000, 1, 6, 10, 2
	}))
	end := 6*360 + 60 // ticks
	near(t, "backlog after the spike", d.Backlog[0][end-1], 300_000, 1e-6)
	near(t, "lag after the spike, ms", d.Lag[0][end-1], 150_000, 2)
	near(t, "backlog 600 s later", d.Backlog[0][end+59], 0, 1e-6)
	d = runDay(nil, with(func(p *Params) { p.Peak, p.QueryMin, p.CancelS = 1, 30, 0 }))
	near(t, "backlog of replica A after a query of 30 min at 800/s", d.Backlog[0][3*360+180-1], 800*1800, 1e-3)
	near(t, "backlog of replica B then", d.Backlog[1][3*360+180-1], 0, 0)
	d = runDay(nil, with(func(p *Params) { p.Peak, p.QueryMin = 1, 30 }))
	near(t, "backlog of replica A when the query is cancelled after 30 s", d.Backlog[0][3*360+2], 800*30, 1e-6)
	near(t, "and at the hour at which it would have ended", d.Backlog[0][3*360+180-1], 0, 0)
}

// What the promoted replica has received is applied and not lost. The golden overload leaves (2000 − 1500)·600
// writes to apply, 200 s of work at 1,500 a second; over a way of 0.2 ms 0.4 writes are on the way. What is shown is
// 150 s old.
func TestBacklogCostsTimeAndLosesNothing(t *testing.T) {
	p := with(func(p *Params) { p.WriteRate, p.Peak, p.KillAtS = 2000, 1, 600 })
	w := Run(nil, p).Window
	lags, stored, _ := w.atLast()
	near(t, "lost", float64(w.Fail.Lost), 0.4, 4)
	near(t, "received and not applied", float64(stored), 300_000, 6000)
	near(t, "outage, s", w.Fail.Ready-w.Fail.Killed, 200, 4)
	near(t, "age of the newest write received, s", lags.Received, 0, 0.01)
	near(t, "age of the newest write applied, s", lags.Applied, 150, 3)
	// Below the apply rate the outage is the time until the failure is noticed.
	p.WriteRate = 1000
	w = Run(nil, p).Window
	near(t, "outage without a backlog, s", w.Fail.Ready-w.Fail.Killed, p.DetectS, 1e-6)
}

// At a second of the day the backlog is that of the day, and so is the outage.
func TestDiesWithTheBacklogOfTheDay(t *testing.T) {
	p := with(func(p *Params) { p.KillAtS = 43_200 })
	r := Run(nil, p)
	backlog := r.Day.Backlog[0][4320-1]
	_, stored, _ := r.Window.atLast()
	near(t, "backlog at noon", float64(stored), backlog, 0.01*backlog)
	near(t, "outage, s", r.Window.Fail.Ready-r.Window.Fail.Killed, backlog/1500, 0.01*backlog/1500)
	near(t, "lost", float64(r.Window.Fail.Lost), 0, 4)
}

// A replica that stores 16 writes leaves the rest on the primary: that is a receive lag, and asynchronous
// replication loses the write rate times it, 2,000 × 150 s. Semi-sync gives up waiting after 10 s and loses as much;
// where it waits for ever, and where all or a majority are waited for, nothing confirmed is lost at any size of the
// buffer.
func TestLossIsRateTimesReceiveLag(t *testing.T) {
	p := with(func(p *Params) { p.WriteRate, p.Peak, p.KillAtS, p.Buffer = 2000, 1, 600, 16 })
	w := Run(nil, p).Window
	near(t, "lost", float64(w.Fail.Lost), 300_000, 6000)
	near(t, "receive lag, s", w.Fail.LagS, 150, 3)
	near(t, "lost against rate × receive lag", float64(w.Fail.Lost)/(2000*w.Fail.LagS), 1, 0.02)
	p.Mode = "semi"
	w = Run(nil, p).Window
	near(t, "semi-sync that gave up: lost", float64(w.Fail.Lost), 300_000, 6000)
	if !w.Fail.Alone || w.Alone == 0 {
		t.Errorf("semi-sync gave up: %v, for %d observed writes", w.Fail.Alone, w.Alone)
	}
	p.TimeoutS = 0
	for _, mode := range []string{"semi", "quorum", "sync"} {
		for _, buffer := range []int{1, 16, 1000, 100_000, 1_000_000} {
			for _, kill := range []float64{60, 600, 3600, 43_200} {
				p.Mode, p.Buffer, p.KillAtS = mode, buffer, kill
				if w = Run(nil, p).Window; w.Fail.Lost+int64(w.OwnLost) != 0 {
					t.Errorf("%s, buffer %d, dies at %g: %d lost, %d missed by their writers", mode, buffer, kill,
						w.Fail.Lost, w.OwnLost)
				}
			}
		}
	}
}

// Waiting for receipt refuses no write: all modes take the writes of an overload, within four deviations of their count
// and 2 %, and the wait stays that of the way.
func TestWaitingDoesNotThrottle(t *testing.T) {
	for _, mode := range []string{"async", "semi", "quorum", "sync"} {
		w := Run(nil, with(func(p *Params) { p.Mode = mode })).Window
		offered := 3200 * (w.To - w.From)
		near(t, mode+": writes taken in", float64(w.Writes), offered, 4*math.Sqrt(offered)+0.02*offered)
		near(t, mode+": 99th percentile of a write, ms", quantile(w.WriteMs, 0.99), 6, 2)
	}
}

// Without the backlog what is lost is on the way.
func TestLossOnTheWay(t *testing.T) {
	// 1,000 a second over a way of 150 ms without jitter: 150 writes are on the way. Four standard errors: 4·√150,
	// which is 49.
	w := Run(nil, with(func(p *Params) {
		p.WriteRate, p.Peak, p.RTTms, p.Jitter, p.KillAtS = 1000, 1, 300, 0, 300
	})).Window
	near(t, "lost on the way", float64(w.Fail.Lost), 150, 49)
}

func TestClosedForms(t *testing.T) {
	near(t, "OrderMean(3, 3) = H_3", OrderMean(3, 3), 1.8333333, 1e-6)
	near(t, "OrderMean(1, 3) = 1/n", OrderMean(1, 3), 1.0/3, 1e-12)
	near(t, "ReadCapacity(3, 0.3)", ReadCapacity(3, 0.3), 2.1, 1e-12)
	near(t, "LightFloor(664 km), ms", LightFloor(664), 6.5, 0.05)
	near(t, "Available(3, 3, 0.99) = a³", available(3, 3, 0.99), 0.970299, 1e-12)
	near(t, "Available(1, 3, 0.99) = 1 − (1 − a)³", available(1, 3, 0.99), 1-1e-6, 1e-12)
	near(t, "Available(0, 3, 0.5)", available(0, 3, 0.5), 1, 1e-12)
	near(t, "EffectiveRate of 4 workers, 0.6 shared", effectiveRate(with(func(p *Params) { p.Workers = 4 })),
		1500/0.55, 1e-9)
	for _, c := range []struct {
		mode string
		n    int
		want int
	}{{"async", 3, 0}, {"semi", 3, 1}, {"semi", 0, 0}, {"quorum", 2, 1}, {"quorum", 3, 2}, {"quorum", 4, 2},
		{"sync", 3, 3}} {
		if got := confirmed(with(func(p *Params) { p.Mode = c.mode }), c.n); got != c.want {
			t.Errorf("Confirmations(%s, %d) = %d, want %d", c.mode, c.n, got, c.want)
		}
	}
}

// Exponential confirmations only: sync waits H_3 = 1.833 means, semi-sync a third. The mean of some 950 writes strays
// by 4·sd/√950: the slowest of three has sd √(1 + 1/4 + 1/9) = 1.17 means, the fastest 1/3; the commit adds 1 ms.
func TestModesWaitForOrderStatistics(t *testing.T) {
	for mode, want := range map[string]float64{"semi": 100.0 / 3, "quorum": 100 * (1.0/3 + 1.0/2), "sync": 183.333} {
		w := Run(nil, with(func(p *Params) { p.Mode, p.Peak, p.RTTms, p.Jitter = mode, 1, 100, 100 })).Window
		near(t, "mean wait of "+mode, average(w.WriteMs)-2-0.2, want, 4*118/math.Sqrt(float64(len(w.WriteMs))))
	}
}

// An M/M/1 queue at 1,200 against 1,500: a write is not visible d after it arrived with chance e^(−d·300). 4 % covers
// four standard errors of batch means at this load.
func TestOwnWriteStaleness(t *testing.T) {
	w := Run(nil, with(func(p *Params) { p.WriteRate, p.Peak = 1200, 1 })).Window
	for _, k := range []float64{0.5, 1, 2, 3} {
		var later []float64
		for _, d := range w.Delay {
			for _, v := range d {
				later = append(later, model.Indicator(v > k/300))
			}
		}
		near(t, "share not yet visible", average(later), math.Exp(-k), 0.04)
	}
}

func TestReadCapacity(t *testing.T) {
	w := Run(nil, with(func(p *Params) { p.WriteRate, p.Peak = 450, 1 })).Window
	near(t, "capacity of 3 replicas at 30 % apply load", w.capacity(), 2.1, 0.05)
}

func TestRouterErrorEndsTheRun(t *testing.T) {
	fault := errors.New("no such node")
	if _, err := RunWith(nil, Defaults, func(Op, State) (Target, error) { return 0, fault }); !errors.Is(err, fault) {
		t.Errorf("RunWith = %v, want the router's error", err)
	}
}

// A router of the caller's that always answers with the primary gets a linearizable history; a node that does not exist
// leads to the primary too.
func TestOwnRouter(t *testing.T) {
	for _, target := range []Target{Primary, 99, -7} {
		r, err := RunWith(nil, Defaults, func(Op, State) (Target, error) { return target, nil })
		w := r.Window
		if err != nil || w.Broken != 0 || len(w.Own) != 0 || w.ReadsAt != w.Reads {
			t.Errorf("router to %d: %v, %d broken records, %d own misses, %d of %d reads at the primary", target, err,
				w.Broken, len(w.Own), w.ReadsAt, w.Reads)
		}
	}
}

func TestSameRunSameResult(t *testing.T) {
	p := with(func(p *Params) { p.KillAtS = 300 })
	a, b := Run(nil, p), Run(nil, p)
	a.Window.log, b.Window.log = nil, nil
	if !reflect.DeepEqual(a, b) {
		t.Error("two runs of the same Params differ")
	}
}

// What the page promises holds through the untyped door as well.
func TestContract(t *testing.T) {
	value := func(id string, q url.Values) float64 {
		t.Helper()
		r, err := simtest.Run(Sim, q)
		if err != nil {
			t.Fatalf("Run(%v): %v", q, err)
		}
		m, ok := r.Metric(id)
		if !ok {
			t.Fatalf("Run(%v) has no metric %s", q, id)
		}
		return m.Value
	}
	if got := value("own_write_violations", url.Values{"routing": {"token"}}); got != 0 {
		t.Errorf("token: %g own-write violations, want 0", got)
	}
	if got := value("own_write_violations", url.Values{"routing": {"random"}}); got < 1 {
		t.Errorf("random: %g own-write violations, want at least 1", got)
	}
	if got := value("lost_acked_writes", url.Values{"mode": {"sync"}, "kill_at_s": {"300"}}); got != 0 {
		t.Errorf("sync and kill: %g lost, want 0", got)
	}
	// (3,200 − 1,500) × 300 s = 510,000 wait on the replica when the primary dies: 340 s of work. 0.6 are on the way.
	over := url.Values{"peak": {"1"}, "write_rate": {"3200"}, "kill_at_s": {"300"}}
	near(t, "async and kill: lost", value("lost_acked_writes", over), 0.6, 5)
	near(t, "async and kill: outage", value("unavailable_s", over), 340, 7)
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: got %g, want %g ± %g", what, got, want, tolerance)
	}
}

// TestWritesOnTheirWayAreBehind: a replica applies nothing until the first write of a window comes in, so that at the
// end it lacks the writes on their way and the backlog of a window that is shorter by the way. Where the primary dies,
// those on their way are lost, and the rest is applied first.
func TestWritesOnTheirWayAreBehind(t *testing.T) {
	for query, checked := range map[string]string{
		"write_rate=50000&apply_rate=50000&rtt_ms=300":                                             "behind",
		"write_rate=50000&apply_rate=30000&rtt_ms=300&replicas=2&far_rtt_ms=30":                    "behind",
		"write_rate=20000&apply_rate=5000&rtt_ms=300&start=day":                                    "behind",
		"peak=1&write_rate=50000&apply_rate=25000&rtt_ms=300&kill_at_s=3&detect_s=1&buffer=100000": "outage",
		"peak=1&write_rate=50000&apply_rate=25000&rtt_ms=300&kill_at_s=3&detect_s=1&buffer=20000":  "lost",
		"peak=1&write_rate=50000&apply_rate=25000&rtt_ms=300&kill_at_s=1&detect_s=1&buffer=10000":  "lost",
	} {
		q, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		r, err := simtest.Run(Sim, q)
		if err != nil {
			t.Errorf("%s: %v", query, err)
		}
		found := false
		for _, c := range r.Checks {
			found = found || c.ID == checked
			if !c.OK {
				t.Errorf("%s: %s: want %g, got %g, tolerance %g", query, c.Name, c.Want, c.Got, c.Tolerance)
			}
		}
		if !found {
			t.Errorf("%s: no check %s", query, checked)
		}
	}
}
