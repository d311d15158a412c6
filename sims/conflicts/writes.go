package conflicts

import (
	"math/rand/v2"
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
}

func newSource(p Params, share []float64) *source {
	return &source{p: p, keys: model.NewAlias(share), arrivals: model.Stream(p.Seed, "arrivals"),
		pick: model.Stream(p.Seed, "sites"),
		k:    model.Stream(p.Seed, "keys"), gap: 1e6 / (p.WriteRate * float64(p.Sites))}
}

func (s *source) next() write {
	s.now += s.arrivals.ExpFloat64() * s.gap
	w := write{Site: s.pick.IntN(s.p.Sites), Key: int32(s.keys.Draw(s.k)), At: int64(s.now)}
	w.Stamp = w.At + s.p.offset(w.Site)
	return w
}

// history holds the recent writes of one key, oldest first, and the last older one of each site.
type history struct {
	recent []write
	old    []write // by site; At < 0 where there is none
	span   span
}

// span is the time during which the sites disagree about a key, as long as it lasts.
type span struct {
	from, last int64
	open       bool
}

// spans adds up those that are over.
type spans struct {
	count        int
	sum, squares float64 // seconds
}

// extend tells of a write at a moment. Disagreement that ended before is added to the total.
func (s *span) extend(at, delay int64, total *spans) {
	if s.open && at-s.last < delay {
		s.last = at
		return
	}
	s.close(delay, total)
	*s = span{at, at, true}
}

func (s *span) close(delay int64, total *spans) {
	if s.open {
		length := float64(s.last+delay-s.from) / 1e6
		total.count++
		total.sum += length
		total.squares += length * length
	}
}

// stream counts over n writes. A write has seen what its own site wrote before and what others wrote at least one delay
// ago, so whether two writes conflict follows from their sites and times alone; only recent writes of a key are kept.
func stream(p Params, share []float64, n int) Result {
	src, keys := newSource(p, share), make([]history, p.Keys)
	delay, keep := p.delay(), max(p.delay(), p.offset(p.Sites-1))
	var r Result
	found := 0
	for range n {
		w := src.next()
		h := &keys[w.Key]
		h.age(w.At-keep, p.Sites)
		found += h.versions(w, delay)
		h.span.extend(w.At, delay, &r.Apart)
		for i := range h.recent {
			e := &h.recent[i]
			if e.Site == w.Site {
				continue
			}
			unseen := w.At-e.At < delay
			if unseen {
				r.Pairs++
				if r.First == nil {
					r.FirstKey, r.First = w.Key, append(append([]write(nil), h.recent...), w)
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
		h.recent = append(h.recent, w)
	}
	for k := range keys {
		keys[k].span.close(delay, &r.Apart)
	}
	r.Writes, r.Seconds = n, src.now/1e6
	r.Siblings = float64(found) / float64(n)
	if p.Resolver != "siblings" {
		r.Siblings = 1
	}
	if p.Resolver != "lww" {
		r.Lost, r.Knew = 0, 0
	}
	return r
}

// pairCount counts the conflicts of the first writes of a run as if another delay lay between its sites.
type pairCount struct {
	delay   int64 // ticks
	writes  int
	found   int
	seconds float64 // until the last of the writes
}

// countPairs counts for all delays in one pass: the writes are the same, only what their writers have seen differs.
func countPairs(p Params, share []float64, counted ...*pairCount) {
	type moment struct {
		at   int64
		site int
	}
	src, recent := newSource(p, share), make([][]moment, p.Keys)
	writes, longest := 0, int64(0)
	for _, c := range counted {
		writes, longest = max(writes, c.writes), max(longest, c.delay)
	}
	for i := range writes {
		w := src.next()
		of := recent[w.Key]
		for len(of) > 0 && w.At-of[0].at >= longest {
			of = of[1:]
		}
		for _, e := range of {
			if e.site == w.Site {
				continue
			}
			for _, c := range counted {
				if i < c.writes && w.At-e.at < c.delay {
					c.found++
				}
			}
		}
		for _, c := range counted {
			if i == c.writes-1 {
				c.seconds = src.now / 1e6
			}
		}
		recent[w.Key] = append(of, moment{w.At, w.Site})
	}
}

// age moves writes from before the moment out of the recent ones.
func (h *history) age(before int64, sites int) {
	cut := 0
	for cut < len(h.recent) && h.recent[cut].At <= before {
		if h.old == nil {
			h.old = make([]write, sites)
			for s := range h.old {
				h.old[s].At = -1
			}
		}
		h.old[h.recent[cut].Site] = h.recent[cut]
		cut++
	}
	if cut > 0 {
		h.recent = append(h.recent[:0], h.recent[cut:]...)
	}
}

// versions is how many values the writer of w finds: the latest write of each site that it can see, without those whose
// successor at another site had seen them. A key never written counts as one value.
func (h *history) versions(w write, delay int64) int {
	var latest [5]int64
	for s := range latest {
		latest[s] = -1
	}
	for s, e := range h.old {
		if s == w.Site || w.At-e.At >= delay {
			latest[s] = e.At
		}
	}
	for _, e := range h.recent {
		if e.Site == w.Site || w.At-e.At >= delay {
			latest[e.Site] = e.At
		}
	}
	n := 0
	for s, at := range latest {
		if at < 0 {
			continue
		}
		known := false
		for t, later := range latest {
			known = known || t != s && later >= at+delay
		}
		if !known {
			n++
		}
	}
	return max(n, 1)
}
