package migration

import "slices"

// exp draws an exponential time with a mean in ticks.
func (r *row) exp(mean float64) int64 { return int64(r.delays.ExpFloat64()*mean) + 1 }

// schedule says when each store applies each write.
func (r *row) schedule() {
	m, relay := r.p.StoreMs*float64(ms), int64(r.p.RelayMs*float64(ms))
	lastA, lastB, lastBack := int64(-1), int64(-1), int64(-1)
	for i := range r.ops {
		o := &r.ops[i]
		x, y, z := r.exp(m), r.exp(m), r.exp(float64(relay))
		if o.forced && r.spec.takes[0] > 0 {
			x, y = r.spec.takes[0], r.spec.takes[1]
		}
		slips, repeat := r.delays.Float64(), r.delays.Float64()
		o.a, o.b, o.again = never, never, never
		if r.l.primaryNew(o.sent) {
			r.toNew(o, x, y, relay, slips, &lastBack)
			continue
		}
		o.a = o.sent + x
		switch {
		case r.p.logged():
			o.a = max(o.a, lastA+1) // the row's lock puts its commits in order
			lastA = o.a
			if o.a < r.l.Feed {
				continue
			}
			if o.b = o.a + relay + y; r.p.Delivery == "any_order" {
				o.b = o.a + z + y
			}
			free := o.b
			o.b = r.l.delivered(o.b)
			o.held = o.b > free
			if r.p.Delivery == "in_order" {
				o.b = max(o.b, lastB+1)
				lastB = o.b
			}
			if repeat < r.p.DuplicatePct/100 {
				o.again = r.l.answered(o.b + relay + z)
			}
		case o.sent >= r.l.Feed:
			if o.b = o.a + y; r.p.Send == "parallel" {
				o.b = o.sent + y
			}
			if o.lost || r.slips(o.sent, o.a, slips) || r.l.isDown(o.b) {
				o.b, o.lost = never, true
			}
		}
	}
	for i := range r.ops {
		r.note(r.ops[i].a, atOld, i)
		r.note(r.ops[i].b, atNew, i)
		r.note(r.ops[i].again, redelivered, i)
	}
}

// slips says whether the second of two writes to a busy row is lost: by chance, or because the application crashes
// between sending the first and its answer.
func (r *row) slips(sent, first int64, u float64) bool {
	if !r.spec.hot {
		return false
	}
	if u < r.p.CrashBetween {
		return true
	}
	if r.p.Send == "parallel" {
		return false
	}
	i, _ := slices.BinarySearch(r.crashes, sent+1)
	return i < len(r.crashes) && r.crashes[i] <= first
}

// toNew sends a write to the new store as the store of record, and back to the old one where the plan says so.
func (r *row) toNew(o *op, x, y, relay int64, slips float64, last *int64) {
	o.primary = true
	if r.l.isDown(o.sent) {
		return // refused: the application knows
	}
	o.b = o.sent + x
	if !r.l.returns(o.sent) {
		return
	}
	switch {
	case r.p.logged():
		o.a = max(*last+1, o.b+relay+y)
		*last = o.a
	case r.p.Send == "parallel":
		o.a = o.sent + y
	default:
		o.a = o.b + y
	}
	if r.p.Mechanism == dual && (o.lost || r.slips(o.sent, o.b, slips)) {
		o.a, o.lost = never, true
	}
}

// note puts an event on the list.
func (r *row) note(at int64, kind eventKind, of int) {
	if at != never {
		r.events = append(r.events, event{at, kind, int32(of)})
	}
}

// scans puts the copies of the row on the list.
func (r *row) scans() {
	gap := int64(r.p.GapMs * float64(ms))
	for i, s := range r.l.Scans {
		r.images = append(r.images, kept{})
		read := s.at(r.spec.place)
		if read == never {
			continue
		}
		write, keep := r.l.answered(read+gap), true
		if r.p.marked() {
			write, keep = r.inLog(read, read+gap)
		}
		if keep {
			r.note(read, scanReads, i)
			r.note(write, scanWrites, i)
		}
	}
	for i, s := range r.l.Spans {
		r.note(r.lossAts[i], counts, i) // before the rollback at the same moment
		r.note(s.From, flips, 0)
		r.note(s.To, rollsBack, 0)
	}
	slices.SortStableFunc(r.events, func(a, b event) int {
		switch {
		case a.at < b.at:
			return -1
		case a.at > b.at:
			return 1
		}
		return 0
	})
}

// inLog is when a copy that goes through the log is written, after what was committed before the window closed. A row
// that changes within the window is left out: its change says more.
func (r *row) inLog(low, high int64) (write int64, keep bool) {
	write = r.l.delivered(high + int64(r.p.RelayMs*float64(ms)))
	for i := range r.ops {
		o := &r.ops[i]
		if o.a >= low && o.a <= high && o.a >= r.l.Feed {
			return 0, false
		}
		if o.a < low && o.b != never && !o.primary {
			write = max(write, o.b+1)
		}
	}
	return write, true
}
