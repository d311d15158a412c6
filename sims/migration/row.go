package migration

import (
	"math"
	"math/rand/v2"
	"slices"

	"tradeofflab/sims/model"
)

// state is what a row of the new store is beside the row as the application has it.
type state uint8

// The states.
const (
	gone    state = iota // in neither store
	equal                // in both, alike
	onWay                // differs, and what mends it is on its way
	behind               // the same, and waits for the end of an outage, or for what an outage has piled up
	missing              // only in the store of record
	stale                // in both, with another version
	wrong                // the right version, spoilt by the transform
	extra                // only in the new store
	states  = int(extra) + 1
)

// differs says whether nothing on its way will mend the row.
func (s state) differs() bool { return s >= missing }

// kind says which writes to a row are followed.
type kind uint8

const (
	natural kind = iota // as they come
	quiet               // none beside a copy of the row
	racing              // at least one beside a copy of the row
)

// spec is a row to follow.
type spec struct {
	id       uint64
	rate     float64 // writes per second
	share    float64 // of all reads
	weight   float64 // rows that it stands for
	place    float64 // in the order of the copy, 0 … 1
	born     int64   // a row that is inserted then; never for one that is there before the plan
	kind     kind
	flawed   bool     // the wrong transform spoils it
	hot      bool     // losses between two writes happen to it by chance
	forced   int64    // one more write, at that moment; never for none
	lossReal bool     // … whose second half is lost
	takes    [2]int64 // … and how long either store takes for it; 0 for by chance
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
	held       bool // an outage, or what it has piled up, delays it
	missed     bool // the store of record had no such row
	forced     bool
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
	of   int32 // op, scan or moment of a loss
}

// row simulates one row after the other, with the memory of the one before.
type row struct {
	p       *Params
	l       *timeline
	crashes []int64
	lossAts []int64 // when a loss of the new store, or a rollback, is counted; never

	spec                 spec
	times, delays        *rand.Rand
	ops                  []op
	events               []event
	windows              []span // beside the copies of the row
	cuts                 []int64
	old, new, record     kept
	images               []kept
	earlier              bool // the row is still the one from before the plan
	seen                 []state
	rest                 state
	lacksRow, carriesRow []bool // at each of lossAts: the old store lacks what the application was told; it comes
	read                 int64  // when the first scan has read the row; never
	copied, repeats      float64
}

// draw gives a number in 0 … 1 that belongs to the row.
func (s spec) draw(purpose uint64) float64 {
	return float64(model.Mix64(s.id*0x9E3779B97F4A7C15+purpose)>>11) / (1 << 53)
}

// placed gives the row its place in the order of the copy.
func (s spec) placed() spec {
	s.place = s.draw(1)
	return s
}

// chanceFlaw draws whether the row is one that the wrong transform spoils.
func (s spec) chanceFlaw(p *Params) bool { return s.draw(2) < p.DefectRate }

// play simulates the row from the start to rest.
func (r *row) play(s spec) {
	r.spec = s
	r.times = rand.New(rand.NewPCG(uint64(r.p.Seed), s.id*4+1))
	r.delays = rand.New(rand.NewPCG(uint64(r.p.Seed), s.id*4+2))
	r.ops, r.events, r.images = r.ops[:0], r.events[:0], r.images[:0]
	r.old, r.new = kept{there: s.born == never}, kept{version: -1}
	if s.born != never {
		r.old.version = -1
	}
	r.record = r.old
	r.earlier, r.seen = s.born == never, r.seen[:0]
	r.copied, r.repeats, r.read = 0, 0, never
	r.lacksRow, r.carriesRow = make([]bool, len(r.lossAts)), make([]bool, len(r.lossAts))
	r.layWindows()
	r.write()
	r.schedule()
	r.scans()
	r.run()
}

// reach is after how many mean times nothing is under way any more.
const reach = 14

// layWindows lists the times beside the copies of the row: a write that is sent in one may reach the new store between
// the reading of the row and its writing, or after a copy that has read it.
func (r *row) layWindows() {
	r.windows = r.windows[:0]
	if r.l.Feed == never {
		return
	}
	m, relay := r.p.StoreMs*float64(ms), r.p.RelayMs*float64(ms)
	before := 2 * reach * m
	switch {
	case r.p.logged() && r.p.Delivery == "any_order":
		before += reach * relay
	case r.p.logged():
		before += relay
	}
	for _, s := range r.l.Scans {
		read := s.at(r.spec.place)
		if read == never {
			continue
		}
		after := r.l.answered(read + int64(r.p.GapMs*float64(ms)))
		if r.p.marked() {
			after = r.l.answered(after + int64(relay))
		}
		w := span{max(0, read-int64(before)), min(after, r.l.End)}
		switch n := len(r.windows); {
		case w.From >= w.To:
		case n > 0 && w.From <= r.windows[n-1].To:
			r.windows[n-1].To = max(r.windows[n-1].To, w.To)
		default:
			r.windows = append(r.windows, w)
		}
	}
}

// beside says whether t lies in one of the windows.
func (r *row) beside(t int64) bool {
	return slices.ContainsFunc(r.windows, func(w span) bool { return t >= w.From && t < w.To })
}

// open is how long, in seconds, the row may be written between two moments.
func (r *row) open(from, to int64) float64 {
	all := max(0, to-from)
	if r.spec.kind == quiet {
		for _, w := range r.windows {
			all -= w.overlap(span{from, to})
		}
	}
	return float64(all) / float64(sec)
}

// races is the chance that a write to the row is sent beside one of its copies.
func (r *row) races(s spec) float64 {
	r.spec = s
	r.layWindows()
	if s.born != never {
		return r.p.DeletePct / 100 * r.besideLife()
	}
	return -math.Expm1(-s.rate * float64(total(r.windows)) / float64(sec))
}

// besideLife is the share of the time from the birth of an inserted row to the end that lies beside its copies.
func (r *row) besideLife() float64 {
	life, all := span{r.spec.born, r.l.End}, int64(0)
	for _, w := range r.windows {
		all += w.overlap(life)
	}
	return float64(all) / float64(max(1, life.To-life.From))
}
