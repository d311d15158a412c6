package loops

import (
	"math"
	"net/url"
	"testing"

	"tradeofflab/sims/model"
	"tradeofflab/sims/simtest"
)

// ride compiles a model of a test.
func ride(t *testing.T, m Model) *system {
	t.Helper()
	s, err := compile(&m)
	if err != nil {
		t.Fatalf("compile: %v", err)
	}
	s.push(Params{}, 0, 0)
	return s
}

// drain is one balancing loop: what is in a stock leaves it after tau.
func drain() Model {
	return Model{Clock: "s", Params: []Param{{"in", "", "items/s", 3, 0, 10}, {"tau", "", "s", 5, 1, 10}},
		Stocks: []Stock{{"stock", "", "items", "in*tau*2"}},
		Flows:  []Flow{{"fill", "", "", "stock", "in", ""}, {"leave", "", "stock", "", "stock/tau", ""}}, Gain: "in",
		Delay: "tau", Push: Push{Param: "in"}, Watch: "stock"}
}

// A first-order balancing loop comes back as e^(−t/τ); Euler's method as (1 − dt/τ)ⁿ.
func TestBalancingDecay(t *testing.T) {
	s := ride(t, drain())
	rest, ok := s.rest(s.start())
	if !ok || math.Abs(rest[0]-15) > 1e-9 {
		t.Fatalf("rest = %v, %v, want in·τ = 15", rest, ok)
	}
	near := s.near(rest)
	root, ok := near.dominant(nil)
	if !ok || math.Abs(root.Growth+1./5) > 1e-6 || root.Turn != 0 {
		t.Fatalf("root = %+v, %v, want −1/τ", root, ok)
	}
	at, dev, _ := s.follow(nil, Params{Dt: 0.1, Horizon: 20}, rest, near, root)
	for i := range at {
		// dt⁵ of the method, and the rounding of 15 + 10⁻⁵
		if want := math.Exp(-at[i] / 5); math.Abs(dev[i]/dev[0]-want) > 1e-7 {
			t.Fatalf("after %g s: deviation %g of the first, want e^(−t/τ) = %g", at[i], dev[i]/dev[0], want)
		}
	}
	x, dx := []float64{20}, make([]float64, 1)
	s.fill(x, 0)
	pipe := 0.0
	for range 50 {
		s.slopes(x, dx)
		s.advance(Params{Method: "euler", Dt: 0.5}, 0, x, dx, make([]float64, 1), &pipe)
	}
	if want := 15 + 5*math.Pow(1-0.5/5, 50); math.Abs(x[0]-want) > 1e-9 {
		t.Errorf("Euler after 50 steps: %g, want %g", x[0], want)
	}
}

// Two stocks of which each drives the other swing with period 2π/√(ab).
func TestTwoStockPeriod(t *testing.T) {
	for _, ab := range [][2]float64{{1, 1}, {0.2, 0.8}, {2, 0.05}} {
		s := ride(t, Model{Clock: "s", Params: []Param{{"a", "", "1/s", ab[0], 0, 10}, {"b", "", "1/s", ab[1], 0, 10},
			{"level", "", "items", 4, 0, 10}, {"wait", "", "s", 0, 0, 1}},
			Stocks: []Stock{{"one", "", "items", "level"}, {"two", "", "items", "level"}},
			Flows: []Flow{{"up", "", "", "one", "a*(two - level)", ""}, {"down", "", "", "two", "b*(level - one)",
				""}}, Gain: "a", Delay: "wait", Push: Push{Param: "level"}, Watch: "one"})
		rest, ok := s.rest(s.start())
		if !ok {
			t.Fatal("no rest")
		}
		want := 2 * math.Pi / math.Sqrt(ab[0]*ab[1])
		root, ok := s.near(rest).dominant(nil)
		if !ok || math.Abs(root.period()-want) > 1e-4*want || math.Abs(root.Growth) > 1e-6 {
			t.Errorf("a, b = %v: root %+v, want period %g and growth 0", ab, root, want)
		}
		at, dev, _ := s.follow(nil, Params{Dt: 0.1, Horizon: 200}, rest, s.near(rest), root)
		growth, period, ok := fit(at, dev, root.Turn > 0)
		if !ok || math.Abs(period-want) > 1e-3*want || math.Abs(growth) > 1e-4 {
			t.Errorf("a, b = %v: measured period %g, growth %g, want %g and 0", ab, period, growth, want)
		}
	}
}

// A balancing loop that acts T late: roots of s + g·e^(−sT) = 0, which are W(−gT)/T with Lambert's W.
func TestDelayedBalancing(t *testing.T) {
	for _, tt := range []struct{ gT, re, im float64 }{
		{math.Pi / 2, 0, math.Pi / 2},    // Hayes 1950: swings for ever, period 4T
		{1, -0.3181315052, 1.3372357014}, // W(−1), Corless et al. 1996
		{0.2, -0.2591711018, 0},          // W(−0.2)
	} {
		const T = 3
		s := ride(t, Model{Clock: "s", Params: []Param{{"g", "", "1/s", tt.gT / T, 0, 10},
			{"level", "", "items", 4, 0, 10}, {"late", "", "s", T, 0, 10}},
			Stocks: []Stock{{"stock", "", "items", "level"}},
			Flows:  []Flow{{"mend", "", "", "stock", "g*(level - delay(stock, late))", ""}},
			Gain:   "g", Delay: "late", Push: Push{Param: "level"}, Watch: "stock"})
		root, ok := s.near([]float64{4}).dominant(nil)
		if !ok || math.Abs(root.Growth-tt.re/T) > 1e-6 || math.Abs(root.Turn-tt.im/T) > 1e-6 {
			t.Errorf("g·T = %g: root %+v, want %g ± %gi", tt.gT, root, tt.re/T, tt.im/T)
		}
		at, dev, _ := s.follow(nil, Params{Dt: 0.1, Horizon: 100}, []float64{4}, s.near([]float64{4}), root)
		growth, period, ok := fit(at, dev, root.Turn > 0)
		// The past is kept on a grid and read between its points by straight lines: an error of the order (dt/T)².
		if !ok || math.Abs(growth-tt.re/T) > 0.002 || tt.im > 0 && math.Abs(period-2*math.Pi*T/tt.im) > 0.01*period {
			t.Errorf("g·T = %g: measured growth %g, period %g, %v; want %g, %g", tt.gT, growth, period, ok, tt.re/T,
				2*math.Pi*T/tt.im)
		}
	}
}

// The load of retries before the push is λ/(1 − f·r); from f·r = 1 on there is no resting state and the run does not
// come back.
func TestRetryLaw(t *testing.T) {
	for _, tt := range []struct{ f, r, want float64 }{{0.3, 1, 600 / 0.7}, {0.5, 1, 1200}, {0.3, 2, 1500},
		{0.2, 4, 3000}, {0.5, 2, 0}, {0.3, 4, 0}} {
		load, ok := retryLoad(600, tt.f, tt.r)
		if ok != (tt.want > 0) || math.Abs(load-tt.want) > 1e-9*tt.want {
			t.Errorf("retryLoad(600, %g, %g) = %g, %v, want %g", tt.f, tt.r, load, ok, tt.want)
		}
		p := defaults
		p.Loop, p.Push, p.Gain = "stampede", 0.5, tt.r
		p.Change = []assignment{{"capacity", 1_000_000}, {"fail", tt.f}}
		r, err := Run(nil, p)
		if err != nil {
			t.Fatal(err)
		}
		last := r.Watch[len(r.Watch)-1]
		if ok && (!r.AtRest || math.Abs(r.Watch[0]-tt.want) > 1e-6*tt.want) {
			t.Errorf("f %g, r %g: load %g before the push, at rest %v, want %g", tt.f, tt.r, r.Watch[0],
				r.AtRest, tt.want)
		}
		if !ok && (r.Rest != nil || last < 1.9*r.Watch[0]) {
			t.Errorf("f·r = %g: load %g → %g, rest %v, want a load that grows without end", tt.f*tt.r, r.Watch[0],
				last, r.Rest)
		}
	}
}

// Without backpressure 10,000 writes a second in and 8,000 out leave 120,000 more pending after a minute.
func TestWriteBehindStock(t *testing.T) {
	p := defaults
	p.Gain = 0
	r, err := Run(nil, p)
	if err != nil {
		t.Fatal(err)
	}
	i := int(100 / p.Dt)
	j := int(40 / p.Dt) // the writers need a few times 2 s to take up the push
	if got := r.Watch[i] - r.Watch[j]; math.Abs(got-120_000) > 1 {
		t.Errorf("pending grows by %g in a minute, want 120,000", got)
	}
}

// In a closed model what leaves one stock is under way or in the other.
func TestTotalIsKept(t *testing.T) {
	for _, push := range []float64{0, 1, 5, 10} {
		for _, method := range []string{"rk4", "euler"} {
			p := defaults
			p.Loop, p.Push, p.Method, p.Gain = "hashing", push, method, 3
			s, err := newStudy(nil, p)
			if err != nil {
				t.Fatal(err)
			}
			found := false
			for _, c := range checks(p, s) {
				if c.ID == "total" {
					found = true
					if !c.OK {
						t.Errorf("push %g, %s: total %g, want %g", push, method, c.Got, c.Want)
					}
				}
			}
			if !found {
				t.Errorf("push %g: the total is not checked", push)
			}
		}
	}
}

// The theory of small deviations meets what is measured, for every loop at every gain of the chart.
func TestTheoryMeetsMeasurement(t *testing.T) {
	measured := 0
	for _, m := range models {
		p := defaults
		p.Loop = m.Slug
		s, err := newStudy(nil, p)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range checks(p, s) {
			if !c.OK {
				t.Errorf("%s: %s: got %g, want %g ± %g", m.Slug, c.Name, c.Got, c.Want, c.Tolerance)
			}
			if c.ID == "growth" {
				measured++
			}
		}
		if f := lawFigure(nil, p, s); f.Badge != nil && !f.Badge.OK {
			t.Errorf("%s: %s", m.Slug, f.Badge.Text)
		}
	}
	if measured != len(models) {
		t.Errorf("%d of %d loops are measured at their own gain", measured, len(models))
	}
}

// Half the step changes no default by 1 %, with either method at its own step.
func TestHalving(t *testing.T) {
	for _, m := range models {
		for method, dt := range map[string]float64{"rk4": 0.1, "euler": 0.02} {
			p := defaults
			p.Loop, p.Method, p.Dt = m.Slug, method, dt
			s, err := newStudy(nil, p)
			if err != nil {
				t.Fatal(err)
			}
			if e := 100 * s.halving(); e >= 1 {
				t.Errorf("%s, %s with dt %g: half the step changes the result by %g %%, want less than 1", m.Slug,
					method, dt, e)
			}
		}
	}
}

// Whatever the knobs, stocks are what flows made of them, and every number is one.
func TestInvariants(t *testing.T) {
	rng := model.Stream(5, "draws")
	for i := range 300 {
		m := models[i%len(models)]
		p := Params{Loop: m.Slug, Gain: 4 * rng.Float64(), Delay: 3 * rng.Float64(), Push: 5 * rng.Float64(),
			PushAt: 10, Method: []string{"rk4", "euler"}[rng.IntN(2)], Dt: 0.05, Horizon: 60}
		if valid(p) != nil {
			continue
		}
		r, err := Run(nil, p)
		if err != nil {
			t.Fatal(err)
		}
		if r.Leak > 1e-9 {
			t.Errorf("%+v: a stock differs from its flows by %g", p, r.Leak)
		}
		for _, row := range r.Rows {
			for k, v := range row {
				if math.IsNaN(v) || math.IsInf(v, 0) {
					t.Fatalf("%+v: %s is %g", p, r.sys.label(k), v)
				}
				// Rates of change of people's reactions may fall below 0, contents of stores may not.
				if k < len(m.Stocks) && v < -1e-6*max(1, r.Before[k]) && m.Stocks[k].ID != "consumers" {
					t.Fatalf("%+v: %s is %g, want at least 0", p, r.sys.label(k), v)
				}
			}
		}
	}
}

// Every check holds on legal settings at the ends of the knobs, and where the push begins or ends within a step.
func TestChecksHoldAtTheEnds(t *testing.T) {
	for _, q := range []string{"push=0", "push=0.1", "push_for=1", "push_for=1.45", "delay=5", "delay=8", "delay=9",
		"delay=10", "gain=10&method=euler", "loop=storage&gain=10", "loop=families&gain=10", "loop=stampede&push_at=0",
		"loop=indexes&gain=0", "loop=readcache&push_for=0.45", "loop=readcache&delay=0&push=4",
		"loop=hashing&delay=5.7&push_for=158&horizon=25", "loop=pipeline&gain=5",
		"loop=pipeline&gain=0&delay=10&push=5.5", "loop=stampede&dt=0.234", "loop=writecache&delay=10&gain=0",
		"loop=storage&gain=10&delay=8.13351&push=10&dt=0.5", "push_at=50.46&horizon=50.5065"} {
		values, err := url.ParseQuery(q)
		if err != nil {
			t.Fatal(err)
		}
		r, err := simtest.Run(Sim, values)
		if err != nil {
			t.Errorf("%s: %v", q, err)
		}
		for _, c := range r.Checks {
			if !c.OK {
				t.Errorf("%s: %s: got %g, want %g ± %g", q, c.Name, c.Got, c.Want, c.Tolerance)
			}
		}
	}
}

// A push that ends within a step brings as much as one twice as fine sees.
func TestPushWithinAStep(t *testing.T) {
	s := ride(t, drain())
	s.pushed = 0
	p := Params{Push: 1, PushAt: 1, PushFor: 1.25, Dt: 0.1}
	s.m.Push.Add = 1
	sum := 0.0
	for step := range 100 {
		at := float64(step) * p.Dt
		s.push(p, at, at+p.Dt)
		sum += (s.vals[0] - s.own[0]) * p.Dt
	}
	if want := 3 * 1.25; math.Abs(sum-want) > 1e-9 {
		t.Errorf("the push brings %g items, want %g", sum, want)
	}
}
