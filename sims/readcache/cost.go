package readcache

import "math"

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
)

// eventSteps is the work of an event: the more keys there are, the fewer of them are in the caches of a processor.
func eventSteps(keys int) int { return 70 + int(380*math.Pow(float64(keys)/1e6, 0.4)) }

// cost adds up keys and events.
func cost(p Params) float64 {
	keys := float64(p.Keys)
	each := weightSteps + entrySteps + laterSteps + ageSteps + groupSteps + 0.0
	if p.oneByOne() {
		each += aliasSteps + 2*readSteps + compareSteps*1.3*math.Log2(keys)
	}
	if p.OutageAt > 0 {
		each += aliasSteps + loseSteps + laterSteps
	}
	events, waiting := p.forecast()
	out := otherSteps + keys*each + 1.1*(events+waiting/2)*float64(eventSteps(p.Keys))
	if p.Strategy == "read_through" {
		out += wakeSteps * waiting
	}
	return out
}

// forecast is about how many events a run has, and how many reads then wait for the database: they are answered, too.
// What is only taken out of the queue counts as half an event.
func (p Params) forecast() (events, waiting float64) {
	s := p.outline()
	a := planOf(p, s, p.oneByOne())
	f := p.flow(s)
	events, waiting = f.steady(a.to - a.before)
	if p.Cold {
		events, waiting = f.warming(a.to-a.before, 0)
	}
	if p.OutageAt > 0 {
		line := max(0, p.RPS-f.capacity) * p.OutageS
		more, longer := f.warming(a.end-p.OutageAt-p.OutageS, line)
		events, waiting = events+2*p.RPS*p.OutageS+more, waiting+line+longer
	}
	if events < 0.7*hardLimit {
		return events, waiting
	}
	// Each read that waits took an event of those that a run may have, and so did each answer before the end.
	waiting = min(waiting, hardLimit*max(0, p.RPS-f.capacity)/(p.RPS+f.capacity))
	// The end of an entry waits in the queue, the read that reloads it, and the first read after an outage.
	drained := float64(p.Keys)
	if p.oneByOne() {
		drained = min(drained, float64(p.objects())+hardLimit/4) // those put out are still in the queue
	}
	if p.Strategy == "refresh_ahead" {
		drained *= 2
	}
	if p.OutageAt > 0 && !p.oneByOne() {
		drained += float64(p.Keys)
	}
	return min(events, hardLimit) + drained/2, waiting
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
	queries := 0.0
	for _, b := range s {
		_, _, q := p.keyLaw(b.rate)
		queries += b.keys * q * (1 + b.rate*away)
	}
	if single {
		queries = max(queries, p.RPS*(1-hitLRU(s, cheTime(s, p.objects()))))
	}
	queries = min(queries, p.RPS)
	f.perS = f.perQuery*queries + p.Writes
	if queries > 0.9*f.capacity { // reads of one key pile up
		f.perS = p.RPS + f.perQuery*f.capacity + p.Writes
		f.waiting = max(0, p.RPS-f.capacity)
	}
	if single {
		f.perS += p.RPS
	}
	return f
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
		weight, keys := math.Pow(float64(from+to+1)/2, -p.Zipf), float64(to-from)
		s = append(s, struct{ rate, keys float64 }{weight, keys})
		sum += weight * keys
		from = to
	}
	for i := range s {
		s[i].rate *= p.RPS / sum
	}
	return s
}
