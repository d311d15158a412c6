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
	windowSteps = 60
)

// within draws a moment in one of several times.
func within(rng *rand.Rand, parts []span) int64 {
	x := rng.Float64() * float64(total(parts))
	for _, s := range parts {
		if d := float64(s.To - s.From); x >= d {
			x -= d
			continue
		}
		return s.From + int64(x)
	}
	return parts[len(parts)-1].To - 1
}

// exposed is when the application writes twice: to the old store and then to the new one, or the other way round.
func (p Params) exposed(l *timeline) []span {
	if p.Mechanism != dual {
		return nil
	}
	return l.while(func(t int64) bool { return l.secondNew(t) || l.secondOld(t) })
}

// cutOff is when the new store is down and second writes to it are lost.
func (p Params) cutOff(l *timeline) []span {
	if p.Mechanism != dual {
		return nil
	}
	return l.while(func(t int64) bool { return l.secondNew(t) && l.isDown(t) })
}

// seconds is how long times are together.
func seconds(parts []span) float64 { return float64(total(parts)) / float64(sec) }

// drawCrashes draws when the application crashes while it writes twice.
func (f *fleet) drawCrashes() {
	parts := f.p.exposed(&f.line)
	if len(parts) == 0 {
		return
	}
	rng := model.Stream(f.p.Seed, "migration crashes")
	f.out.Crashes = model.Poisson(rng, f.p.CrashPerDay*seconds(parts)/86_400)
	for range min(f.out.Crashes, mostCrashes) {
		f.r.crashes = append(f.r.crashes, within(rng, parts))
	}
	slices.Sort(f.r.crashes)
}

// followLosses follows rows that a lost second write has met, and counts such writes and those that are refused.
func (f *fleet) followLosses() {
	rng := model.Stream(f.p.Seed, "migration losses")
	l := &f.line
	down := l.while(func(t int64) bool { return l.isDown(t) && l.primaryNew(t) })
	f.out.Refused = float64(model.Poisson(rng, f.p.WriteRate*seconds(down)))
	refused := 0.0
	for i, e := range l.Entries {
		now := span{ticksOf(e.Day), l.End}
		if i+1 < len(l.Entries) {
			now.To = ticksOf(l.Entries[i+1].Day)
		}
		lost := now.overlap(span{l.Down, min(l.Up, l.End)})
		refused += l.reads(now.From) / 100 * f.p.ReadsPer * f.p.WriteRate * float64(lost) / float64(sec)
	}
	f.out.RefusedReads = float64(model.Poisson(rng, refused))
	parts := f.p.exposed(l)
	if len(parts) == 0 {
		return
	}
	f.out.CutOff = float64(model.Poisson(rng, f.p.WriteRate*seconds(f.p.cutOff(l))))
	if rate := f.p.CrashBetween * f.p.WriteRate * seconds(parts); rate > 0 {
		lost := model.Poisson(rng, rate*(1-f.pop.head))
		f.out.ByChance = float64(lost + model.Poisson(rng, rate*f.pop.head))
		n := min(lost, f.p.Follow/lossParts)
		for i := range n {
			f.followLoss(rng, uint64(1)<<40+uint64(i), within(rng, parts), float64(lost)/float64(n))
		}
	}
	if f.p.Send == "sequential" {
		f.followCrashes(rng, parts)
	}
}

// followCrashes looks at the writes before crashes: those whose first half is not yet answered never send the second.
func (f *fleet) followCrashes(rng *rand.Rand, parts []span) {
	m := f.p.StoreMs * float64(ms)
	length := reach * m
	each := f.p.WriteRate * length / float64(sec)
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
			sent := at - int64(rng.Float64()*length)
			first := sent + int64(rng.ExpFloat64()*m)
			if first < at || !slices.ContainsFunc(parts, func(s span) bool { return sent >= s.From && sent < s.To }) {
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
	s := spec{id: id, rate: f.rate(share), share: share, weight: weight, born: never, forced: at}
	if f.p.Kind == "insert" {
		s = spec{id: id, weight: weight, born: at, forced: never}
	}
	s = s.placed()
	s.flawed = s.chanceFlaw(&f.p)
	f.r.play(s)
	before, rest := slices.Clone(f.r.seen), f.r.rest
	lacked, carried := f.r.lacksRow, f.r.carriesRow
	s.lossReal = true
	f.r.play(s)
	f.change(s, before, rest)
	for i, lacks := range f.r.lacksRow {
		if was := lacked[i] && !carried[i]; lacks && !f.r.carriesRow[i] && !was {
			f.out.Losses[i].Rows.add(s)
		}
	}
}

// change counts the difference that a loss makes.
func (f *fleet) change(s spec, before []state, rest state) {
	less := s
	less.weight = -s.weight
	for i, st := range f.r.seen {
		if was := before[i]; st != was {
			f.out.Looks[i].Count[st].add(s)
			f.out.Looks[i].Count[was].add(less)
		}
		if st.differs() && !before[i].differs() {
			f.out.Looks[i].Share += s.weight * s.share
		}
	}
	if f.r.rest != rest {
		f.out.Rest.Count[f.r.rest].add(s)
		f.out.Rest.Count[rest].add(less)
	}
	if f.r.seen[f.gate].differs() && !before[f.gate].differs() {
		f.pool = append(f.pool, drawn{s.weight, s.share, true})
	}
	f.b.Spend(2*rowSteps + 2*opSteps*len(f.r.ops) + 2*lookSteps*len(f.r.seen))
}

// followReturn follows the writes that are on their way back to the old store when a loss is counted.
func (f *fleet) followReturn() {
	for i, at := range f.r.lossAts {
		if at != never && f.line.returns(at-1) {
			f.followBack(i, at)
		}
	}
}

func (f *fleet) followBack(i int, at int64) {
	rng := model.Stream(f.p.Seed+i, "migration return")
	m, relay := f.p.StoreMs*float64(ms), f.p.RelayMs*float64(ms)
	length := 2 * reach * m
	if f.p.logged() {
		length += relay
	}
	length = math.Min(length, float64(at-max(f.line.Spans[i].From, f.line.Return)))
	mean := f.p.WriteRate * (1 - f.pop.head) * length / float64(sec)
	stand := math.Max(1, mean/mostWindow)
	var under []spec
	for range model.Poisson(rng, mean/stand) {
		s := spec{born: never, forced: at - int64(rng.Float64()*length),
			takes: [2]int64{int64(rng.ExpFloat64()*m) + 1, int64(rng.ExpFloat64()*m) + 1}}
		first := s.forced + s.takes[0]
		back := first + s.takes[1]
		switch {
		case f.p.logged():
			back += int64(relay)
		case f.p.Send == "parallel":
			back = s.forced + s.takes[1]
		}
		if first < at && back >= at && !f.line.isDown(s.forced) {
			under = append(under, s)
		}
	}
	f.b.Spend(int(math.Min(mean, mostWindow)) * windowSteps)
	n := min(len(under), f.p.Follow/lossParts)
	for k := range n {
		s := under[k*len(under)/n]
		s.id, s.share = uint64(1)<<43+uint64(i)<<32+uint64(k), f.pop.share(f.pop.written(rng))
		s.rate, s.weight = f.rate(s.share), stand*float64(len(under))/float64(n)
		if f.p.Kind == "insert" { // a new row is on its way, whatever becomes of it
			f.out.Losses[i].Rows.add(s)
			f.out.Losses[i].Carried.add(s)
			continue
		}
		f.r.play(s.placed())
		f.b.Spend(rowSteps + opSteps*len(f.r.ops) + lookSteps*len(f.r.seen))
		if f.r.carriesRow[i] {
			f.out.Losses[i].Rows.add(s)
			f.out.Losses[i].Carried.add(s)
		}
	}
}
