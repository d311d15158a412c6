package federated

import (
	"math"
	"slices"
	"strings"
	"testing"

	"tradeofflab/sims"
	"tradeofflab/sims/model"
)

// The integral of the two densities is Balle and Wang's delta, to a millionth of it or 1e-15, over mu from nearly no
// privacy loss to far too much.
func TestDeltaAddedUp(t *testing.T) {
	rng := model.Stream(2, "delta")
	for range 300 {
		mu := math.Exp(rng.Float64()*14 - 7)
		eps := ExactEps(mu, math.Pow(10, -1-6*rng.Float64()))
		want := deltaOf(eps, mu)
		if got := deltaAddedUp(eps, mu); math.Abs(got-want) > 1e-6*want+1e-15 {
			t.Errorf("mu %g, epsilon %g: %g, want %g", mu, eps, got, want)
		}
	}
}

// The measured AUC strays from its law by the stated deviation at most: over 300 drawn cohorts and directions the mean
// square of their ratio is at most 1, plus four standard errors of a mean of squares of normal numbers.
func TestStray(t *testing.T) {
	rng := model.Stream(9, "directions")
	const runs = 300
	for _, shift := range []float64{0, .5, 2} {
		sum := 0.0
		for i := range runs {
			p := defaults
			p.Seed, p.Clients, p.Samples, p.Shift, p.Separation = i, 2+rng.IntN(8), 20, shift, .5+3.5*rng.Float64()
			c := newCohort(nil, p)
			w := make([]float64, p.dim()+1)
			for j, u := range c.sites[0].u {
				w[j] = u + .5*rng.Float64()*rng.NormFloat64()
			}
			law := c.law(w)
			ratio := (c.auc(nil, w) - law) / c.stray(w, law)
			sum += ratio * ratio
		}
		if mean := sum / runs; mean > 1+4*math.Sqrt(2.0/runs) {
			t.Errorf("shift %g: mean square of the stray over the stated %.2f", shift, mean)
		}
	}
}

// No model for all sites does better than the best common one, drawn or trained, and without signs of their own it is
// the model that knows the classes.
func TestBestCommonModel(t *testing.T) {
	rng := model.Stream(6, "models")
	for seed := range 12 {
		p := defaults
		p.Seed, p.Alpha, p.TargetEps, p.Shift = seed, 100, 0, float64(seed%4)*.6
		r := Run(nil, p)
		if p.Shift == 0 && math.Abs(r.ideal-normal(p.Separation/math.Sqrt2)) > 1e-12 {
			t.Errorf("seed %d: the ideal is %g", seed, r.ideal)
		}
		if r.law > r.ideal+1e-9 || r.lawCentral > r.ideal+1e-9 {
			t.Errorf("shift %g: %g together and %g on all data, best common %g", p.Shift, r.law, r.lawCentral, r.ideal)
		}
		for range 500 {
			w := slices.Clone(r.central)
			for j := range w {
				w[j] += 2 * rng.Float64() * rng.NormFloat64()
			}
			if got := r.data.law(w); got > r.ideal+1e-9 {
				t.Errorf("shift %g: a drawn model has %g, the best common one %g", p.Shift, got, r.ideal)
			}
		}
	}
}

// All curves have a point at the first round, the last one and between, at the same rounds; a site alone is best at
// its beginning here, which a line from round 0 to a late round would hide.
func TestCurves(t *testing.T) {
	for _, rounds := range []int{1, 2, 25, 26, 50, 199, 200} {
		p := defaults
		p.Rounds, p.Clients, p.Samples = rounds, 4, 40
		r := Run(nil, p)
		if !slices.Equal(r.fed.Round, r.whole.Round) || !slices.Equal(r.fed.Round, r.alone.Round) ||
			r.fed.Round[1] != 1 || slices.Max(r.fed.Round) != float64(rounds) || len(r.fed.Round) > curvePoints+3 {
			t.Errorf("%d rounds: looked at after %v, %v and %v", rounds, r.fed.Round, r.whole.Round, r.alone.Round)
		}
	}
	r := Run(nil, defaults)
	if r.alone.AUC[1] < r.Local {
		t.Errorf("a site alone begins at %g and ends at %g", r.alone.AUC[1], r.Local)
	}
	if f := aucFigure(defaults, r); strings.Contains(f.Alt, "rising") {
		t.Errorf("the text alternative says %q", f.Alt)
	}
}

// Where no site has both classes none trains alone: no number and no line stand for it.
func TestNobodyTrainsAlone(t *testing.T) {
	p := defaults
	p.Clients, p.Alpha, p.Seed, p.Samples = 2, .05, 3, 20
	r := Run(nil, p)
	if r.LocalSites != 0 {
		t.Fatalf("%d sites train alone", r.LocalSites)
	}
	report := sims.Report{Metrics: metrics(p, r)}
	if m, there := report.Metric("auc_local"); there {
		t.Errorf("a site alone gets %g", m.Value)
	}
	if said := takeaway(p, r); !strings.Contains(said, "none could train alone") {
		t.Errorf("says %q", said)
	}
}

// What a run says holds for it: the claim of a round is called a claim, missing noise is named, poison is left out of
// the guarantee, and so is what was never unmasked.
func TestWordsFitTheRun(t *testing.T) {
	for _, c := range []struct {
		name     string
		change   func(*Params)
		says, no []string
	}{
		{"default", func(*Params) {}, []string{"any one site at most an epsilon of 8 in all, at a delta of 0.00001.",
			"The smaller of these two holds"}, []string{"protocol at most", "asked for, since"}},
		{"claimed", func(p *Params) { p.Z, p.Rounds, p.StepEps = 9.69, 10, .01 },
			[]string{"You claim", "which nothing here checks"}, []string{"The smaller of these", "textbook calls"}},
		{"missing noise", func(p *Params) { p.Noise, p.Dropout = "distributed", 50; p.Secure = false },
			[]string{"more than the 8 asked for, since parts of the noise are missing"}, nil},
		{"poisoned patients", func(p *Params) { p.Byzantine, p.Unit = 20, "record" },
			[]string{"any one patient of a site that keeps to the protocol"}, nil},
		{"no site poisoned", func(p *Params) { p.Byzantine, p.Clients = 5, 10 }, nil, []string{"oison"}},
		{"all lost", func(p *Params) { p.Rounds, p.Threshold, p.Dropout = 1, 100, 50 },
			[]string{"cannot unmask", "Lower the threshold"}, []string{"The best test says"}},
		{"threshold at its least", func(p *Params) { p.Clients, p.Dropout, p.Rounds = 2, 50, 20 },
			[]string{"which cannot be lower"}, []string{"Lower the threshold"}},
		{"no noise", func(p *Params) { p.TargetEps = 0 }, []string{"No epsilon holds"}, nil},
		{"useless", func(p *Params) { p.Z = .01 }, []string{"next to nothing"}, []string{"1,000,000,000",
			"the noise costs next to nothing"}},
	} {
		p := defaults
		c.change(&p)
		if err := valid(p); err != nil {
			t.Fatal(err)
		}
		r := Run(nil, p)
		said := takeaway(p, r) + " " + coach(p, r) + " " + strings.Join(story(p, r).Events, " ")
		for _, f := range figures(p, r) {
			said += " " + f.Takeaway + " " + f.Caption + " " + f.Alt
		}
		for _, want := range c.says {
			if !strings.Contains(said, want) {
				t.Errorf("%s: does not say %q", c.name, want)
			}
		}
		for _, wrong := range c.no {
			if strings.Contains(said, wrong) {
				t.Errorf("%s: says %q", c.name, wrong)
			}
		}
	}
	p := defaults
	p.TargetEps = 0
	for _, row := range enemiesFigure(p, Run(nil, p)).Table.Rows {
		if strings.Contains(row[3], "noise") {
			t.Errorf("without noise %q is guarded by %q", row[0], row[3])
		}
	}
}

// The epsilon of the sums follows the noise that a round had: where each of its parts is there it is the textbook's,
// and with half of them missing it is that of z/√2.
func TestStepsFollowTheNoise(t *testing.T) {
	p := defaults
	p.Noise, p.Dropout, p.Secure, p.Rounds, p.Z = "distributed", 50, false, 6, 9.69
	r := Run(nil, p)
	sum := 0.0
	for _, l := range r.rounds {
		z := 9.69 * math.Sqrt(float64(l.Answered)/20)
		if math.Abs(l.Z-z) > 1e-9 || math.Abs(l.Step-textbookEps(z, 1e-5)) > 1e-9 || l.Step < ExactEps(1/z, 1e-5) {
			t.Errorf("%d sites answered: z %g, step %g", l.Answered, l.Z, l.Step)
		}
		sum += l.Step
	}
	if got := r.spent(p, 6).naive; math.Abs(got-sum) > 1e-9 {
		t.Errorf("the sum says %g, want %g", got, sum)
	}
}

// The attack of a run whose rounds were lost sees those released only, and none where there is none.
func TestLostRoundsReleaseNothing(t *testing.T) {
	p := defaults
	p.Dropout, p.Threshold, p.Rounds = 40, 60, 40
	r := Run(nil, p)
	rounds, square := r.released()
	if r.Aborted == 0 || rounds != p.Rounds-r.Aborted || math.Abs(square-float64(rounds)/(r.plan.z*r.plan.z)) > 1e-9 {
		t.Fatalf("%d of %d rounds lost, %d released, square %g", r.Aborted, p.Rounds, rounds, square)
	}
	if law := gainOf(math.Sqrt(square)); math.Abs(r.mia.True-r.mia.False-law) > .01 {
		t.Errorf("gain %g, want %g", r.mia.True-r.mia.False, law)
	}
	p.Rounds, p.Threshold, p.Dropout = 1, 100, 50
	if r := Run(nil, p); r.Aborted != 1 || r.mia.Draws != 0 || r.unmasked(p) != 0 {
		t.Errorf("%d rounds lost, %d draws, %d sums unmasked", r.Aborted, r.mia.Draws, r.unmasked(p))
	}
}

// A lost round sends no share of a key after the set-up, and no list of who answered.
func TestTrafficOfALostRound(t *testing.T) {
	p := defaults
	kept, protocol := p.traffic(20, 10, false)
	same, less := p.traffic(20, 10, true)
	if kept != same || protocol-less != 10*20*keyBytes+10*10*indexBytes {
		t.Errorf("lost: %g and %g bytes, kept: %g and %g", same, less, kept, protocol)
	}
}

// Poison is ten times the update, and the clip at most where the server sees it.
func TestPoisonIsShortened(t *testing.T) {
	p := defaults
	p.Secure, p.Clip = false, 10
	for _, c := range []struct{ length, want float64 }{{.3, 10}, {1, 10}, {4, 2.5}, {10, 1}} {
		if got := p.poison([]float64{c.length}); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("an update of norm %g goes out %g times as long, want %g", c.length, got, c.want)
		}
	}
	p.Secure = true
	if got := p.poison([]float64{10}); got != poisonTimes {
		t.Errorf("under masks %g times", got)
	}
}

// With a patient as the unit nearly all gradients are longer than a clip of 0.1: at a model of zeros each is 0.5 times
// a vector of norm 1 at least.
func TestShortenedGradientsCount(t *testing.T) {
	p := defaults
	p.Unit, p.Rounds = "record", 1
	if got := Run(nil, p).clippedPct(); got != 100 {
		t.Errorf("%g %% of the gradients of the first round are shortened", got)
	}
}

// The log loss of a model of zeros is ln 2, and of one that is sure it is the mean of what the wrong ones are off.
func TestLoss(t *testing.T) {
	p := defaults
	c := newCohort(nil, p)
	w := make([]float64, p.dim()+1)
	if got := c.loss(nil, w); math.Abs(got-math.Ln2) > 1e-12 {
		t.Errorf("zeros: %g", got)
	}
	w[p.dim()] = 100 // all called ill: the well, half of them, are off by 100
	if got := c.loss(nil, w); math.Abs(got-50) > 1e-9 {
		t.Errorf("all called ill at odds of e^100: %g, want 50", got)
	}
}
