// Package federated trains one model over hospitals that keep their patients at home: federated averaging with clipped
// updates, Gaussian noise and secure aggregation, beside training alone and on all data, with an account of the privacy
// that is spent.
package federated

import (
	"math"

	"tradeofflab/sims/model"
)

// Params are the learner's knobs. The same Params always give the same Result.
type Params struct {
	Clients     int     // sites, 2–200
	Samples     int     // median number of patients of a site, 20–2,000
	SizeSigma   float64 // spread of the sites' sizes, lognormal, 0–1.5
	Alpha       float64 // Dirichlet concentration of the two classes at a site, 0.05–100
	Shift       float64 // how far each site's own signs of illness turn away from the common ones, 0–2
	Separation  float64 // distance of the class means in standard deviations, 0.5–4
	Dim         string  // measurements of a patient: 2 or 10
	Rounds      int     // 1–200
	LocalEpochs int     // passes of a site over its patients in a round, 1–20; unit client only
	LR          float64 // step of gradient descent, 0.01–2
	Fraction    float64 // chance of a unit to be drawn for a round, 0.05–1; sampling poisson only
	Sampling    string  // all or poisson
	Unit        string  // what the guarantee hides: client (a site's vectors) or record (a patient)
	Weights     string  // uniform or size
	Clip        float64 // most norm of what a unit adds to a sum, 0.01–10; 0 for none
	Z           float64 // noise multiplier of the sum's noise over the clip, 0–200; 0 takes it from TargetEps
	TargetEps   float64 // 0–16, of all rounds; 0 for no noise
	Delta       float64 // 1e-7–1e-3
	StepEps     float64 // epsilon claimed for a round, for the two sums only; 0 takes the textbook's
	StepDelta   float64 // delta of a round, likewise; 0 takes Delta
	Noise       string  // central or distributed
	Secure      bool    // secure aggregation
	Threshold   int     // percent of the sites of a round that must answer
	Dropout     float64 // percent of the sites that drop out of a round
	Byzantine   float64 // percent of the sites that send poison
	Aggregate   string  // mean, trimmed or median
	Seed        int
	Step        int // position in the story
}

// Result is what a run counted.
type Result struct {
	data    *cohort
	plan    plan      // noise and account
	model   []float64 // the last common model: weights, then the intercept
	central []float64
	fed     curve // AUC of the common model after some rounds
	whole   curve // AUC of training on all data together
	alone   curve // mean AUC of the sites that train alone; empty where no site can
	rounds  []roundLog

	AUC, Central, Local float64   // Local is NaN where no site can train alone
	Loss                float64   // mean logistic loss of the common model on the held-out patients
	LocalSites          int       // sites with both classes, which alone can train
	Home                []float64 // AUC of the common model on each site's own held-out patients
	Noise               float64   // mean norm of the noise added to a sum
	noiseSquares        float64   // sum of squares of the noise in units of its deviation
	noiseDraws          int
	Bytes, Protocol     float64 // sent in all, and by the protocol of secure aggregation alone
	Aborted             int
	WrongSums           int     // rounds whose unmasked sum was not the sum of the updates
	law, lawCentral     float64 // AUC of the two models among all patients there could be
	ideal               float64 // the most that one common model can have there
	apart               float64 // most that one federated step differs from one on all data; see oneStepApart
	mia                 attack
	told                *toldRound
}

// curve is a value after some rounds.
type curve struct {
	Round []float64
	AUC   []float64
}

func (c *curve) add(round int, auc float64) {
	c.Round, c.AUC = append(c.Round, float64(round)), append(c.AUC, auc)
}

// dim is the number of measurements of a patient.
func (p Params) dim() int {
	if p.Dim == "2" {
		return 2
	}
	return 10
}

// q is the chance of a unit to take part in a round.
func (p Params) q() float64 {
	if p.Sampling == "poisson" {
		return p.Fraction
	}
	return 1
}

// epochs is how many steps a site takes in a round.
func (p Params) epochs() int {
	if p.Unit == "record" {
		return 1
	}
	return p.LocalEpochs
}

// looked says whether the AUC is looked at after round t.
func (p Params) looked(t int) bool {
	return t == 1 || t == p.Rounds || t%max(1, (p.Rounds+curvePoints-1)/curvePoints) == 0
}

// curvePoints is how many AUC values a curve has, the first round's and the last one's apart.
const curvePoints = 25

// Run draws the patients, trains the three ways and keeps the account.
func Run(b *model.Budget, p Params) Result {
	r := Result{data: newCohort(b, p), plan: newPlan(p)}
	look := func(round int, w []float64) { r.fed.add(round, r.data.auc(b, w)) }
	look(0, make([]float64, p.dim()+1))
	train(b, p, &r, look)
	r.AUC, r.Loss = r.fed.AUC[len(r.fed.AUC)-1], r.data.loss(b, r.model)
	trainCentral(b, p, &r)
	trainAlone(b, p, &r)
	r.Home = r.data.homes(b, r.model)
	r.law, r.lawCentral = r.data.law(r.model), r.data.law(r.central)
	r.ideal = r.data.ideal(b)
	r.apart = oneStepApart(b, p, r.data)
	if r.guaranteed() {
		r.mia = attackRelease(b, p, r)
	}
	for _, s := range r.data.sites { // a kept result does not need them
		s.x, s.home = nil, sample{}
	}
	return r
}

// train runs the rounds of federated learning. watch, if there is one, is shown the model after some of them.
func train(b *model.Budget, p Params, r *Result, watch func(round int, w []float64)) {
	f := newFederation(p, r)
	for t := 1; t <= p.Rounds; t++ {
		f.round(b, t)
		if watch != nil && p.looked(t) {
			watch(t, f.w)
		}
	}
	r.model = f.w
	r.Noise /= float64(max(1, p.Rounds-r.Aborted))
}

// trainCentral takes as many passes over all patients together as the sites take over theirs.
func trainCentral(b *model.Budget, p Params, r *Result) {
	w := make([]float64, p.dim()+1)
	g := make([]float64, p.dim()+1)
	r.whole.add(0, r.data.auc(b, w))
	for t := 1; t <= p.Rounds; t++ {
		for range p.epochs() {
			clear(g)
			for _, s := range r.data.sites {
				s.gradient(b, w, g)
			}
			step(w, g, p.LR/float64(r.data.patients))
		}
		if p.looked(t) {
			r.whole.add(t, r.data.auc(b, w))
		}
	}
	r.central, r.Central = w, r.whole.AUC[len(r.whole.AUC)-1]
}

// trainAlone lets each site train on its own patients. A site with one class has nothing to tell apart and is left out.
func trainAlone(b *model.Budget, p Params, r *Result) {
	var looks []int
	for t := 1; t <= p.Rounds; t++ {
		if p.looked(t) {
			looks = append(looks, t)
		}
	}
	sums := make([]float64, len(looks))
	for _, s := range r.data.sites {
		if s.sick == 0 || s.sick == len(s.y) {
			continue
		}
		r.LocalSites++
		w, g := make([]float64, p.dim()+1), make([]float64, p.dim()+1)
		done := 0
		for i, t := range looks {
			for ; done < t*p.epochs(); done++ {
				clear(g)
				s.gradient(b, w, g)
				step(w, g, p.LR/float64(len(s.y)))
			}
			sums[i] += r.data.auc(b, w)
		}
	}
	r.Local = math.NaN()
	if r.LocalSites == 0 {
		return
	}
	r.alone.add(0, 0.5)
	for i, t := range looks {
		r.alone.add(t, sums[i]/float64(r.LocalSites))
	}
	r.Local = r.alone.AUC[len(looks)]
}

// oneStepApart takes one step from zero twice: on all patients together, and through the rounds of the federation,
// fixed point and masks included, with all sites weighted by size and neither clip, noise nor drop-outs. These are one
// and the same step (McMahan et al., AISTATS 2017: FedSGD); it gives the largest difference of a component.
func oneStepApart(b *model.Budget, p Params, c *cohort) float64 {
	p.Rounds, p.Unit, p.LocalEpochs, p.Weights, p.Aggregate, p.Sampling = 1, "client", 1, "size", "mean", "all"
	p.Clip, p.Z, p.TargetEps, p.Dropout, p.Byzantine = 0, 0, 0, 0, 0
	one := Result{data: c, plan: newPlan(p), told: &toldRound{gone: true}} // none of it is told
	train(b, p, &one, nil)
	w, g := make([]float64, p.dim()+1), make([]float64, p.dim()+1)
	for _, s := range c.sites {
		s.gradient(b, w, g)
	}
	step(w, g, p.LR/float64(c.patients))
	most := 0.0
	for j := range w {
		most = max(most, math.Abs(w[j]-one.model[j]))
	}
	return most
}
