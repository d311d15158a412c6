package migration

// run plays the events and looks at the row at each moment of the grid.
func (r *row) run() {
	next, flipped := 0, false
	for _, e := range r.events {
		for next < len(r.l.Grid) && r.l.Grid[next] < e.at {
			r.seen = append(r.seen, r.state(r.l.Grid[next], flipped))
			next++
		}
		switch e.kind {
		case atOld:
			r.applyOld(&r.ops[e.of], flipped)
		case atNew:
			r.applyNew(&r.ops[e.of], e.at)
		case redelivered:
			r.applyAgain(&r.ops[e.of], e.at)
		case scanReads:
			r.images[e.of] = r.old
			if e.of == 0 {
				r.read = e.at
			}
		case scanWrites:
			r.applyCopy(r.images[e.of], r.l.Scans[e.of].Repair, e.at)
		case flips:
			flipped, r.record = true, r.old
		case rollsBack:
			flipped = false
		case counts:
			r.countLoss(e.at, int(e.of))
		}
	}
	for ; next < len(r.l.Grid); next++ {
		r.seen = append(r.seen, r.state(r.l.Grid[next], flipped))
	}
	r.rest = r.state(never, flipped)
}

// truth is the row as the application has it.
func (r *row) truth(flipped bool) kept {
	if flipped {
		return r.record
	}
	return r.old
}

// state compares the row in the new store with what the application has.
func (r *row) state(now int64, flipped bool) state {
	want := r.truth(flipped)
	s := equal
	switch {
	case !want.there && !r.new.there:
		return gone
	case !want.there:
		s = extra
	case !r.new.there:
		s = missing
	case want.version != r.new.version:
		s = stale
	case r.new.wrong:
		s = wrong
	}
	if s == missing || s == stale || s == extra {
		switch o := r.writeOf(want.version); {
		case o == nil || o.b == never || o.b <= now || r.misses(o):
		case o.held:
			return behind
		default:
			return onWay
		}
	}
	return s
}

// writeOf is the write that made a version; nil for none that is followed.
func (r *row) writeOf(version int32) *op {
	for i := len(r.ops) - 1; i >= 0; i-- {
		if r.ops[i].version == version {
			return &r.ops[i]
		}
	}
	return nil
}

// misses says whether a write changes nothing in the new store because the row is not there.
func (r *row) misses(o *op) bool {
	return !o.del && !o.insert && !r.new.there && r.p.Form == "change" && (o.primary || r.p.Mechanism == dual)
}

// applyOld takes a write in the old store. One that was sent there as the store of record counts for the application
// also when the new store has become that meanwhile.
func (r *row) applyOld(o *op, flipped bool) {
	if o.missed {
		return // nothing has changed that could come back
	}
	if o.insert || o.del {
		r.earlier = false
	}
	if !r.p.Versions || o.version > r.old.version {
		r.old = kept{version: o.version, there: !o.del}
	}
	if flipped && !o.primary && (!r.p.Versions || o.version > r.record.version) {
		r.record = kept{version: o.version, there: !o.del}
	}
}

func (r *row) applyNew(o *op, now int64) {
	if o.primary && r.misses(o) {
		o.missed = r.p.logged() || r.p.Send == "sequential"
		return // the application learns that there is no such row
	}
	if o.primary {
		if o.insert || o.del {
			r.earlier = false
		}
		if !r.p.Versions || o.version > r.record.version {
			r.record = kept{version: o.version, there: !o.del}
		}
	}
	if r.p.Versions && o.version <= r.new.version || r.misses(o) {
		return
	}
	r.new = kept{version: o.version, there: !o.del,
		wrong: !o.primary && r.l.buggy(now) && r.spec.flawed}
}

// applyAgain takes a delivery that has come before. A log that is read again from an earlier place ends where it was;
// without an order only the one change comes back.
func (r *row) applyAgain(o *op, now int64) {
	if r.p.Versions {
		return
	}
	r.repeats += o.weight
	if r.p.Delivery == "any_order" {
		r.new = kept{version: o.version, there: !o.del, wrong: r.l.buggy(now) && r.spec.flawed}
	}
}

// applyCopy writes what a scan has read.
func (r *row) applyCopy(image kept, mend bool, now int64) {
	careful := r.p.Rule == "if_newer" && r.p.Versions
	if !image.there {
		if mend && r.new.there && r.p.Rule != "if_absent" && (!careful || image.version > r.new.version) {
			r.new = kept{version: image.version}
			r.copied++
		}
		return
	}
	in := kept{version: image.version, there: true, wrong: r.l.buggy(now) && r.spec.flawed}
	if r.new == in {
		if !mend && !careful && r.p.Rule != "if_absent" {
			r.copied++
		}
		return
	}
	switch {
	case r.p.Rule == "if_absent" && r.new.there:
		return
	case careful && image.version < r.new.version:
		return
	case careful && image.version == r.new.version && !(mend && r.new.there):
		return
	}
	r.new = in
	r.copied++
}

// countLoss notes whether the old store lacks what the application was told. One that has more lacks nothing.
func (r *row) countLoss(now int64, i int) {
	if r.old.version >= r.record.version {
		return
	}
	r.lacksRow[i] = true
	if o := r.writeOf(r.record.version); o != nil && o.a != never && o.a > now && !o.missed {
		r.carriesRow[i] = true
	}
}
