package readcache

import (
	"math"
	"slices"

	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

// fill puts the cache into the state that a long run has reached, so that no time is spent on warming up. Loads of a
// key are a renewal process, whose stationary state is known in closed form: a key is cached for a share of the time,
// and the age of its entry is spread as theory says. With evictions the keys read last are held (independent reads have
// exponential ages), and the first part of the run is left out all the same.
func (e *engine) fill() {
	if e.p.Cold {
		goal := min(e.p.lawOf(e.spectrum).hit, hitLRU(e.spectrum, cheTime(e.spectrum, e.room)))
		e.warmRate = recovered * goal * e.p.RPS
		for key := range e.keys {
			e.spend(laterSteps)
			e.askLater(e.now, int32(key))
		}
		return
	}
	rng := model.Stream(e.p.Seed, "start")
	allowed := func(int32) bool { return true }
	if e.explicit {
		e.recent(rng.ExpFloat64)
		allowed = func(key int32) bool { return e.keys[key].cached }
	}
	for key := int32(0); int(key) < len(e.keys); key++ {
		e.spend(laterSteps + ageSteps)
		age, ttl := e.stationaryAge(e.rates[key], rng.Float64)
		if age >= 0 && allowed(key) && e.room > 0 {
			e.wake0(key, age, ttl, rng.ExpFloat64())
			continue
		}
		if e.keys[key].cached {
			e.keys[key].cached = false
			e.held--
			e.unlink(key)
		}
		e.askLater(e.now, key)
	}
	e.out.Peak = e.held
	for key, k := range e.keys {
		if k.cached {
			e.heldRate += e.rates[key]
		}
	}
}

// recent links the keys that were read last, most recent first, as many as there is room for.
func (e *engine) recent(exp func() float64) {
	type read struct {
		age float64
		key int32
	}
	last := make([]read, len(e.keys))
	for key := range last {
		e.spend(readSteps)
		last[key] = read{exp() / e.rates[key], int32(key)}
	}
	slices.SortFunc(last, func(a, b read) int {
		e.spend(compareSteps)
		return int(math.Copysign(1, a.age-b.age))
	})
	for i := min(e.room, len(last)) - 1; i >= 0; i-- {
		e.spend(readSteps)
		e.keys[last[i].key].cached = true
		e.front(last[i].key)
		e.held++
	}
}

// stationaryAge draws the age of a key's entry, in s, and its time to live. A negative age says that it is not cached.
func (e *engine) stationaryAge(r float64, uniform func() float64) (age, ttl float64) {
	p := e.p
	ttl = p.TTLs
	if p.Jitter > 0 { // at a random time one finds long lives more often
		high := ttl * (1 + p.Jitter/100)
		for ttl = 0; ttl == 0; {
			if t := p.TTLs * (1 + p.Jitter/100*(2*uniform()-1)); uniform()*high < t {
				ttl = t
			}
		}
	}
	on, u := p.TTLs, uniform()
	w := p.Writes / float64(p.Keys)
	switch p.Strategy {
	case "invalidate":
		on = kept(w, p.TTLs)
	case "refresh_ahead":
		on = p.Refresh * p.TTLs
	}
	if u*(1+r*on) >= r*on {
		if p.Strategy != "refresh_ahead" {
			return -1, ttl
		}
		age = p.Refresh*ttl - calc.Log(1-uniform())/r // waiting for the read that reloads
		if age >= ttl {
			return -1, ttl
		}
		return age, ttl
	}
	u = uniform()
	switch p.Strategy {
	case "invalidate": // e^(−wa) between 0 and the TTL
		if w*ttl < 1e-9 {
			return u * ttl, ttl
		}
		return -math.Log1p(u*math.Expm1(-w*ttl)) / w, ttl
	case "refresh_ahead":
		return u * p.Refresh * ttl, ttl
	}
	return u * ttl, ttl
}

// wake0 makes an entry of the age; exp is the time to the first write after it was read, in mean gaps between writes.
func (e *engine) wake0(key int32, age, ttl, exp float64) {
	k := &e.keys[key]
	k.number++
	if !k.cached {
		k.cached = true
		e.held++
	}
	k.readAt = e.now - ticks(age)
	if gap := exp * float64(e.p.Keys) / e.p.Writes; e.p.Strategy != "invalidate" && gap < age {
		k.staleAt = k.readAt + ticks(gap)
	}
	e.expireAt(e.now, key, k.readAt+ticks(ttl), k.readAt+ticks(e.p.Refresh*ttl))
}
