package replication

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"testing"

	"tradeofflab/sims"
	"tradeofflab/sims/model"
	"tradeofflab/sims/replication/history"
	"tradeofflab/sims/simtest"
)

func streamOf(p Params) *rand.Rand { return model.Stream(p.Seed, "arrivals") }

// draws gives runs over all modes, routings, loads and failures.
func draws(n int) []Params {
	rng := rand.New(rand.NewPCG(3, 3))
	var out []Params
	for i := range n {
		p := Defaults
		p.Mode = []string{"async", "semi", "quorum", "sync"}[i%4]
		p.Routing = []string{"random", "sticky", "primary_window", "lag_aware", "token"}[i%5]
		p.Peak, p.WriteRate = 1+3*float64(i%2), []float64{50, 800, 1400}[i%3]
		p.Replicas, p.RTTms, p.FarRTTms = 1+rng.IntN(5), []float64{0.5, 12, 150}[rng.IntN(3)],
			[]float64{0, 60}[rng.IntN(2)]
		p.ThinkMs, p.Heartbeat, p.Buffer = []float64{10, 250}[rng.IntN(2)], []float64{5, 1000}[rng.IntN(2)],
			[]int{1, 16, 10_000}[rng.IntN(3)]
		p.KillAtS, p.Ops, p.Seed = []float64{0, 5, 300, 39_600, 43_200}[rng.IntN(5)], 3000, i
		p.TimeoutS = []float64{0, 10}[rng.IntN(2)]
		out = append(out, p)
	}
	return out
}

func TestInvariants(t *testing.T) {
	for _, p := range draws(60) {
		w := Run(nil, p).Window
		name := fmt.Sprintf("%s %s write_rate=%g peak=%g replicas=%d rtt=%g far=%g buffer=%d kill=%g seed=%d", p.Mode,
			p.Routing, p.WriteRate, p.Peak, p.Replicas, p.RTTms, p.FarRTTms, p.Buffer, p.KillAtS, p.Seed)
		if p.Routing == "token" && len(w.Own)+len(w.Monotonic) > 0 {
			t.Errorf("%s: %d own and %d monotonic violations, want 0: %+v", name, len(w.Own), len(w.Monotonic),
				append(w.Own, w.Monotonic...)[0])
		}
		if p.Routing == "sticky" && p.KillAtS == 0 && len(w.Monotonic) > 0 {
			t.Errorf("%s: %d monotonic violations, want 0: %+v", name, len(w.Monotonic), w.Monotonic[0])
		}
		waits := p.Mode == "sync" || p.Mode == "quorum" || p.Mode == "semi" && p.TimeoutS == 0
		if waits && w.Fail != nil && w.Fail.Lost+int64(w.OwnLost) > 0 {
			t.Errorf("%s: %d confirmed writes lost, %d missed by their writers, want 0", name, w.Fail.Lost, w.OwnLost)
		}
		for _, v := range append(slices.Clone(w.Own), w.Monotonic...) {
			if len(v.Ops) != 2 {
				t.Errorf("%s: a violation of %d operations, want the smallest, 2", name, len(v.Ops))
			}
		}
		if (w.Broken > 0) != (len(w.Smallest.Ops) > 0) || w.Broken > 0 && history.Linearizable(nil, w.Smallest.Ops) {
			t.Errorf("%s: %d broken records, smallest part %+v", name, w.Broken, w.Smallest.Ops)
		}
		prefix(t, name, w)
	}
}

// prefix holds every replica's log to that of the primary: it applies records in order, none before it was committed
// and had come the way.
func prefix(t *testing.T, name string, w Window) {
	t.Helper()
	for i, c := range w.log.replicas {
		if len(c.applied) != len(w.log.commit) {
			t.Fatalf("%s: replica %d has %d records, the primary %d", name, i, len(c.applied), len(w.log.commit))
		}
		for k := range c.applied {
			if k > 0 && c.applied[k] < c.applied[k-1] || c.applied[k] < w.log.commit[k]+c.way {
				t.Fatalf("%s: replica %d shows record %d at %d, committed at %d", name, i, k, c.applied[k],
					w.log.commit[k])
			}
		}
		if w.Behind[i] < 0 {
			t.Errorf("%s: replica %d is %d ahead", name, i, -w.Behind[i])
		}
	}
}

// The checker accepts what one node answers and finds a broken history for asynchronous replicas within 10,000
// operations.
func TestCheckerOnRuns(t *testing.T) {
	for seed := range 5 {
		p := with(func(p *Params) { p.Seed, p.Ops, p.Peak, p.WriteRate = seed, 10_000, 1, 1400 })
		alone := Run(nil, with(func(q *Params) { *q = p; q.Routing, q.WindowS = "primary_window", 600 })).Window
		var primaryOnly []history.Op
		for _, o := range alone.History {
			if o.Node == int(Primary) {
				primaryOnly = append(primaryOnly, o)
			}
		}
		if len(primaryOnly) < 5000 || !history.Linearizable(nil, primaryOnly) {
			t.Errorf("seed %d: %d operations at the primary, linearizable %v", seed, len(primaryOnly),
				history.Linearizable(nil, primaryOnly))
		}
		w := Run(nil, p).Window
		first := w.History[:min(10_000, len(w.History))]
		if history.Linearizable(nil, first) {
			t.Errorf("seed %d: no violation among %d operations on asynchronous replicas", seed, len(first))
		}
		if len(w.Own) == 0 {
			t.Errorf("seed %d: random routing breaks no own write", seed)
		}
	}
}

// Clients do the same operations whatever the routing: only answers differ.
func TestCommonRandomNumbers(t *testing.T) {
	a := Run(nil, Defaults).Window.History
	b := Run(nil, with(func(p *Params) { p.Routing = "sticky" })).Window.History
	if len(a) != len(b) {
		t.Fatalf("%d and %d operations, want as many", len(a), len(b))
	}
	for i := range a {
		if a[i].Client != b[i].Client || a[i].Key != b[i].Key || a[i].Kind != b[i].Kind || a[i].Call != b[i].Call {
			t.Fatalf("operation %d: %+v with random routing, %+v with sticky", i, a[i], b[i])
		}
	}
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
	for _, good := range []map[string]string{
		{"mode": "semi", "routing": "token"}, {"mode": "quorum", "routing": "token"},
		{"mode": "semi", "routing": "primary_window", "window_s": "0.1"},
	} {
		if !try(good) {
			t.Errorf("%v fails", good)
		}
	}
	most := map[string]string{"mode": "sync", "routing": "token"}
	for _, k := range Sim.Knobs() {
		if (k.Kind == sims.IntKnob || k.Kind == sims.FloatKnob) && k.ID != "seed" {
			most[k.ID] = fmt.Sprintf("%g", k.Max)
		}
	}
	for _, bad := range []map[string]string{
		{}, {"routing": "token"}, {"mode": "semi"}, {"mode": "sync", "routing": "token"},
		{"mode": "semi", "routing": "sticky"}, {"mode": "semi", "routing": "lag_aware"},
		{"mode": "semi", "routing": "primary_window", "window_s": "600"},
		{"mode": "semi", "acks": "8", "routing": "token"}, most,
	} {
		if try(bad) {
			t.Errorf("%v passes, want a failure", bad)
		}
	}
}

// Few clients that write much give a record tens of thousands of versions, many clients take memory, a dead primary
// leaves its writes to be drawn all the same: every run ends within its stated cost or is refused.
func TestRunsTakeWhatTheyState(t *testing.T) {
	simtest.HoldCost(t, Sim, "read_pct=1&think_ms=1", "far_rtt_ms=142.502&routing=sticky&read_pct=12.7228&think_ms=1",
		"mode=semi&rtt_ms=300&far_rtt_ms=3.2393&read_pct=0",
		"replicas=0&write_rate=10&routing=sticky&read_pct=35.7215&think_ms=13.8166&ops=50000",
		"read_pct=1&think_ms=1&ops=50000&routing=token",
		"read_pct=0&ops=50000", "write_rate=10&read_pct=10&ops=50000", "own_pct=100&read_pct=10&think_ms=10&ops=50000",
		"read_pct=50&think_ms=1&ops=50000&own_pct=0&rtt_ms=300&replicas=8&routing=token",
		"write_rate=50000&peak=10&kill_at_s=300&detect_s=60&think_ms=1",
		"mode=sync&buffer=1000000&kill_at_s=3600&apply_rate=50000&write_rate=50000&replicas=8",
		"mode=quorum&jitter_pct=0&wait_for=apply&commit_ms=1.92159&kill_at_s=80277.4&seed=649327000")
	_, err := Sim.Parse(url.Values{"write_rate": {"50000"}, "peak": {"10"}, "think_ms": {"10000"}, "ops": {"50000"}})
	if refused := new(sims.ParamError); !errors.As(err, &refused) || refused.Fields[0].Knob != "write_rate" {
		t.Errorf("over a million clients: %v, want a refusal that names write_rate", err)
	}
}
