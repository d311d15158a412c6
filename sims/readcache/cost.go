package readcache

import (
	"math"

	"tradeofflab/sims"
	"tradeofflab/sims/calc"
)

// Steps of the work, measured.
const (
	spendFrom    = 1 << 19 // steps from one look at the budget to the next
	weightSteps  = 60      // the popularity of a key
	entrySteps   = 20      // the state of a key, empty
	laterSteps   = 60      // the first event of a key
	ageSteps     = 50      // the age of an entry at the start
	aliasSteps   = 60      // a key among those that reads are drawn from
	readSteps    = 30      // the last read of a key, and its place in the order of use
	compareSteps = 8       // two keys put in order
	loseSteps    = 20      // a key that the cache loses
	wakeSteps    = 80      // a read that waited for the query of another
	groupSteps   = 80      // a key in the chart by popularity
	cheSteps     = 6e5     // a characteristic time
	otherSteps   = 4e7     // the chart of stale reads, laws, words and drawing

	// Answers to a long line of reads come in no order of the keys: of so many, asked for alike, few are in a cache
	// of the processor.
	farKeys = 3e5
	farWait = 1.5 // events more for each read that waits, where there are so many keys
	farSkew = 0.6 // share of these that Zipf's law with exponent 1 or more saves
)

// eventSteps is the work of an event: the more keys there are, the fewer of them are in the caches of a processor.
func eventSteps(keys int) int { return 70 + int(380*calc.Pow(float64(keys)/1e6, 0.4)) }

// Bytes of memory, measured, those that are given up while the queue grows included.
const (
	keyBytes   = 130 // a key
	eventBytes = 150 // an event in the queue
	jobBytes   = 24  // a read that waits for the database
	mostBytes  = 320e6
)

// cost adds up keys and events, or is the memory of the run if that is more of what a run may have.
func cost(p Params) float64 {
	keys := float64(p.Keys)
	each := weightSteps + entrySteps + laterSteps + ageSteps + groupSteps + 0.0
	if p.oneByOne() {
		each += aliasSteps + 2*readSteps + compareSteps*1.3*calc.Log2(keys)
	}
	if p.OutageAt > 0 {
		each += aliasSteps + loseSteps + laterSteps
	}
	f := p.forecast()
	far := 0.5 + farWait*min(1, keys/farKeys)*(1-farSkew*min(p.Zipf, 1))
	steps := otherSteps + keys*each + 1.1*(f.events+far*f.waiting)*float64(eventSteps(p.Keys))
	if p.Strategy == "read_through" {
		steps += wakeSteps * f.waiting
	}
	return max(steps, (keyBytes*keys+eventBytes*f.queued+jobBytes*f.waiting)/mostBytes*sims.MostWork)
}

// forecast is about how many events a run has, how many reads then wait for the database, which are answered, too, and
// how many events are in the queue at most. What is only taken out of the queue counts as half an event.
type forecast struct{ events, waiting, queued float64 }

func (p Params) forecast() forecast {
	s := p.outline()
	a := planOf(p, s, p.oneByOne())
	f := p.flow(s)
	events, waiting := f.steady(a.to - a.before)
	if p.Cold {
		events, waiting = f.warming(a.to-a.before, 0)
	}
	if p.OutageAt > 0 {
		line := max(0, p.RPS-f.capacity) * p.OutageS
		more, longer := f.warming(a.end-p.OutageAt-p.OutageS, line*p.refusals(line/f.capacity))
		events, waiting = events+(2*p.RPS+p.Writes)*p.OutageS+more, waiting+line+longer
	}
	queued := p.queued(s, a)
	if events < 0.7*hardLimit {
		return forecast{events, waiting, queued}
	}
	// Each read that waits took an event of those that a run may have, and so did each answer before the end.
	waiting = min(waiting, hardLimit*max(0, p.RPS-f.capacity)/(p.RPS+f.capacity))
	return forecast{min(events, hardLimit) + queued/2, waiting, queued}
}

// refusals is about how many queries it takes to set a key where each takes so many s: with a lease the first write to
// the key meanwhile makes the set come too late, and writes come by chance.
func (p Params) refusals(s float64) float64 {
	if p.Race != "lease" {
		return 1
	}
	return calc.Exp(min(p.Writes/float64(p.Keys)*s, 5))
}

// queued is about how many events wait at most: the end of an entry, if it comes within the run, the read that reloads
// it, or the next read of a key that is not there.
func (p Params) queued(s spectrum, a plan) float64 {
	if p.oneByOne() {
		return min(float64(p.Keys), float64(p.objects())+hardLimit/4) // those put out are still in the queue
	}
	length := a.end - a.before
	ends := min(1, length/p.TTLs)
	if p.Strategy == "refresh_ahead" {
		ends += min(1, length/(p.Refresh*p.TTLs))
	}
	sum := 0.0
	for _, b := range s {
		cached, _, _ := p.keyLaw(b.rate)
		if p.Cold {
			cached = -math.Expm1(-b.rate * (a.to - a.before))
		}
		each := cached*ends - (1-cached)*math.Expm1(-b.rate*length)
		if p.OutageAt > 0 {
			each -= math.Expm1(-b.rate * (a.end - p.OutageAt - p.OutageS))
		}
		sum += b.keys * each
	}
	return sum
}

// flow is what a second takes, by theory.
type flow struct {
	spectrum spectrum
	rps      float64
	capacity float64 // queries per second that the database can serve
	perQuery float64 // events that a query brings
	perS     float64 // events
	waiting  float64 // reads per second that are not served
}

func (p Params) flow(s spectrum) flow {
	f := flow{spectrum: s, rps: p.RPS, capacity: float64(p.Pool) / p.DBms * 1000}
	f.perQuery = 4 // the read, the answer, the end of the entry, and the next read as it was drawn before the answer
	single := p.oneByOne()
	if single {
		f.perQuery = 2 // the reads are counted below
	}
	away := p.DBms / 1000 // s from a miss until its value is in the cache
	if p.Race != "off" {
		f.perQuery++
		away += p.PauseMs / 1000
	}
	if p.Strategy == "refresh_ahead" {
		f.perQuery += f.perQuery / 2
	}
	if p.Strategy != "read_through" { // the reads of the most popular key that miss meanwhile hold up all others
		away += s[0].rate * away / f.capacity
	}
	queries, again := 0.0, 0.0 // again: more queries per second for each second that a miss takes
	for _, b := range s {
		_, _, q := p.keyLaw(b.rate)
		queries += b.keys * q
		again += b.keys * q * b.rate
	}
	queries += again * away
	if single {
		queries = max(queries, p.RPS*(1-hitLRU(s, cheTime(s, p.objects()))))
	}
	queries = min(queries, p.RPS)
	f.perS = f.perQuery*queries + p.Writes
	// Reads pile up behind a database that is too slow for all misses, and at times behind one that is too slow for the
	// reads of the most popular key alone, which all miss while it is loaded.
	buried := queries > 0.9*f.capacity || s[0].rate > 2*f.capacity
	if buried || p.Strategy != "read_through" && f.tips(queries, again) {
		f.perS = p.RPS + f.perQuery*f.capacity + p.Writes
		f.waiting = max(0, p.RPS-f.capacity)
	}
	if single {
		f.perS += p.RPS
	}
	return f
}

// sure is the natural logarithm of how rare a line must be, beside one at each query of a run, to be left out of
// account.
const sure = 25

// tips says whether a line before the database may become so long by chance that it grows by itself: while a read
// waits, others of its key miss, too, and when they are more than the database has room for, it never ends. A line of
// so many comes with a chance of about the load to their power.
func (f flow) tips(queries, again float64) bool {
	load := queries / f.capacity
	if load <= 0 || again <= 0 {
		return false
	}
	line := (f.capacity - queries) * f.capacity / again
	return -line*calc.Log(load) < sure
}

// steady gives the events of so many seconds, and the reads that wait at their end.
func (f flow) steady(s float64) (events, waiting float64) { return f.perS * s, f.waiting * s }

// warming is steady after the cache came up empty with a line of reads that wait for the database.
func (f flow) warming(s, line float64) (events, waiting float64) {
	events, waiting = f.steady(s)
	loaded := 0.0
	for _, b := range f.spectrum {
		loaded -= b.keys * math.Expm1(-b.rate*s)
	}
	events += f.perQuery * loaded
	if f.rps > f.capacity {
		busy := min((loaded+line)/f.capacity, s)
		events += busy * f.rps
		waiting += busy * (f.rps - f.capacity)
	}
	return events, waiting
}

// outline is the spectrum, to a thousandth, without a look at each key.
func (p Params) outline() spectrum {
	var s spectrum
	sum := 0.0
	for from := 0; from < p.Keys; {
		to := min(from+1+from/20, p.Keys)
		weight, keys := calc.Pow(float64(from+to+1)/2, -p.Zipf), float64(to-from)
		s = append(s, struct{ rate, keys float64 }{weight, keys})
		sum += weight * keys
		from = to
	}
	for i := range s {
		s[i].rate *= p.RPS / sum
	}
	return s
}
