package queueing

import (
	"math"
	"net/url"
	"testing"
	"tradeofflab/sims/model"
	"tradeofflab/sims/simtest"
)

func load(model string, rho float64, customers int) Params {
	p := Params{Model: model, ServiceMs: 10, Servers: 4, Buffer: 10, Customers: customers, Seed: 1}
	p.ArrivalRate = rho * float64(p.servers()) * 100
	return p
}

// At utilisation ρ a request spends 1/(1−ρ) service times in M/M/1, and the 99th percentile is ln 100 times that.
// The closed forms are exact; the runs may stray by four of the standard errors that the check uses.
func TestSingleServer(t *testing.T) {
	for _, c := range []struct{ rho, mean, p99 float64 }{
		{.5, 2, 9.2}, {.8, 5, 23}, {.9, 10, 46}, {.95, 20, 92}, {.99, 100, 461},
	} {
		p := load("mm1", c.rho, 1_000_000)
		th, ok := theoryOf(p)
		if !ok || math.Abs(th.sojourn/.01-c.mean) > 1e-9*c.mean || math.Abs(th.p99/.01/c.p99-1) > .005 {
			t.Errorf("ρ=%g: theory %.3f and %.3f service times, want %g and %g", c.rho, th.sojourn/.01, th.p99/.01,
				c.mean, c.p99)
		}
		r := Run(nil, p)
		if allowed := 4 * r.stderr(p); math.Abs(r.Sojourn/th.sojourn-1) > allowed {
			t.Errorf("ρ=%g: mean %.3f service times, want %g ± %.1f %%", c.rho, r.Sojourn/.01, c.mean, 100*allowed)
		}
	}
}

// Below 90 % load a million requests fix the mean to a few percent.
func TestSingleServerIsTight(t *testing.T) {
	for rho, want := range map[float64]float64{.5: 2, .8: 5, .9: 10} {
		if r := Run(nil, load("mm1", rho, 2_000_000)); math.Abs(r.Sojourn/.01/want-1) > .04 {
			t.Errorf("ρ=%g: mean %.3f service times, want %g ± 4 %%", rho, r.Sojourn/.01, want)
		}
	}
}

// Constant service halves the wait of exponential service.
func TestConstantServiceHalvesTheWait(t *testing.T) {
	for _, rho := range []float64{.5, .8, .9} {
		m, d := Run(nil, load("mm1", rho, 2_000_000)), Run(nil, load("md1", rho, 2_000_000))
		if got := d.Wait / m.Wait; math.Abs(got-.5) > .03 {
			t.Errorf("ρ=%g: wait of M/D/1 over M/M/1 is %.3f, want 0.5", rho, got)
		}
	}
}

// Erlang C for ten erlangs on twelve servers is 0.449; one server needs probability ρ.
func TestErlangC(t *testing.T) {
	for _, c := range []struct {
		servers int
		load    float64
		want    float64
	}{{1, .8, .8}, {2, 1, 1.0 / 3}, {12, 10, .4494}} {
		if got := model.ErlangC(c.servers, c.load); math.Abs(got-c.want) > 1e-3 {
			t.Errorf("model.ErlangC(%d, %g) = %.4f, want %.4f", c.servers, c.load, got, c.want)
		}
	}
}

// M/M/1/K sheds load by its closed form also beyond full load, where the powers would overflow.
func TestFiniteBuffer(t *testing.T) {
	for _, c := range []struct {
		rho    float64
		buffer int
		want   float64
	}{{1, 10, 1.0 / 12}, {.5, 0, 1.0 / 3}, {2, 1, 4.0 / 7}, {1000, 1000, .999}} {
		p := load("mm1k", c.rho, 200_000)
		p.Buffer = c.buffer
		if th, _ := theoryOf(p); math.Abs(th.dropped-c.want) > 1e-9 {
			t.Errorf("ρ=%g buffer %d: theory drops %.6f, want %.6f", c.rho, c.buffer, th.dropped, c.want)
		}
	}
}

// Every model, load and seed agrees with theory by its own checks.
func TestChecksHold(t *testing.T) {
	for _, q := range []string{
		"model=mm1", "model=mmc&servers=4&arrival_rate=300", "model=mmc&servers=64&arrival_rate=6000", "model=md1",
		"model=mm1k",
		"model=mm1k&arrival_rate=200", "model=mm1k&buffer=0", "model=mm1k&buffer=1000&arrival_rate=99",
		"model=mm1&arrival_rate=99",
		"model=mmc&servers=1&arrival_rate=90", "model=md1&arrival_rate=95", "model=mm1&arrival_rate=0.1",
		"model=mm1k&arrival_rate=100000&service_ms=1000&buffer=1000", "model=md1&arrival_rate=0.1&service_ms=0.0206046",
		"model=mm1&arrival_rate=1000&service_ms=0.01",
	} {
		for _, seed := range []string{"1", "2", "3", "4"} {
			v, err := url.ParseQuery(q)
			if err != nil {
				t.Fatal(err)
			}
			v.Set("seed", seed)
			r, err := simtest.Run(Sim, v)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range r.Checks {
				if !c.OK {
					t.Errorf("%s seed %s: %s: got %g, want %g ± %g", q, seed, c.Name, c.Got, c.Want, c.Tolerance)
				}
			}
		}
	}
}

// The line gives customers back in order, across blocks.
func TestLineKeepsOrder(t *testing.T) {
	var f fifo
	in, out := int64(0), int64(0)
	for round := range 40 {
		for range 1000 + 300*(round%7) {
			f.push(in)
			in++
		}
		for range min(f.len(), 900+250*(round%9)) {
			if got := f.pop(); got != out {
				t.Fatalf("pop = %d, want %d", got, out)
			}
			out++
		}
		if f.len() != int(in-out) {
			t.Fatalf("len = %d, want %d", f.len(), in-out)
		}
	}
}

func TestOverloadIsExplained(t *testing.T) {
	r, err := simtest.Run(Sim, url.Values{"arrival_rate": {"150"}})
	if err != nil || len(r.Checks) != 0 || r.Coach == "" {
		t.Errorf("overloaded run: error %v, %d checks, coach %q; want none, none and a hint", err,
			len(r.Checks), r.Coach)
	}
}

func BenchmarkTenMillion(b *testing.B) {
	for b.Loop() {
		Run(nil, load("mm1", .8, 10_000_000))
	}
}
