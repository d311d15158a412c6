package hunt

import "runtime"

// pace tells how fast the machine is beside its best so far, by a piece of work that is always the same. What runs
// beside a hunt, on this machine or on the host that it shares, makes a step take up to 1.6 times its processor time;
// a run that takes too long is therefore held against the piece just before and after it.
type pace struct {
	table []uint64
	best  float64 // the least processor time of the piece, s
}

// pieceSteps is how many places of the table a piece changes. The table is larger than the near caches of a processor,
// as what large runs work on is.
const (
	pieceSteps = 4 << 20
	pieceWords = 2 << 20
)

func newPace() *pace {
	p := &pace{table: make([]uint64, pieceWords)}
	for range 5 {
		p.slowdown()
	}
	return p
}

// slowdown is how many times its least processor time the piece takes now: 1 or more, and 1 where time is not known or
// not held. The places come from an xorshift generator (Marsaglia, Journal of Statistical Software 8(14), 2003).
func (p *pace) slowdown() float64 {
	if p == nil {
		return 1
	}
	runtime.GC()
	start, x := ProcessorSeconds(), uint64(88172645463325252)
	for range pieceSteps {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		p.table[x%pieceWords] += x
	}
	took := ProcessorSeconds() - start
	if took <= 0 {
		return 1
	}
	if p.best == 0 || took < p.best {
		p.best = took
	}
	return took / p.best
}
