package conflicts

import (
	"math/rand/v2"
	"slices"

	"tradeofflab/sims/model"
)

// write is one write: its site, key, moment in microseconds and the timestamp its site's clock gave it.
type write struct {
	Site  int
	Key   int32
	At    int64
	Stamp int64
	lost  bool
}

// newer says whether a wins over b under last-writer-wins; equal timestamps are settled by the site's number.
func newer(a, b write) bool {
	return a.Stamp > b.Stamp || a.Stamp == b.Stamp && a.Site > b.Site
}

// source draws writes: Poisson arrivals at all sites together, each at a random site, with keys by popularity.
type source struct {
	p                 Params
	keys              model.Alias
	arrivals, pick, k *rand.Rand
	now, gap          float64
	offset            [5]int64 // by site
}

func newSource(p Params, share []float64) *source {
	s := &source{p: p, keys: model.NewAlias(share), arrivals: model.Stream(p.Seed, "arrivals"),
		pick: model.Stream(p.Seed, "sites"),
		k:    model.Stream(p.Seed, "keys"), gap: 1e6 / (p.WriteRate * float64(p.Sites))}
	for site := range p.Sites {
		s.offset[site] = p.offset(site)
	}
	return s
}

func (s *source) next() write {
	s.now += s.arrivals.ExpFloat64() * s.gap
	w := write{Site: s.pick.IntN(s.p.Sites), Key: int32(s.keys.Draw(s.k)), At: int64(s.now)}
	w.Stamp = w.At + s.offset[w.Site]
	return w
}

// spans adds up the times during which the sites disagreed about a key.
type spans struct {
	count        int
	sum, squares float64 // seconds
}

func (s *spans) add(from, to int64) {
	length := float64(to-from) / 1e6
	s.count++
	s.sum += length
	s.squares += length * length
}

// drawnAhead is how many writes are drawn before the first of them is looked at.
const drawnAhead = 64

// stream counts over n writes. A write has seen what its own site wrote before and what others wrote at least one delay
// ago, so whether two writes conflict follows from their sites and times alone; only recent writes of a key are kept.
func stream(b *model.Budget, p Params, share []float64, n int) Result {
	src, delay := newSource(p, share), p.delay()
	log := newRecent(p, max(delay, p.offset(p.Sites-1)))
	var r Result
	found := 0
	var block [drawnAhead]write
	for done, steps := 0, 0; done < n; done++ {
		next := done % drawnAhead
		if next == 0 {
			log.fetch(src, block[:min(drawnAhead, n-done)])
		}
		w := block[next]
		log.age(w.At)
		k := &log.keys[w.Key]
		log.find(k)
		if log.older != nil {
			found += log.versions(w, delay)
		}
		if steps += writeSteps + compareSteps*len(log.found); steps >= 1<<20 {
			b.Spend(steps)
			steps = 0
		}
		switch {
		case k.last == 0:
			k.from = w.At
		case w.At-k.at >= delay:
			r.Apart.add(k.from, k.at+delay)
			k.from = w.At
		}
		for _, seq := range slices.Backward(log.found) { // the oldest first
			e := log.write(seq)
			if e.Site == w.Site {
				continue
			}
			unseen := w.At-e.At < delay
			if unseen {
				r.Pairs++
				if r.First == nil {
					r.FirstKey = w.Key
					for _, seq := range slices.Backward(log.found) {
						r.First = append(r.First, *log.write(seq))
					}
					r.First = append(r.First, w)
				}
			}
			switch {
			case newer(*e, w) && !w.lost:
				w.lost = true
				r.Lost++
				if !unseen {
					r.Knew++
				}
			case newer(w, *e) && unseen && !e.lost:
				e.lost = true
				r.Lost++
			}
		}
		log.add(k, w)
	}
	for _, k := range log.keys {
		if k.last > 0 {
			r.Apart.add(k.from, k.at+delay)
		}
	}
	r.Writes, r.Seconds = n, src.now/1e6
	r.Siblings = 1
	if p.Resolver == "siblings" {
		r.Siblings = float64(found) / float64(n)
	}
	if p.Resolver != "lww" {
		r.Lost, r.Knew = 0, 0
	}
	return r
}
