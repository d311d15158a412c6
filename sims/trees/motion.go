package trees

import (
	"cmp"
	"fmt"
	"slices"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
)

const (
	storyInserts = 3 // the last of them splits a leaf
	storyLeaves  = 4 // boxes that fit
	storyRoom    = 5 // entries of a leaf that fit
)

// leafAt is a page of the drawn tree with its keys.
type leafAt struct {
	id   int32
	keys []uint64
}

// level2 is a drawn tree of a root and its leaves.
type level2 struct {
	root   []uint64
	leaves []leafAt
}

// splitting is the story in motion: the inserts that lead to the split of a leaf under a root with room.
type splitting struct {
	p     Params
	keys  []uint64 // inserted one after another; the last one splits
	trees []level2 // before the first insert and after each
	first int      // number of the first insert among the operations
}

// leafOf is the number of the leaf that a key belongs to: that behind the separators up to it.
func (l level2) leafOf(key uint64) int {
	n := 0
	for _, separator := range l.root {
		if separator <= key {
			n++
		}
	}
	return n
}

// twoLevels gives the pages of a tree with a root and leaves; false for any other.
func (d *drawing) twoLevels() (level2, bool) {
	var out level2
	if d.tree.Height() != 2 {
		return out, false
	}
	d.tree.Walk(func(page, _ int32, depth int, keys []uint64, _ bool) {
		if depth == 0 {
			out.root = slices.Clone(keys)
		} else {
			out.leaves = append(out.leaves, leafAt{page, slices.Clone(keys)})
		}
	})
	return out, true
}

// splittingOf finds the first such split among the operations. A run without one, or one whose pages are too wide to
// draw, has no story.
func splittingOf(p Params) (splitting, bool) {
	if p.DrawLeaf > storyRoom-1 || p.DrawFanout > storyRoom {
		return splitting{}, false
	}
	d, s := newDrawing(p), splitting{p: p}
	for i, o := range p.operations() {
		before, flat := d.twoLevels()
		height, splits, size := d.tree.Height(), d.tree.Splits, d.tree.Len()
		d.do(o)
		if o.verb != "insert" || !flat || d.tree.Len() == size || o.a > 999 {
			s.keys, s.trees = nil, nil
			continue
		}
		switch {
		case len(s.keys) == 0:
			s.trees = []level2{before}
		case len(s.keys) == storyInserts-1 && d.tree.Splits == splits:
			s.keys, s.trees = s.keys[1:], s.trees[1:]
		}
		after, _ := d.twoLevels()
		s.keys, s.trees = append(s.keys, o.a), append(s.trees, after)
		s.first = i + 2 - len(s.keys)
		switch {
		case d.tree.Height() != height || len(after.leaves) > storyLeaves:
			return s, false
		case d.tree.Splits > splits && len(s.keys) >= 2:
			return s, true
		case d.tree.Splits > splits:
			s.keys, s.trees = nil, nil
		}
	}
	return s, false
}

func hasMotion(p Params, _ btreeRun) bool {
	_, ok := splittingOf(p)
	return ok
}

func pageName(id int32) string { return fmt.Sprintf("p%d", id) }

// last is the tree after the split, and before the one before it.
func (s splitting) last() (before, after level2) {
	return s.trees[len(s.trees)-2], s.trees[len(s.trees)-1]
}

// motionFigure plays the inserts.
func motionFigure(p Params, _ btreeRun) figure.Figure {
	s, _ := splittingOf(p)
	m := &figure.Motion{Unit: "insert", Pace: 3200, Skip: 400}
	st := s.stage()
	s.tell(m, st)
	end := float64(len(s.keys))
	st.Cue(m, end+0.72)
	m.Beats = s.beats()
	f := figure.Figure{ID: sims.MotionID, Title: "A full leaf splits", Panel: true, Stage: st, Motion: m,
		Data: s.table()}
	key, up := s.keys[len(s.keys)-1], s.separator()
	moved := "half of the entries move to a new page"
	if _, right := s.halves(); right == 1 {
		moved = fmt.Sprintf("%d goes to a new page alone", key)
	}
	f.Takeaway = fmt.Sprintf("Insert %d finds its leaf full: %s, and %d rises into the root.", key, moved, up)
	f.Caption = fmt.Sprintf("A box is a page, a chip a key; separators in the root are blue, inserted keys orange. "+
		"A ring is where a key was. A leaf has room for %s; the last seat is drawn only to show the one too many. "+
		"The first insert is number %d of the operations.", say.Count(p.DrawLeaf, "entry"), s.first)
	f.Alt = fmt.Sprintf("A root page above %s, one of which has just split. %s", say.Count(len(s.trees[len(s.trees)-1].
		leaves), "leaf"), f.Takeaway)
	return f
}

// separator is the key that the split puts into the root.
func (s splitting) separator() uint64 {
	before, after := s.last()
	for _, k := range after.root {
		if !slices.Contains(before.root, k) {
			return k
		}
	}
	return 0
}

// stage declares the pages as they are at the end, with the keys of the start.
func (s splitting) stage() *figure.Stage {
	_, end := s.last()
	start := s.trees[0]
	middle := float64(len(end.leaves)-1) / 2
	st := &figure.Stage{Places: []figure.Place{
		{ID: "key", Label: "insert", Wide: figure.Grid{Col: 0}, Narrow: figure.Grid{Col: 0}, Seats: 1, Cells: true,
			Open: true},
		{ID: "root", Label: "root", Wide: figure.Grid{Col: middle}, Narrow: figure.Grid{Col: 1}, Seats: s.p.DrawFanout,
			Cells: true}}}
	for i, l := range end.leaves {
		at := slices.IndexFunc(start.leaves, func(o leafAt) bool { return o.id == l.id })
		text := "free page"
		if at >= 0 {
			text = s.fill(len(start.leaves[at].keys))
		}
		st.Places = append(st.Places, figure.Place{ID: pageName(l.id), Label: "leaf", Wide: figure.Grid{Col: float64(i),
			Row: 1.2}, Narrow: figure.Grid{Col: float64(i % 2), Row: 1.15 * float64(1+i/2)},
			Slots: []figure.Slot{{ID: "n", Start: text}}, Seats: s.p.DrawLeaf + 1, Cells: true})
		st.Rails = append(st.Rails, figure.Rail{From: "root", To: pageName(l.id), Dashed: at < 0})
		if at < 0 {
			continue
		}
		for n, k := range start.leaves[at].keys {
			st.Items = append(st.Items, figure.StageItem{ID: entryName(k), Label: fmt.Sprint(k), Place: pageName(l.id),
				Seat: n})
		}
	}
	for n, k := range start.root {
		st.Items = append(st.Items, figure.StageItem{ID: sepName(k), Label: fmt.Sprint(k), Hue: figure.Blue,
			Place: "root", Seat: n})
	}
	for _, k := range s.keys {
		st.Items = append(st.Items, figure.StageItem{ID: entryName(k), Label: fmt.Sprint(k), Hue: figure.Orange})
	}
	st.Items = append(st.Items, figure.StageItem{ID: sepName(s.separator()), Label: fmt.Sprint(s.separator()),
		Hue: figure.Blue})
	return st
}

func entryName(k uint64) string { return fmt.Sprintf("k%d", k) }
func sepName(k uint64) string   { return fmt.Sprintf("s%d", k) }

func (s splitting) fill(n int) string { return fmt.Sprintf("%d of %d", n, s.p.DrawLeaf) }

// tell writes down every event: insert i has the time from i + 1 to i + 2.
func (s splitting) tell(m *figure.Motion, _ *figure.Stage) {
	for i, k := range s.keys {
		at := float64(i + 1)
		before, after := s.trees[i], s.trees[i+1]
		l := before.leaves[before.leafOf(k)]
		full := slices.Clone(l.keys)
		full = append(full, k)
		slices.Sort(full)
		m.Tell(figure.MotionEvent{At: at, To: at + 0.08, Kind: figure.Add, Item: entryName(k), Dest: "key"})
		m.Tell(move(at+0.1, at+0.27, entryName(k), "root", s.p.DrawFanout-1))
		for n, other := range full {
			if other == k || n >= len(l.keys) || l.keys[n] != other {
				m.Tell(move(at+0.3, at+0.5, entryName(other), pageName(l.id), n))
			}
		}
		m.Tell(figure.MotionEvent{At: at + 0.5, Kind: figure.Set, Place: pageName(l.id) + ".n",
			Label: s.fill(len(full)), Item: figure.Plain, Bad: len(full) > s.p.DrawLeaf})
		if len(after.leaves) > len(before.leaves) {
			s.tellSplit(m, at, before, after)
		}
	}
	slices.SortStableFunc(m.Events, func(a, b figure.MotionEvent) int { return cmp.Compare(a.At, b.At) })
}

func move(from, to float64, item, dest string, seat int) figure.MotionEvent {
	return figure.MotionEvent{At: from, To: to, Kind: figure.Move, Item: item, Dest: dest, Seat: seat}
}

// tellSplit moves the upper entries to the new page, and then a copy of its first key into the root.
func (s splitting) tellSplit(m *figure.Motion, at float64, before, after level2) {
	known := func(id int32) bool {
		return slices.ContainsFunc(before.leaves, func(l leafAt) bool { return l.id == id })
	}
	at0 := slices.IndexFunc(after.leaves, func(l leafAt) bool { return !known(l.id) })
	fresh, left := after.leaves[at0], after.leaves[at0-1]
	for n, k := range fresh.keys {
		m.Tell(move(at+0.56, at+0.7, entryName(k), pageName(fresh.id), n))
	}
	for _, l := range []leafAt{left, fresh} {
		m.Tell(figure.MotionEvent{At: at + 0.7, Kind: figure.Set, Place: pageName(l.id) + ".n", Label: s.fill(
			len(l.keys))})
	}
	up := s.separator()
	m.Tell(figure.MotionEvent{At: at + 0.74, To: at + 0.75, Kind: figure.Add, Item: sepName(up),
		Dest: pageName(fresh.id)})
	for n, k := range after.root {
		if n >= len(before.root) || before.root[n] != k {
			m.Tell(move(at+0.75, at+0.93, sepName(k), "root", n))
		}
	}
}

// beats says what happens, each thought once.
func (s splitting) beats() []figure.Beat {
	n := len(s.keys)
	before, after := s.last()
	end, key := float64(n), s.keys[n-1]
	out := []figure.Beat{{At: 0.9, To: 1.52, Say: fmt.Sprintf("%d goes down from the root, which says whose leaf it "+
		"belongs to, and takes its seat among the keys there. %s read, one is changed.", s.keys[0],
		say.Upper(say.Count(2, "page"))+" are")}}
	if n > 2 {
		out = append(out, figure.Beat{At: 1.52, To: end - 0.02, Say: fmt.Sprintf("%d takes the same way. Nothing but "+
			"its leaf changes.", s.keys[1])})
	}
	left, right := s.halves()
	return append(out, figure.Beat{At: end - 0.02, To: end + 0.52, Say: fmt.Sprintf("%d comes to a leaf that is full: "+
		"%d keys where %d have room.", key, s.p.DrawLeaf+1, s.p.DrawLeaf), Pace: 5000},
		figure.Beat{At: end + 0.52, To: end + 0.72, Say: fmt.Sprintf("The leaf splits: %d keys stay, %d %s to a new "+
			"page. No key in any other leaf moves.", left, right, say.Either(right, "goes", "go")), Pace: 6000},
		figure.Beat{At: end + 0.72, To: end + 0.95, Say: fmt.Sprintf("A copy of %d rises into the root, which now "+
			"tells %d leaves apart instead of %d. All of them stay at one depth.", s.separator(), len(after.leaves),
			len(before.leaves)), Pace: 6000})
}

// halves is how many keys stay and how many go in the split.
func (s splitting) halves() (left, right int) {
	before, after := s.last()
	for i, l := range after.leaves {
		if !slices.ContainsFunc(before.leaves, func(o leafAt) bool { return o.id == l.id }) {
			return len(after.leaves[i-1].keys), len(l.keys)
		}
	}
	return 0, 0
}

// table has a row for each insert and one for the split.
func (s splitting) table() *figure.Table {
	t := &figure.Table{Columns: []figure.Column{{Label: "Insert", Numeric: true}, {Label: "Key", Numeric: true},
		{Label: "What"}}}
	before, after := s.last()
	left, right := s.halves()
	for i, k := range s.keys {
		what := "takes a seat in its leaf; 2 pages are read, one changes"
		if i == len(s.keys)-1 {
			what = fmt.Sprintf("%d keys where %d have room: %d stay, %d %s to a new page; %d rises into the root "+
				"of %d leaves, now %d", s.p.DrawLeaf+1, s.p.DrawLeaf, left, right, say.Either(right,
				"goes", "go"), s.separator(), len(before.leaves),
				len(after.leaves))
		}
		t.Rows = append(t.Rows, []string{fmt.Sprint(s.first + i), fmt.Sprint(k), what})
	}
	return t
}
