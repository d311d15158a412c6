package migration

import (
	"math"
	"math/rand/v2"
	"slices"

	"tradeofflab/sims/model"
)

// mostBetween is how many writes to one row are simulated between two looks at it. Of more, the last ones are: what a
// row is when it is looked at does not depend on the others, which later ones have overwritten.
const mostBetween = 8

// state is what a row of the new store is beside the row as the application has it.
type state uint8

// The states.
const (
	gone    state = iota // in neither store
	equal                // in both, alike
	onWay                // differs, and what mends it is on its way
	missing              // only in the store of record
	stale                // in both, with another version
	wrong                // the right version, spoilt by the transform
	extra                // only in the new store
	states  = int(extra) + 1
)

// differs says whether nothing on its way will mend the row.
func (s state) differs() bool { return s >= missing }

// spec is a row to follow.
type spec struct {
	id       uint64
	rate     float64 // writes per second
	share    float64 // of all reads
	weight   float64 // rows that it stands for
	born     int64   // a row that is inserted then; never for one that is there before the plan
	flawed   bool    // the wrong transform spoils it
	hot      bool    // losses between two writes happen to it by chance
	lossAt   int64   // one more write, at that moment; never for none
	lossReal bool    // … whose second half is lost
}

// op is one write.
type op struct {
	sent, a, b int64 // a and b: when the stores apply it; never where they do not
	again      int64 // when it comes a second time; never
	version    int32
	weight     float64 // writes that it stands for
	del        bool
	insert     bool // the row was not there before
	primary    bool // sent to the new store as the store of record
	lost       bool // its second half
	lateA      bool // applied after a newer one
	lateB      bool
}

// kept is a row in a store. A row that was never there has version −1.
type kept struct {
	version int32
	there   bool
	wrong   bool
}

type eventKind uint8

const (
	atOld eventKind = iota
	atNew
	redelivered
	scanReads
	scanWrites
	flips
	rollsBack
	counts
)

type event struct {
	at   int64
	kind eventKind
	of   int32 // op or scan
}

// row simulates one row after the other, with the memory of the one before.
type row struct {
	p       *Params
	l       *timeline
	crashes []int64
	lossAt  int64 // when a loss of the new store, or the rollback, is counted; never

	spec                 spec
	times, delays        *rand.Rand
	ops                  []op
	events               []event
	old, new, record     kept
	images               []kept
	newestA, newestB     int32
	earlier              bool // the row is still the one from before the plan
	seen                 []state
	rest                 state
	lacksRow, carriesRow bool // at lossAt: the old store has not what the application was told; it is on its way
	copies               []int64
	copied, repeats      float64
}

// draw gives a number in 0 … 1 that belongs to the row.
func (s spec) draw(purpose uint64) float64 {
	return float64(model.Mix64(s.id*0x9E3779B97F4A7C15+purpose)>>11) / (1 << 53)
}

// position of the row in the order of the copy.
func (s spec) position() float64 { return s.draw(1) }

// chanceFlaw draws whether the row is one that the wrong transform spoils.
func (s spec) chanceFlaw(p *Params) bool { return s.draw(2) < p.DefectRate }

// play simulates the row from the start to rest.
func (r *row) play(s spec) {
	r.spec = s
	r.times = rand.New(rand.NewPCG(uint64(r.p.Seed), s.id*4+1))
	r.delays = rand.New(rand.NewPCG(uint64(r.p.Seed), s.id*4+2))
	r.ops, r.events, r.images, r.copies = r.ops[:0], r.events[:0], r.images[:0], r.copies[:0]
	r.old, r.new = kept{there: s.born == never}, kept{version: -1}
	if s.born != never {
		r.old.version = -1
	}
	r.record = r.old
	r.earlier, r.seen = s.born == never, r.seen[:0]
	r.newestA, r.newestB, r.copied, r.repeats = -1, -1, 0, 0
	r.lacksRow, r.carriesRow = false, false
	r.write()
	r.schedule()
	r.scans()
	r.run()
}

// write draws the writes to the row.
func (r *row) write() {
	version := int32(0)
	if r.spec.born != never {
		r.ops = append(r.ops, op{sent: r.spec.born, insert: true, version: 1, weight: 1,
			lost: r.spec.lossReal})
		if at := r.spec.born + int64(r.times.Float64()*float64(r.l.End-r.spec.born)); r.chance() {
			r.ops = append(r.ops, op{sent: at, del: true, version: 2, weight: 1})
		}
		return
	}
	there := true
	for i := 1; i < len(r.l.Grid) && r.spec.rate > 0; i++ {
		from, to := r.l.Grid[i-1], r.l.Grid[i]
		mean := r.spec.rate * float64(to-from) / float64(sec)
		n := model.Poisson(r.times, mean)
		keep := min(n, mostBetween)
		begin := len(r.ops)
		x := 1.0
		for j := n; j > n-keep; j-- { // the last of n evenly drawn moments, backwards
			x *= math.Pow(r.times.Float64(), 1/float64(j))
			r.ops = append(r.ops, op{sent: from + int64(x*float64(to-from)), weight: float64(n) / float64(keep),
				del: r.chance()})
		}
		slices.Reverse(r.ops[begin:])
		if n > keep && r.times.Float64() > math.Pow(1-r.p.DeletePct/100, float64(n-keep)) {
			there = false // deleted and made anew by one that is not simulated
		}
		version += int32(n - keep)
		for j := begin; j < len(r.ops); j++ {
			version++
			r.ops[j].version, r.ops[j].insert = version, !there
			there = !r.ops[j].del
		}
	}
	r.addLost()
}

// chance says whether a write deletes.
func (r *row) chance() bool { return r.times.Float64() < r.p.DeletePct/100 }

// addLost puts the write whose second half is lost among the others.
func (r *row) addLost() {
	if r.spec.lossAt == never {
		return
	}
	at, _ := slices.BinarySearchFunc(r.ops, r.spec.lossAt, func(o op, t int64) int {
		if o.sent < t {
			return -1
		}
		return 1
	})
	in := op{sent: r.spec.lossAt, lost: r.spec.lossReal, version: 1, weight: 0}
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
