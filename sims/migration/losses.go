package migration

import (
	"math"
	"math/rand/v2"
	"slices"

	"tradeofflab/sims/model"
)

// Bounds on the rare losses that are followed.
const (
	lossParts   = 20      // of the rows followed, one in so many for those that a lost write meets, twice over
	mostWindow  = 150_000 // writes around crashes
	mostCrashes = 20_000  // moments that busy rows are held against
	window      = 14      // mean response times after which a write is no longer under way
	windowSteps = 60
)

// twice gives the stretches in which the application writes to the old store, then to the new one.
func (l *timeline) twice() [][2]int64 {
	out := [][2]int64{{l.Feed, min(l.Flip, l.End)}}
	if l.Rollback < l.End {
		out = append(out, [2]int64{max(l.Feed, l.Rollback), l.End})
	}
	return slices.DeleteFunc(out, func(x [2]int64) bool { return x[0] >= x[1] })
}

// within draws a moment in one of the stretches.
func within(rng *rand.Rand, parts [][2]int64, total float64) int64 {
	x := rng.Float64() * total
	for _, s := range parts {
		if d := float64(s[1] - s[0]); x >= d {
			x -= d
			continue
		}
		return s[0] + int64(x)
	}
	return parts[len(parts)-1][1] - 1
}

// exposed is how long the application writes twice, in ticks; 0 where it does not.
func (f *fleet) exposed() (parts [][2]int64, total float64) {
	if f.p.Mechanism != dual {
		return nil, 0
	}
	parts = f.line.twice()
	for _, s := range parts {
		total += float64(s[1] - s[0])
	}
	return parts, total
}

// drawCrashes draws when the application crashes while it writes twice.
func (f *fleet) drawCrashes() {
	parts, total := f.exposed()
	if total == 0 {
		return
	}
	rng := model.Stream(f.p.Seed, "migration crashes")
	f.out.Crashes = model.Poisson(rng, f.p.CrashPerDay*total/float64(day))
	for range min(f.out.Crashes, mostCrashes) {
		f.r.crashes = append(f.r.crashes, within(rng, parts, total))
	}
	slices.Sort(f.r.crashes)
}

// followLosses follows rows that a lost second write has met.
func (f *fleet) followLosses() {
	parts, total := f.exposed()
	if total == 0 {
		return
	}
	rng := model.Stream(f.p.Seed, "migration losses")
	if f.p.CrashBetween > 0 {
		lost := model.Poisson(rng, f.p.CrashBetween*f.p.WriteRate*(1-f.pop.head)*total/float64(sec))
		n := min(lost, f.p.Follow/lossParts)
		for i := range n {
			f.followLoss(rng, uint64(1)<<40+uint64(i), within(rng, parts, total), float64(lost)/float64(n))
		}
	}
	if f.p.Send == "sequential" {
		f.followCrashes(rng)
	}
}

// followCrashes looks at the writes around crashes: those between their two answers lose the second half.
func (f *fleet) followCrashes(rng *rand.Rand) {
	m := f.p.StoreMs * float64(ms)
	span := window * m
	each := f.p.WriteRate * span / float64(sec)
	n := len(f.r.crashes)
	if each > 0 {
		n = min(n, max(1, int(mostWindow/each)))
	}
	if n == 0 {
		return
	}
	stand := float64(f.out.Crashes) / float64(n) // crashes that one stands for
	var lost []int64
	under := 0
	for i := range n {
		at := f.r.crashes[i*len(f.r.crashes)/n]
		writes := model.Poisson(rng, each)
		f.b.Spend(writes * windowSteps)
		for range writes {
			sent := at - int64(rng.Float64()*span)
			first := sent + int64(rng.ExpFloat64()*m)
			second := first + int64(rng.ExpFloat64()*m)
			if first >= at || second <= at || sent < f.line.Feed {
				continue
			}
			under++
			if rng.Float64() >= f.pop.head {
				lost = append(lost, sent)
			}
		}
	}
	f.out.InFlight = float64(under) * stand
	keep := min(len(lost), f.p.Follow/lossParts)
	for i := range keep {
		f.followLoss(rng, uint64(1)<<41+uint64(i), lost[i*len(lost)/keep], stand*float64(len(lost))/float64(keep))
	}
}

// followLoss plays a row with the loss and without, and counts what the loss changes.
func (f *fleet) followLoss(rng *rand.Rand, id uint64, at int64, weight float64) {
	share := f.pop.share(f.pop.written(rng))
	s := spec{id: id, rate: f.rate(share), share: share, weight: weight, born: never, lossAt: at}
	if f.p.Kind == "insert" {
		s = spec{id: id, weight: weight, born: at, lossAt: never}
		f.followInsert(s)
		return
	}
	s.flawed = s.chanceFlaw(&f.p)
	f.r.play(s)
	before, rest := slices.Clone(f.r.seen), f.r.rest
	s.lossReal = true
	f.r.play(s)
	f.out.Lost += weight
	f.change(s, before, rest)
}

// change counts the difference that a loss makes.
func (f *fleet) change(s spec, before []state, rest state) {
	for i, st := range f.r.seen {
		was := before[i]
		f.out.Looks[i].Count[st] += s.weight
		f.out.Looks[i].Count[was] -= s.weight
		if st.differs() && !was.differs() {
			f.out.Looks[i].Share += s.weight * s.share
		}
	}
	f.out.Rest[f.r.rest] += s.weight
	f.out.Rest[rest] -= s.weight
	if f.r.seen[f.gate].differs() && !before[f.gate].differs() {
		f.pool = append(f.pool, drawn{s.weight, s.share, true})
	}
	f.b.Spend(2*rowSteps + 2*opSteps*len(f.r.ops) + 2*lookSteps*len(f.r.seen))
}

// followInsert is followLoss for a row whose insert loses its second half.
func (f *fleet) followInsert(s spec) {
	s.flawed = s.chanceFlaw(&f.p)
	f.r.play(s)
	before, rest := slices.Clone(f.r.seen), f.r.rest
	s.lossReal = true
	f.r.play(s)
	f.out.Lost += s.weight
	f.change(s, before, rest)
}

// countReturn counts the writes that are on their way back to the old store when a loss is counted.
func (f *fleet) countReturn() {
	at := f.line.lossAt()
	if at == never || !f.line.returns(at-1) {
		return
	}
	rng := model.Stream(f.p.Seed, "migration return")
	m, relay := f.p.StoreMs*float64(ms), f.p.RelayMs*float64(ms)
	span := 2*window*m + relay
	if !f.p.logged() {
		span = 2 * window * m
	}
	span = math.Min(span, float64(at-max(f.line.Flip, f.line.Return)))
	mean := f.p.WriteRate * (1 - f.pop.head) * span / float64(sec)
	stand := math.Max(1, mean/mostWindow)
	for range model.Poisson(rng, mean/stand) {
		sent := at - int64(rng.Float64()*span)
		first := sent + int64(rng.ExpFloat64()*m)
		back := first + int64(rng.ExpFloat64()*m)
		switch {
		case f.p.logged():
			back += int64(relay)
		case f.p.Send == "parallel":
			back = sent + (back - first)
		}
		if first < at && back >= at && !f.line.isDown(sent) {
			f.out.Loss += stand
			f.out.Carried += stand
		}
	}
	f.b.Spend(int(math.Min(mean, mostWindow)) * windowSteps)
}
