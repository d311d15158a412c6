package migration

// scan is one pass of the copy over all rows, in the order of their keys, in stretches between pauses.
type scan struct {
	Repair    bool // rows that differ are mended
	Stretches []stretch
}

// stretch is a time in which a scan goes on, from one share of the rows to another.
type stretch struct {
	From, To     int64
	Start, After float64
}

// done is the share of the rows that the scan has passed in the end.
func (s scan) done() float64 {
	if len(s.Stretches) == 0 {
		return 0
	}
	return s.Stretches[len(s.Stretches)-1].After
}

// ends is when the scan has passed all rows, never for one that does not.
func (s scan) ends() int64 {
	if s.done() < 1 {
		return never
	}
	return s.Stretches[len(s.Stretches)-1].To
}

// begins is when the scan reads its first row.
func (s scan) begins() int64 {
	if len(s.Stretches) == 0 {
		return never
	}
	return s.Stretches[0].From
}

// at is when the scan reads the row at a position of the key order, 0 … 1.
func (s scan) at(position float64) int64 {
	for _, x := range s.Stretches {
		if position < x.After {
			return x.From + int64(float64(x.To-x.From)*(position-x.Start)/(x.After-x.Start))
		}
	}
	return never
}

// layScans turns backfill, pause and repair into passes over the rows.
func (l *timeline) layScans(p Params) {
	rate := p.copyRate() / float64(p.Keys) / float64(sec) // share of the rows a tick
	var now *scan
	from := int64(0)
	advance := func(to int64) {
		if now != nil {
			now.advance(from, to, rate, l)
		}
		from = to
	}
	for _, e := range l.Entries {
		at := min(ticksOf(e.Day), l.End)
		switch e.Phase {
		case backfill:
			advance(at)
			if len(l.Scans) == 0 || l.Scans[len(l.Scans)-1].done() >= 1 {
				l.Scans = append(l.Scans, scan{})
			}
			now = &l.Scans[len(l.Scans)-1]
		case repair:
			advance(at)
			l.Scans = append(l.Scans, scan{Repair: true})
			now = &l.Scans[len(l.Scans)-1]
		case pause, rollback, decommission:
			advance(at)
			now = nil
		}
	}
	advance(l.End)
}

// advance moves a scan on from one moment to another, around an outage.
func (s *scan) advance(from, to int64, rate float64, l *timeline) {
	for _, part := range [][2]int64{{from, min(to, l.Down)}, {max(from, l.Up), to}} {
		a, b, done := part[0], part[1], s.done()
		if a >= b || done >= 1 || rate <= 0 {
			continue
		}
		after := done + rate*float64(b-a)
		if after >= 1 {
			after, b = 1, a+int64((1-done)/rate)+1
		}
		s.Stretches = append(s.Stretches, stretch{a, b, done, after})
	}
}
