package migration

import (
	"math"
	"slices"

	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

// Writes to one row that are simulated between two moments at which it is looked at or copied. Of more, the last ones
// are: a newer one overwrites an older one unless both are under way together.
const (
	mostBetween = 8   // and three times as many as are under way
	mostHeld    = 256 // at most
)

// keeps is how many writes to a row with a rate are simulated between two moments.
func (p Params) keeps(rate float64) int {
	lag := p.StoreMs
	if p.logged() && p.Delivery == "any_order" {
		lag += p.RelayMs
	}
	return int(math.Min(mostHeld, mostBetween+3*rate*lag/1000))
}

// write draws the writes to the row.
func (r *row) write() {
	if r.spec.born != never {
		r.writeInsert()
		return
	}
	if r.spec.rate > 0 {
		r.writeUpdates()
	}
	r.addForced()
}

// writeInsert draws the write that makes the row and, for some rows, the one that deletes it.
func (r *row) writeInsert() {
	born, end := r.spec.born, r.l.End
	r.ops = append(r.ops, op{sent: born, insert: true, version: 1, weight: 1, lost: r.spec.lossReal})
	chance, near := r.p.DeletePct/100, 0.0
	if r.spec.kind != natural {
		near = r.besideLife()
	}
	if r.spec.kind == quiet {
		chance *= (1 - near) / math.Max(1e-12, 1-chance*near)
	}
	at, dies := r.apart(span{born, end}), r.times.Float64() < chance
	if r.spec.kind == racing && near > 0 {
		at, dies = r.near(span{born, end}), true
	}
	if dies {
		r.ops = append(r.ops, op{sent: at, del: true, version: 2, weight: 1})
	}
}

// apart draws a time of a span, for a quiet row one that is not beside its copies.
func (r *row) apart(of span) (at int64) {
	for range 200 {
		at = of.From + int64(r.times.Float64()*float64(of.To-of.From))
		if r.spec.kind != quiet || !r.beside(at) {
			break
		}
	}
	return at
}

// near draws a time of a span beside the copies of the row.
func (r *row) near(of span) int64 {
	var parts []span
	for _, w := range r.windows {
		if w.overlap(of) > 0 {
			parts = append(parts, span{max(w.From, of.From), min(w.To, of.To)})
		}
	}
	return within(r.times, parts)
}

// writeUpdates draws the writes to a row that is there before the plan.
func (r *row) writeUpdates() {
	r.layCuts()
	there, version := true, int32(0)
	keeps := r.p.keeps(r.spec.rate)
	left := r.spec.rate * float64(total(r.windows)) / float64(sec) // writes beside copies, from here on
	forced := r.spec.kind == racing
	for i := 1; i < len(r.cuts); i++ {
		from, to := r.cuts[i-1], r.cuts[i]
		mean := r.spec.rate * float64(to-from) / float64(sec)
		n := 0
		switch near := r.spec.kind != natural && r.beside(from); {
		case !near:
			n = model.Poisson(r.times, mean)
		case r.spec.kind == quiet:
		case forced:
			if r.times.Float64()*-math.Expm1(-left) < -math.Expm1(-mean) {
				n, forced = someWrites(r.times.Float64(), mean), false
			}
			left -= mean
		default:
			n = model.Poisson(r.times, mean)
		}
		keep := min(n, keeps)
		begin := len(r.ops)
		x := 1.0
		for j := n; j > n-keep; j-- { // the last of n evenly drawn moments, backwards
			x *= calc.Pow(r.times.Float64(), 1/float64(j))
			r.ops = append(r.ops, op{sent: from + int64(x*float64(to-from)), weight: float64(n) / float64(keep),
				del: r.chance()})
		}
		slices.Reverse(r.ops[begin:])
		if n > keep && r.times.Float64() > calc.Pow(1-r.p.DeletePct/100, float64(n-keep)) {
			there = false // deleted and made anew by one that is not simulated
		}
		version += int32(n - keep)
		for j := begin; j < len(r.ops); j++ {
			version++
			r.ops[j].version, r.ops[j].insert = version, !there
			there = !r.ops[j].del
		}
	}
}

// layCuts joins the moments of the grid and the ends of the windows.
func (r *row) layCuts() {
	r.cuts = append(r.cuts[:0], r.l.Grid...)
	for _, w := range r.windows {
		r.cuts = append(r.cuts, w.From, w.To)
	}
	if len(r.windows) > 0 {
		slices.Sort(r.cuts)
	}
}

// someWrites is a Poisson number that is not 0, by inversion at u.
func someWrites(u, mean float64) int {
	if mean > 50 {
		return int(math.Round(mean))
	}
	chance := mean * calc.Exp(-mean) / -math.Expm1(-mean)
	n := 1
	for sum := chance; u > sum && n < 500; sum += chance {
		n++
		chance *= mean / float64(n)
	}
	return n
}

// chance says whether a write deletes.
func (r *row) chance() bool { return r.times.Float64() < r.p.DeletePct/100 }

// addForced puts the write that must be there among the others.
func (r *row) addForced() {
	if r.spec.forced == never {
		return
	}
	at, _ := slices.BinarySearchFunc(r.ops, r.spec.forced, func(o op, t int64) int {
		if o.sent < t {
			return -1
		}
		return 1
	})
	in := op{sent: r.spec.forced, lost: r.spec.lossReal, version: 1, weight: 0, forced: true}
	if at > 0 {
		in.version, in.insert = r.ops[at-1].version+1, r.ops[at-1].del
	}
	r.ops = slices.Insert(r.ops, at, in)
	for i := at + 1; i < len(r.ops); i++ {
		r.ops[i].version++
	}
	if at+1 < len(r.ops) {
		r.ops[at+1].insert = false
	}
}
