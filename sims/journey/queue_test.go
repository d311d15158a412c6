package journey

import (
	"math"
	"testing"
)

// The peak lies beside √((1 − σ)/κ), and no other number of nodes does more.
func TestPeak(t *testing.T) {
	for _, c := range []struct {
		sigma, kappa float64
		want         int
	}{{.03, .0005, 44}, {.05, .001, 31}, {.02, .0001, 99}, {.1, .002, 21}, {.03, 0, 0}, {.3, .01, 8}, {0, .01, 10}} {
		got := Peak(c.sigma, c.kappa)
		if got != c.want || moreThanPeak(c.sigma, c.kappa, got) > 0 {
			t.Errorf("σ %g, κ %g: peak at %d, want %d; %g numbers do more", c.sigma, c.kappa, got, c.want,
				moreThanPeak(c.sigma, c.kappa, got))
		}
	}
	for sigma := 0.0; sigma <= .3; sigma += .0131 {
		for kappa := .00002; kappa <= .01; kappa *= 1.31 {
			if n := moreThanPeak(sigma, kappa, Peak(sigma, kappa)); n > 0 {
				t.Errorf("σ %g, κ %g: %g numbers of nodes do more than the peak at %d", sigma, kappa, n,
					Peak(sigma, kappa))
			}
		}
	}
}

func component(nodes int, rate float64, requests int) Params {
	p := defaults
	p.Part, p.Nodes, p.ArrivalRate, p.ServiceMs, p.Sigma, p.Kappa = queuePart, nodes, rate, 10, 0, 0
	p.Requests = requests
	return p
}

// M/M/8 at 700 a second and 10 ms: mean 16.35, 99th percentile 62.0 ms.
func TestEightServers(t *testing.T) {
	q := runQueue(nil, component(8, 700, 400_000))
	if mean, p99 := 1000*q.lineMean(), 1000*q.lineP99(); math.Abs(mean-16.35) > .005 || math.Abs(p99-62.0) > .05 {
		t.Errorf("line: mean %.3f and p99 %.2f ms, want 16.35 and 62.0", mean, p99)
	}
	if off := q.Run.mean()/q.lineMean() - 1; math.Abs(off) > deviations*q.stray() {
		t.Errorf("the mean of the run is off by %.2f %%, allowed %.2f", 100*off, 100*deviations*q.stray())
	}
}

// Every check holds for every load and seed; with unlimited and with little room the run begins at rest.
func TestQueueChecksHold(t *testing.T) {
	for seed := range 12 {
		for _, rate := range []float64{1, 300, 640, 760, 799, 900} {
			p := component(8, rate, 20_000)
			p.Seed = seed
			for _, c := range queueChecks(p, runQueue(nil, p)) {
				if !c.OK {
					t.Errorf("seed %d, %g a second: %s: got %g, want %g ± %g", seed, rate, c.Name, c.Got, c.Want,
						c.Tolerance)
				}
			}
		}
	}
}

// Less load never takes longer, by the line, with the nodes as they are; nor do fewer nodes beyond the peak.
func TestLessLoadIsFaster(t *testing.T) {
	p := defaults
	for n := 1; n <= 200; n *= 3 {
		s, before := p.component(n), 0.0
		for load := .01; load < 1; load += .01 {
			got := s.sojourn(load * float64(n) / s.mean)
			if got < before {
				t.Errorf("%d nodes at a load of %.2f: %g after %g", n, load, got, before)
			}
			before = got
		}
	}
}

// N servers serve together what the scalability law says, no more and no less.
func TestContentionIsCountedOnce(t *testing.T) {
	p := defaults
	for _, n := range []int{1, 7, 44, 300} {
		s := p.component(n)
		if got, want := float64(s.servers)/s.mean, speedup(n, p.Sigma, p.Kappa)/(p.ServiceMs/1000); math.Abs(
			got/want-1) > 1e-12 {
			t.Errorf("%d nodes serve %g a second, the law says %g", n, got, want)
		}
	}
}

// The number at the start of a run is drawn from the law of M/M/c/K: its mean over many draws is that of the weights.
func TestStartAtRest(t *testing.T) {
	for _, c := range []struct {
		servers, room int
		load          float64
	}{{1, 10, .5}, {4, 6, .9}, {4, 40, 1}, {16, 300, 1.3}, {2, 5, 50}, {3, 0, .7}} {
		s := station{servers: c.servers, room: c.room, mean: 1}
		rate := c.load * float64(c.servers)
		weight, sum, mean, square := 1.0, 1.0, 0.0, 0.0
		top := c.servers + c.room
		for n := 1; n <= top; n++ {
			weight *= rate / float64(min(n, c.servers))
			sum += weight
			mean += float64(n) * weight
			square += float64(n*n) * weight
			if sum > 1e250 {
				weight, sum, mean, square = weight/1e200, sum/1e200, mean/1e200, square/1e200
			}
		}
		mean, square = mean/sum, square/sum
		const draws = 40_000
		rng, got := testStream("start"), 0.0
		for range draws {
			n := s.start(rate, rng)
			if n < 0 || n > top {
				t.Fatalf("%+v: %d in the station", c, n)
			}
			got += float64(n) / draws
		}
		if allowed := 5*math.Sqrt((square-mean*mean)/draws) + 1e-9; math.Abs(got-mean) > allowed {
			t.Errorf("%+v: mean %.4f, the law says %.4f ± %.4f", c, got, mean, allowed)
		}
	}
}

func TestWorkOfOneNode(t *testing.T) {
	p := Params{Sigma: .03, Kappa: .0005}
	for nodes, want := range map[int]string{1: "1 node does the work of 1", 2: "2 nodes do the work of 1.94"} {
		if got := p.workOf(nodes); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
