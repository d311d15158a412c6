package federated

import (
	"math"
	"math/rand/v2"
	"slices"

	"tradeofflab/sims/model"
)

// poisonTimes is how many times its clipped update a poisoned site sends, turned round. Where the server sees single
// vectors of sites and there is a clip, it shortens them to that.
const poisonTimes = 10

// federation is the server and the sites while they train.
type federation struct {
	p         Params
	r         *Result
	w         []float64
	taking    *rand.Rand // who is drawn
	dropping  *rand.Rand // who drops out
	noises    *rand.Rand // the server's noise
	siteNoise *rand.Rand
	spread    []float64 // the noise that the sites have added in this round
}

// roundLog is what a round came to.
type roundLog struct {
	Sites, Answered int     // that the round is set up with, and those of them whose vector comes
	Drawn           int     // of those that answered: whose vector is not zeros by the draw
	Lost            bool    // too few answered to unmask the sum
	Z               float64 // noise multiplier of the sum; 0 for none
	Step            float64 // epsilon of the round for the two sums
	Norm            float64 // of the model afterwards
	Units, Clipped  int     // updates of sites or gradients of patients, and those of them that were shortened
}

// tellWithin is how far a round with a drop-out is looked for.
const tellWithin = 10

// toldRound is the round of which every message is kept: the first one, or the first soon after in which a site drops
// out and the round is not lost.
type toldRound struct {
	at               int
	gone             bool         // a site dropped out
	taking, answered []int        // sites
	idle             map[int]bool // of those that answered: not drawn, so that they send zeros
	updates          map[int][]uint64
	sent             map[int][]uint64 // as the server gets them
	keys             []secrets        // of the sites that take part, in order
	truth, unmasked  []uint64
	recovered        []recovery
	noise, step      []float64
}

// recovery is a secret that was put together from shares.
type recovery struct {
	site  int
	kind  string // "pair" or "own"
	right bool
}

func newFederation(p Params, r *Result) *federation {
	return &federation{p: p, r: r, w: make([]float64, p.dim()+1), taking: model.Stream(p.Seed, "taking part"),
		dropping: model.Stream(p.Seed, "drop-outs"), noises: model.Stream(p.Seed, "noise"),
		siteNoise: model.Stream(p.Seed, "noise of the sites")}
}

// attendance is who plays which part in a round, site by site of those that it is set up with.
type attendance struct {
	sites    []int
	drawn    []bool
	answered []bool
}

// round sends the model out, gathers updates and moves the model.
func (f *federation) round(b *model.Budget, t int) {
	who := f.attendance()
	n := len(who.sites)
	log := roundLog{Sites: n, Answered: count(who.answered)}
	log.Lost = f.p.Secure && log.Answered < f.p.threshold(n)
	told := f.tell(t, who, log)
	f.spread = make([]float64, len(f.w))
	vectors, weights, honest := make([][]uint64, n), 0.0, 0
	for i, k := range who.sites {
		if !who.answered[i] {
			continue
		}
		vectors[i] = make([]uint64, len(f.w)) // zeros, by the draw
		if who.drawn[i] {
			log.Drawn++
			vectors[i] = f.update(b, k, n, &log)
			weights += f.weight(k)
		}
		if !f.poisons(k) {
			honest++
		}
		if told != nil {
			told.answered, told.updates[k], told.idle[k] = append(told.answered, k), vectors[i], !who.drawn[i]
		}
	}
	words, protocol := f.p.traffic(n, log.Answered, log.Lost)
	f.r.Bytes, f.r.Protocol = f.r.Bytes+words+protocol, f.r.Protocol+protocol
	if log.Lost {
		f.r.Aborted++
		log.Step = f.r.plan.step
	} else {
		total := f.gather(b, t, vectors, who.answered, told)
		log.Z = f.release(total, weights, honest, n, told)
		log.Step = f.r.plan.stepOf(log.Z)
	}
	log.Norm = norm(f.w)
	f.r.rounds = append(f.r.rounds, log)
}

// tell is where to keep the messages of the round, or nil for a round that is told in a line.
func (f *federation) tell(t int, who attendance, log roundLog) *toldRound {
	gone := log.Answered < log.Sites
	if f.r.told != nil && (t > tellWithin || !gone || f.r.told.gone || log.Lost) {
		return nil
	}
	f.r.told = &toldRound{at: t, gone: gone, taking: who.sites, updates: map[int][]uint64{}, sent: map[int][]uint64{},
		idle: map[int]bool{}}
	return f.r.told
}

// count is how many hold.
func count(of []bool) (n int) {
	for _, holds := range of {
		if holds {
			n++
		}
	}
	return n
}

// attendance draws which sites are in and which of them answer. Each site has its draw in each round, so that runs that
// differ in another knob share them. Under masks every site sets up the round, and one that is not drawn sends zeros:
// nobody else can tell it from the others, and whether a round is lost does not depend on the draw. Only so does an
// account that counts sampling hold: it needs the draw to stay unknown.
func (f *federation) attendance() (a attendance) {
	for k := range f.p.Clients {
		in, stays := f.taking.Float64() < f.p.Fraction, f.dropping.Float64() >= f.p.Dropout/100
		in = in || f.p.Sampling == "all" || f.p.Unit == "record"
		if in || f.p.Secure {
			a.sites, a.drawn, a.answered = append(a.sites, k), append(a.drawn, in), append(a.answered, stays)
		}
	}
	return a
}

// poisons says whether site k sends poison.
func (f *federation) poisons(k int) bool { return f.p.Byzantine > 0 && f.r.data.sites[k].evil }

// weight is what an update of the site counts.
func (f *federation) weight(k int) float64 {
	if f.p.Weights == "size" && f.p.Unit == "client" { // a sum over patients is by size as it is
		return float64(len(f.r.data.sites[k].y))
	}
	return 1
}

// update is what site k sends of its patients in a round of so many sites, in fixed point: its change of the model, or
// the sum of its patients' gradients with the sign turned; clipped, with poison and its part of the noise.
func (f *federation) update(b *model.Budget, k, sites int, log *roundLog) []uint64 {
	s, p := f.r.data.sites[k], f.p
	change := make([]float64, len(f.w))
	if p.Unit == "record" {
		units, clipped := s.clippedGradient(b, f.w, change, p.Clip, func() bool {
			return p.Sampling == "all" || f.taking.Float64() < p.Fraction
		})
		log.Units, log.Clipped = log.Units+units, log.Clipped+clipped
		change = scaled(change, -1)
	} else {
		w, g := slices.Clone(f.w), make([]float64, len(f.w))
		for range p.LocalEpochs {
			clear(g)
			s.gradient(b, w, g)
			step(w, g, p.LR/float64(len(s.y)))
		}
		for j := range w {
			change[j] = w[j] - f.w[j]
		}
		log.Units++
		if length := norm(change); p.Clip > 0 && length > p.Clip {
			change = scaled(change, p.Clip/length)
			log.Clipped++
		}
	}
	switch {
	case f.poisons(k):
		change = scaled(change, -p.poison(change))
	case p.Noise == "distributed" && f.r.plan.z > 0: // weights are the same with noise
		for j := range change {
			part := f.r.plan.z * p.Clip / math.Sqrt(float64(sites)) * f.siteNoise.NormFloat64()
			change[j], f.spread[j] = change[j]+part, f.spread[j]+part
		}
	}
	v := make([]uint64, len(change))
	for j, x := range scaled(change, f.weight(k)) {
		v[j] = fixed(x)
	}
	return v
}

// poison is how many times as long as an update its poisoned opposite counts. A server that sees the vectors of sites
// shortens them to the clip.
func (p Params) poison(change []float64) float64 {
	if p.Secure || p.Clip == 0 || p.Unit == "record" {
		return poisonTimes
	}
	return min(poisonTimes, p.Clip/max(norm(change), 1e-12))
}

// gather is the sum of the vectors as the server gets it. With secure aggregation it adds masked vectors, takes off
// what did not cancel, and the result is held against the sum of the updates, bit for bit.
func (f *federation) gather(b *model.Budget, t int, vectors [][]uint64, answered []bool, told *toldRound) []float64 {
	d := len(f.w)
	truth, got := make([]uint64, d), make([]uint64, d)
	for _, v := range vectors {
		for j := range v {
			truth[j] += v[j]
		}
	}
	copy(got, truth)
	if f.p.Secure {
		clear(got)
		keys := make([]secrets, len(vectors))
		for i := range keys {
			keys[i] = secretsOf(f.p.Seed, t, i)
		}
		for i, v := range vectors {
			if v == nil {
				continue
			}
			hidden := masked(v, keys, i)
			for j := range hidden {
				got[j] += hidden[j]
			}
			if told != nil {
				told.sent[told.taking[i]] = hidden
			}
			b.Spend(len(vectors) * d * maskSteps)
		}
		if told != nil {
			told.keys = keys
			told.recover(b, f.p, answered)
		}
		unmask(got, keys, answered)
		b.Spend(len(vectors) * len(vectors) * d)
		if !slices.Equal(got, truth) {
			f.r.WrongSums++
		}
	}
	if told != nil {
		told.truth, told.unmasked = truth, slices.Clone(got)
	}
	if f.p.Aggregate != "mean" {
		return f.robust(b, vectors)
	}
	out := make([]float64, d)
	for j := range out {
		out[j] = unfixed(got[j])
	}
	return out
}

// recover puts the keys together that the server asks for, each from the shares of as many sites as the threshold says:
// the pair key of a site that dropped out, the own key of one that answered.
func (r *toldRound) recover(b *model.Budget, p Params, answered []bool) {
	t := p.threshold(len(r.taking))
	rng := model.Stream(p.Seed, "shares")
	var holders []uint64
	for j := range r.taking {
		if answered[j] && len(holders) < t {
			holders = append(holders, uint64(j+1))
		}
	}
	count := weights(holders)
	b.Spend(shareSteps * t * (t + 12))
	for i, k := range r.taking {
		secret, kind := r.keys[i].own, "own"
		if !answered[i] {
			secret, kind = r.keys[i].pair, "pair"
		}
		var held []share
		for j, s := range split(rng, secret, len(r.taking), t) {
			if answered[j] && len(held) < t {
				held = append(held, s)
			}
		}
		r.recovered = append(r.recovered, recovery{k, kind, join(held, count) == secret})
		b.Spend(shareSteps * t * (len(r.taking) + 1))
	}
}
