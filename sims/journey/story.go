package journey

import (
	"fmt"
	"slices"
	"strings"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
)

// story goes from month to month and offers the moves of the month that it stands at.
func story(p Params, g game) *sims.Story {
	s := &sims.Story{At: min(p.Step, len(g.Months))}
	for _, m := range g.Months {
		s.Events = append(s.Events, m.tell(p))
	}
	s.Turns = p.turns(g, s.At)
	if s.At == 0 {
		s.State = [][2]string{{"Month", "0"}, {"Kept", size(p.StartGB)}, {"Store", p.opening().name()}}
		return s
	}
	now := g.Months[s.At-1]
	use, which := now.Flow.highest()
	s.State = [][2]string{
		{"Month", fmt.Sprint(now.M)}, {"Kept", size(now.StoredGB)}, {"Store", now.System.name()},
		{"Requests", say.Short(now.Flow.RPS) + " per s"},
		{"Reads that hit a cache", say.Number(100*now.Both, 1) + " %"},
		{"99th percentile", say.Short(now.P99) + " ms"},
		{"Available", say.Number(now.AvailPct, 3) + " %"},
		{"Fullest resource", fmt.Sprintf("%s, %s %%", resourceNames[which], say.Number(100*use, 0))},
		{"Bill", usd(now.Bill.total())},
		{"Work left over", say.Number(now.BacklogH, 0) + " h"},
		{"On their way", onWay(now.Way)},
	}
	s.Figure = stageFigure(p, now)
	return s
}

func onWay(way []change) string {
	if len(way) == 0 {
		return "nothing"
	}
	out := make([]string, len(way))
	for i, c := range way {
		out[i] = fmt.Sprintf("%s from month %d", c.What, c.Lands)
	}
	return strings.Join(out, ", ")
}

// tell says what happens in a month.
func (m month) tell(p Params) string {
	var what []string
	for _, c := range m.Landed {
		what = append(what, c.named()+" works")
	}
	for _, c := range m.Mishaps {
		what = append(what, fmt.Sprintf("it goes wrong and all is down for %s h", say.Short(c.Kind.OutageH)))
	}
	for _, c := range m.Idle {
		what = append(what, c.named()+" changes nothing")
	}
	for _, c := range m.Began {
		what = append(what, c.named()+" begins")
	}
	if m.Failures > 0 {
		what = append(what, say.Count(m.Failures, "node")+" failed")
	}
	if m.ZoneLost {
		what = append(what, "a zone was lost")
	}
	goal := "both goals are met"
	if !m.Met {
		goal = m.missed(p)
	}
	what = append(what, goal)
	return fmt.Sprintf("Month %d, %s: %s.", m.M, size(m.StoredGB), strings.Join(what, ", "))
}

// named is a move with its number.
func (c change) named() string {
	if c.Kind.Most > 0 {
		return fmt.Sprintf("%s=%d", c.What, c.N)
	}
	return c.What
}

// turns are the moves that can begin in the month that the story stands at, and the way back.
func (p Params) turns(g game, at int) (out []sims.Turn) {
	s, way := p.opening(), []change(nil)
	if at > 0 {
		s, way = g.Months[at-1].System, g.Months[at-1].Way
	}
	m := max(1, at)
	if len(p.Moves) < mostMoves {
		for _, k := range kinds {
			n, offered := s.offer(k, way)
			if !offered {
				continue
			}
			move := Move{Month: m, What: k.What, N: n}
			c, hours := s.start(move, way, 0, p.RF)
			label := k.Label
			if k.Most > 0 {
				label = fmt.Sprintf("%s, %s", k.Label, say.Count(n, k.Number))
			}
			note := fmt.Sprintf("works from month %d at the earliest; %s h of work; goes wrong with %s %%", c.Lands,
				say.Short(hours), say.Short(c.Risk))
			if c.Double > 0 {
				note += fmt.Sprintf("; %s run beside the old ones until then", say.Count(c.Double, "node"))
			}
			out = append(out, sims.Turn{Label: label, Note: note, Set: [][2]string{{"moves", listed(p.with(move))}}})
		}
	}
	if i := p.lastMove(m); i >= 0 {
		less := slices.Delete(slices.Clone(p.Moves), i, i+1)
		out = append(out, sims.Turn{Label: "Take " + p.Moves[i].String() + " back",
			Set: [][2]string{{"moves", listed(less)}}})
	}
	if at < len(g.Months) {
		out = append(out, sims.Turn{Label: fmt.Sprintf("Wait until month %d", at+1),
			Set: [][2]string{{"step", fmt.Sprint(at + 1)}}})
	}
	return out
}

// offer is the number that a page proposes for a move; offered is false where it would change nothing or is under way.
func (s system) offer(k kind, way []change) (n int, offered bool) {
	under := 0
	for _, c := range way {
		if c.What == k.What {
			under++
		}
	}
	if k.What == tune {
		return 0, s.Tuned+under < mostTuned
	}
	if under > 0 {
		return 0, false
	}
	switch k.What {
	case addCache:
		n = max(1, 2*s.Cache)
	case replicas:
		n, offered = max(2, 2*(s.Nodes-1)), s.Kind == copied
	case shard:
		if n = 4; s.Kind == sharded {
			n = 2 * s.shards()
		}
		offered = s.Kind != wide
	case widecolumn:
		if n = max(6, s.Nodes); s.Kind == wide {
			n = (3*s.Nodes + 1) / 2
		}
	case lake:
		n = k.Usual
	}
	offered = offered || k.What == addCache || k.What == widecolumn || k.What == lake && s.Hot == 0
	return n, offered && n >= k.Least && n <= k.Most
}

// with is the list with one more move, in order of time.
func (p Params) with(m Move) []Move {
	i := p.lastMove(m.Month) + 1
	return slices.Insert(slices.Clone(p.Moves), i, m)
}

// lastMove is the last move that begins in a month or before it, −1 for none.
func (p Params) lastMove(month int) int {
	last := -1
	for i, m := range p.Moves {
		if m.Month <= month {
			last = i
		}
	}
	return last
}

// stageFigure draws what is there in a month: only paths that exist.
func stageFigure(p Params, m month) *figure.Figure {
	s := m.System
	f := &figure.Flow{Boxes: []figure.FlowBox{{ID: "app", Label: "application",
		Sub: say.Short(m.Flow.RPS) + " per s", Col: 0, Row: 1}}}
	arrow := func(from, to, label string, later bool) {
		f.Arrows = append(f.Arrows, figure.FlowArrow{From: from, To: to, Label: label, Async: later})
	}
	rate := func(v float64) string { return say.Short(v) + "/s" }
	if s.Cache > 0 {
		f.Boxes = append(f.Boxes, figure.FlowBox{ID: "cache", Label: "cache tier", Sub: say.Count(s.Cache, "node"),
			Col: 1, Row: 0, Store: true, Cache: true, Hue: figure.Orange})
		arrow("app", "cache", rate(m.Flow.Tier), false)
	}
	label := map[int]string{copied: "first node", sharded: say.Count(s.shards(), "shard"),
		wide: "wide-column store"}[s.Kind]
	sub := size(m.Flow.PerNodeGB) + " a node"
	f.Boxes = append(f.Boxes, figure.FlowBox{ID: "store", Label: label, Sub: sub, Col: 1, Row: 1, Store: true,
		Hue: figure.Blue})
	arrow("app", "store", rate(m.Flow.Store), false)
	if s.Copies > 1 {
		copies := say.Either(s.Copies-1, "one copy", say.Int(s.Copies-1)+" copies")
		if s.Kind != copied {
			copies += " of each part"
		}
		f.Boxes = append(f.Boxes, figure.FlowBox{ID: "copies", Label: copies, Col: 2, Row: 1, Store: true,
			Hue: figure.Blue})
		arrow("store", "copies", "writes", s.Kind != wide)
	}
	f.Boxes = append(f.Boxes, figure.FlowBox{ID: "backup", Label: "backup", Sub: say.Short(m.Flow.BackupH) + " h",
		Col: 1, Row: 2, Store: true, Hue: figure.Purple})
	arrow("store", "backup", "", true)
	if s.Hot > 0 {
		f.Boxes = append(f.Boxes, figure.FlowBox{ID: "lake", Label: "lake and search", Sub: size(m.StoredGB - m.HotGB),
			Col: 2, Row: 2, Store: true, Hue: figure.Green})
		arrow("store", "lake", "", true)
	}
	said := fmt.Sprintf("Month %d: %s with %s.", m.M, s.name(), size(m.StoredGB))
	return &figure.Figure{ID: "now", Title: "The system in this month", Takeaway: said,
		Alt: "The application and the stores that there are, with arrows for what goes between them. " + said, Flow: f}
}
