package federated

import (
	"math"
	"math/rand/v2"
	"slices"

	"tradeofflab/sims/model"
)

// poisonTimes is how many times its clipped update a poisoned site sends, turned round. Where the server sees single
// vectors and there is a clip, it shortens them.
const poisonTimes = 10

// federation is the server and the sites while they train.
type federation struct {
	p         Params
	r         *Result
	w         []float64
	taking    *rand.Rand // who takes part
	dropping  *rand.Rand // who drops out
	noises    *rand.Rand // the server's noise
	siteNoise *rand.Rand
	spread    []float64 // the noise that the sites have added in this round
}

// roundLog is what a round came to.
type roundLog struct {
	Sites, Answered int
	Lost            bool
	Z               float64 // noise multiplier of the sum; 0 for none
	Norm            float64 // of the model afterwards
	Clipped         int     // updates that were shortened
}

// tellWithin is how far a round with a drop-out is looked for.
const tellWithin = 10

// toldRound is the round of which every message is kept: the first one, or the first soon after in which a site drops
// out and the round is not lost.
type toldRound struct {
	at               int
	gone             bool  // a site dropped out
	taking, answered []int // sites
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

// round sends the model out, gathers updates and moves the model.
func (f *federation) round(b *model.Budget, t int) {
	taking, answered := f.attendance()
	log := roundLog{Sites: len(taking)}
	var told *toldRound
	gone := slices.Contains(answered, false)
	if f.r.told == nil || t <= tellWithin && gone && !f.r.told.gone && f.p.threshold(len(taking)) <= here(answered) {
		told = &toldRound{at: t, gone: gone, taking: taking, updates: map[int][]uint64{}, sent: map[int][]uint64{}}
		f.r.told = told
	}
	f.spread = make([]float64, len(f.w))
	vectors, weights, honest := make([][]uint64, 0, len(taking)), 0.0, 0
	for i, k := range taking {
		if !answered[i] {
			vectors = append(vectors, nil)
			continue
		}
		log.Answered++
		v, clipped := f.update(b, k, len(taking))
		if clipped {
			log.Clipped++
		}
		weights += f.weight(k)
		if !f.r.data.sites[k].evil {
			honest++
		}
		vectors = append(vectors, v)
		if told != nil {
			told.answered = append(told.answered, k)
			told.updates[k] = v
		}
	}
	words, protocol := f.p.traffic(len(taking), log.Answered)
	f.r.Bytes, f.r.Protocol = f.r.Bytes+words+protocol, f.r.Protocol+protocol
	log.Lost = f.p.Secure && log.Answered < f.p.threshold(len(taking))
	if !log.Lost {
		total := f.gather(b, t, vectors, answered, told)
		log.Z = f.release(total, weights, honest, len(taking), told)
	} else {
		f.r.Aborted++
	}
	log.Norm = norm(f.w)
	f.r.rounds = append(f.r.rounds, log)
}

// here counts the sites that answer.
func here(answered []bool) (n int) {
	for _, a := range answered {
		if a {
			n++
		}
	}
	return n
}

// attendance draws who takes part and who of them answers. Each site has its draw in each round, so that runs that
// differ in another knob share them.
func (f *federation) attendance() (taking []int, answered []bool) {
	for k := range f.p.Clients {
		in, stays := f.taking.Float64() < f.p.Fraction, f.dropping.Float64() >= f.p.Dropout/100
		if in || f.p.Sampling == "all" || f.p.Unit == "record" {
			taking, answered = append(taking, k), append(answered, stays)
		}
	}
	return taking, answered
}

// weight is what an update of the site counts.
func (f *federation) weight(k int) float64 {
	if f.p.Weights == "size" && f.p.Unit == "client" { // a sum over patients is by size as it is
		return float64(len(f.r.data.sites[k].y))
	}
	return 1
}

// update is what site k sends of its patients, in fixed point: its change of the model, or the sum of its patients'
// gradients with the sign turned; clipped, with poison and its part of the noise.
func (f *federation) update(b *model.Budget, k, sites int) (v []uint64, clipped bool) {
	s, p := f.r.data.sites[k], f.p
	change := make([]float64, len(f.w))
	if p.Unit == "record" {
		s.clippedGradient(b, f.w, change, p.Clip, func() bool {
			return p.Sampling == "all" || f.taking.Float64() < p.Fraction
		})
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
		if length := norm(change); p.Clip > 0 && length > p.Clip {
			change, clipped = scaled(change, p.Clip/length), true
		}
	}
	change = scaled(change, f.weight(k))
	switch {
	case s.evil && (p.Secure || p.Clip == 0 || p.Unit == "record"):
		change = scaled(change, -poisonTimes)
	case s.evil:
		change = scaled(change, -p.Clip*f.weight(k)/max(norm(change), 1e-12))
	case p.Noise == "distributed" && f.r.plan.z > 0:
		for j := range change {
			part := f.r.plan.z * p.Clip / math.Sqrt(float64(sites)) * f.siteNoise.NormFloat64()
			change[j], f.spread[j] = change[j]+part, f.spread[j]+part
		}
	}
	v = make([]uint64, len(change))
	for j, x := range change {
		v[j] = fixed(x)
	}
	return v, clipped
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
