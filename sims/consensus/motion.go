package consensus

import (
	"cmp"
	"fmt"
	"slices"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
)

// film is the story in motion: one entry that commits, the fault, the election that follows, the first entry of the
// new leader, and the return of the old one. Places in it are those of shots; 0 for none.
type film struct {
	reel
	struck, tries, leads, commits, heals, same int
	winner                                     int
	start                                      int64
	took                                       int64 // from the entry to its commit
}

// filmOf finds the story in what was kept. A run in which nobody else is elected while the fault lasts has none.
func filmOf(p Params, r Result) (film, bool) {
	f := film{reel: r.Trace.Reel, start: -1, took: -1}
	for k, s := range f.shots {
		switch {
		case s.kind == strikes:
			f.struck = k
		case f.struck == 0 && s.kind == takes && s.node == f.victim && s.arg == f.base:
			f.start = s.at
		case f.struck == 0 && s.kind == commits && s.node == f.victim && s.arg == f.base:
			f.took = s.at - f.start
		case f.struck > 0 && f.heals == 0 && f.leads == 0 && s.kind == leads && s.node != f.victim:
			f.leads, f.winner = k, s.node
		case f.leads > 0 && f.heals == 0 && f.commits == 0 && s.kind == commits && s.node == f.winner &&
			f.own(s):
			f.commits = k
		case s.kind == heals:
			f.heals = k
		case f.heals > 0 && f.same == 0 && f.shows(k, f.victim) && f.sound(k):
			f.same = k
		}
	}
	if f.start < 0 || f.took < 0 || f.leads == 0 || f.commits == 0 {
		return f, false
	}
	first := stands
	if p.Prevote {
		first = canvasses
	}
	for k := f.struck; k < f.leads; k++ {
		if f.shots[k].kind == first && f.shots[k].node == f.winner {
			f.tries = k
		}
	}
	return f, f.tries > 0
}

// own says whether the new leader commits an entry of its own term.
func (f film) own(s shot) bool {
	g, k := s.nodes[f.winner], s.arg-f.base
	return k >= 0 && int(k) < len(g.terms) && g.terms[k] == f.shots[f.leads].arg
}

// shows says whether a node is up and no more of an older term in the window than the new leader.
func (f film) shows(k, node int) bool {
	a, b := f.shots[k].nodes[node], f.shots[k].nodes[f.winner]
	return a.up && slices.Equal(a.terms, b.terms)
}

// sound says whether the new leader still leads.
func (f film) sound(k int) bool {
	return f.shots[k].nodes[f.winner].role == leading && f.shots[k].nodes[f.victim].term ==
		f.shots[k].nodes[f.winner].term
}

func hasMotion(p Params, r Result) bool {
	_, ok := filmOf(p, r)
	return ok
}

// at is a tick of the run in the time of the story.
func (f film) at(tick int64) float64 { return inMs(tick - f.start) }

// when is the time of a shot.
func (f film) when(k int) float64 { return f.at(f.shots[k].at) }

// motionFigure tells the fault and the election in the places of the nodes.
func motionFigure(p Params, r Result) figure.Figure {
	f, _ := filmOf(p, r)
	m := &figure.Motion{Unit: "ms", Start: inMs(f.start), Wait: 1400, Skip: 500}
	st := f.stage(p)
	f.tell(p, m, st)
	st.Cue(m, f.when(f.commits))
	m.Beats = f.beats(p)
	term, lead := f.shots[f.leads].arg, figure.NodeName(f.winner)
	out := figure.Figure{ID: sims.MotionID, Title: "A fault, an election and two terms", Panel: true, Stage: st,
		Motion: m, Data: f.table(p)}
	out.Takeaway = fmt.Sprintf("%s leads term %d %s after the fault. %s", lead, term,
		span(inMs(f.shots[f.leads].at-f.shots[f.struck].at)), f.rival(f.leads))
	out.Caption = fmt.Sprintf("A cell is an entry of the log with its term; the first one is entry %s. Disc: request. "+
		"Square: entries. Ring: stored, or a vote. A bar runs while a node waits for a leader. Heartbeats and "+
		"later entries are not drawn. The picture stands at the first commit of term %d.", say.Int(f.base), term)
	out.Alt = fmt.Sprintf("%s nodes in a ring, each with its role, its term and %d places of its log. %s",
		say.Upper(say.Word(p.Nodes)), reelSeats, out.Takeaway)
	return out
}

// rival says what the old leader is at a shot.
func (f film) rival(k int) string {
	old := f.shots[k].nodes[f.victim]
	name := figure.NodeName(f.victim)
	switch {
	case !old.up:
		return name + " is down."
	case old.role == leading:
		return fmt.Sprintf("%s still leads term %d, without a majority.", name, old.term)
	}
	return fmt.Sprintf("%s no longer leads term %d: it has heard no majority.", name, old.term)
}

var (
	wideSeats = map[int][]figure.Grid{3: {{Col: 1}, {Col: 2, Row: 1.3}, {Row: 1.3}},
		4: {{Col: 1}, {Col: 2, Row: 0.9}, {Col: 1, Row: 1.8}, {Row: 0.9}},
		5: {{Col: 1}, {Col: 2, Row: 0.75}, {Col: 1.6, Row: 2}, {Col: 0.4, Row: 2}, {Row: 0.75}}}
	narrowSeats = map[int][]figure.Grid{3: {{Col: 0.5}, {Col: 1, Row: 1.3}, {Row: 1.3}},
		4: {{Col: 0.5}, {Col: 1, Row: 1.2}, {Col: 0.5, Row: 2.4}, {Row: 1.2}},
		5: {{Col: 0.5}, {Col: 1, Row: 1.1}, {Col: 0.82, Row: 2.5}, {Col: 0.18, Row: 2.5}, {Row: 1.1}}}
)

// stage declares the nodes and the links between them.
func (f film) stage(p Params) *figure.Stage {
	st := &figure.Stage{}
	first := f.shots[0].nodes
	for i := range p.Nodes {
		wide, narrow := roleText(first[i])
		st.Places = append(st.Places, figure.Place{ID: figure.NodeName(i), Label: figure.NodeName(i),
			Wide: wideSeats[p.Nodes][i], Narrow: narrowSeats[p.Nodes][i],
			Slots: []figure.Slot{{ID: "role", Start: wide, Brief: narrow},
				{ID: "commit", Start: commitText(first[i])}},
			Bars: []figure.StageBar{{ID: "timer", Work: true}}, Seats: reelSeats, Cells: true})
		for k := range i {
			st.Rails = append(st.Rails, figure.Rail{From: figure.NodeName(k), To: figure.NodeName(i), Dashed: true})
		}
	}
	return st
}

func roleText(g glimpse) (wide, narrow string) {
	if !g.up {
		return "down", "down"
	}
	name := [...]string{"follower", "asks first", "candidate", "leader"}[g.role]
	return fmt.Sprintf("%s, term %d", name, g.term), fmt.Sprintf("%s %d", name, g.term)
}

func commitText(g glimpse) string {
	if !g.up {
		return "–"
	}
	return "commit " + say.Int(g.commit)
}

// tell writes down every event: messages, and how the nodes differ from shot to shot.
func (f film) tell(p Params, m *figure.Motion, st *figure.Stage) {
	longest := 0.001
	drawn := map[[4]int32]bool{}
	for k, s := range f.shots {
		if (s.kind == told || s.kind == missed) && f.tells(k) {
			key := [4]int32{int32(s.mail.kind), s.mail.term, int32(s.mail.from)*8 + int32(s.mail.to),
				int32(flagInt(k > f.heals && f.heals > 0))}
			if !drawn[key] {
				drawn[key] = true
				longest = max(longest, f.send(m, s, drawn))
			}
		}
	}
	m.Pace = 900 / longest
	now := make([]glimpse, p.Nodes)
	copy(now, f.shots[0].nodes)
	for i := range now {
		now[i].terms = nil
	}
	known := map[string]bool{}
	last := f.last()
	for k, s := range f.shots[:last+1] {
		if s.at < f.start {
			continue
		}
		for i, g := range s.nodes {
			f.change(m, st, known, i, now[i], g, s.at, longest/2)
			now[i] = f.clip(g)
		}
		if k == f.tries {
			from := max(s.heard, f.start)
			m.Tell(figure.MotionEvent{At: f.at(from), To: f.at(s.at), Kind: figure.Hold,
				Place: figure.NodeName(f.winner) + ".timer"})
		}
	}
	if strikes := f.when(f.struck); p.Fault == "minority" {
		f.cuts(p, m, strikes)
	}
	slices.SortStableFunc(m.Events, func(a, b figure.MotionEvent) int { return cmp.Compare(a.At, b.At) })
}

// last is the shot that ends the story.
func (f film) last() int {
	if f.same > 0 {
		return f.same
	}
	return f.commits
}

// tells says whether the message of a shot is drawn: the entry before the fault, the old leader's in vain, the election
// that is won, what the new leader sends, and what mends the old one.
func (f film) tells(k int) bool {
	s, m := f.shots[k], f.shots[k].mail
	from, to := int(m.from), int(m.to)
	winner := from == f.winner || to == f.winner
	switch {
	case k > f.last() || m.posted < f.start:
		return false
	case k < f.struck:
		return s.kind == told && m.term == f.shots[f.struck].nodes[f.victim].term && (m.kind == appends &&
			m.index < f.base && m.index+s.count >= f.base || m.kind == appended && m.index >= f.base)
	case m.kind < appends:
		return k > f.tries && k <= f.leads && winner
	case f.heals > 0 && k > f.heals:
		return winner && (from == f.victim || to == f.victim)
	case k > f.leads:
		return winner && s.kind == told
	}
	return from == f.victim
}

// send tells a message and gives how long it flies.
func (f film) send(m *figure.Motion, s shot, drawn map[[4]int32]bool) float64 {
	e := figure.MotionEvent{At: f.at(s.mail.posted), To: f.at(s.at), Kind: figure.Send, From: figure.
		NodeName(int(s.mail.from)), Dest: figure.NodeName(int(s.mail.to)), Lost: s.kind == missed}
	name := ""
	switch s.mail.kind {
	case mayI:
		name = "would you?"
	case vote:
		name = fmt.Sprintf("vote in %d?", s.mail.term)
	case appends:
		e.Item, name = "square", fmt.Sprintf("entry %s", say.Int(s.mail.index+1))
		if f.base > s.mail.index && s.mail.index+s.count >= f.base {
			name = "entry " + say.Int(f.base)
		}
	default:
		if e.Item = "circle"; !s.mail.granted {
			e.Item = "diamond"
		}
	}
	volley := [4]int32{int32(s.mail.kind), s.mail.term, -1, int32(flagInt(e.Lost))}
	if name != "" && !drawn[volley] && len([]rune(name)) <= 12 {
		e.Label, drawn[volley] = name, true
	}
	if e.Lost {
		e.To = e.At + inMs(ticks(1)) // it arrives nowhere
	}
	if e.To <= e.At {
		e.To = e.At + 0.001
	}
	m.Tell(e)
	if e.Lost {
		return 0
	}
	return e.To - e.At
}

// clip is a node with the part of its log that the window shows.
func (f film) clip(g glimpse) glimpse {
	var terms []int32
	for k, term := range g.terms {
		if at := g.from + int32(k); at >= f.base && at < f.base+reelSeats {
			terms = append(terms, term)
		}
	}
	g.terms = terms
	return g
}

// change tells how a node differs from what it was.
func (f film) change(m *figure.Motion, st *figure.Stage, known map[string]bool, i int, was, is glimpse, tick int64,
	cross float64) {
	name, at, now := figure.NodeName(i), f.at(tick), f.clip(is)
	if wide, narrow := roleText(is); cmp.Compare(wide, first(roleText(was))) != 0 {
		e := figure.MotionEvent{At: at, Kind: figure.Set, Place: name + ".role", Label: wide, Short: narrow,
			Bad: !is.up}
		if is.role != leading && is.up {
			e.Item = figure.Plain
		}
		m.Tell(e)
	}
	if shown := f.capped(is); shown != f.capped(was) {
		g := is
		g.commit = shown
		e := figure.MotionEvent{At: at, Kind: figure.Set, Place: name + ".commit", Label: commitText(g)}
		if !is.up {
			e.Item = figure.Plain
		}
		m.Tell(e)
	}
	for k := range max(len(was.terms), len(now.terms)) {
		old, fresh := int32(0), int32(0)
		if k < len(was.terms) {
			old = was.terms[k]
		}
		if k < len(now.terms) {
			fresh = now.terms[k]
		}
		if old == fresh {
			continue
		}
		begins := at
		if old > 0 {
			m.Tell(figure.MotionEvent{At: at, To: at + cross, Kind: figure.Drop, Item: f.cell(i, k, old)})
			begins += cross
		}
		if fresh == 0 {
			continue
		}
		id := f.cell(i, k, fresh)
		if !known[id] {
			known[id] = true
			st.Items = append(st.Items, figure.StageItem{ID: id, Label: fmt.Sprint(fresh),
				Hue: termHues[int(fresh)%len(termHues)]})
		}
		m.Tell(figure.MotionEvent{At: begins, To: begins + cross/4, Kind: figure.Add, Item: id, Dest: name, Seat: k})
	}
}

// capped is what a node has committed, as far as the window shows; -1 for one that is down.
func (f film) capped(g glimpse) int32 {
	if !g.up {
		return -1
	}
	return min(g.commit, f.base+reelSeats-1)
}

func first(a, _ string) string { return a }

func (f film) cell(node, k int, term int32) string {
	return fmt.Sprintf("%s%d.%d", figure.NodeName(node), k, term)
}

// cuts tells which links are down.
func (f film) cuts(p Params, m *figure.Motion, at float64) {
	end := 0.0
	if f.heals > 0 {
		end = f.when(f.heals)
	}
	size := p.minoritySize()
	side := func(i int) bool { return (i-f.victim+p.Nodes)%p.Nodes < size }
	for i := range p.Nodes {
		for k := range i {
			if side(i) != side(k) {
				m.Tell(figure.MotionEvent{At: at, To: end, Kind: figure.Cut, From: figure.NodeName(k),
					Dest: figure.NodeName(i)})
			}
		}
	}
}
