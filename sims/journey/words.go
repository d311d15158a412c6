package journey

import (
	"fmt"
	"strings"

	"tradeofflab/say"
)

// size prints GB in the unit that a person reads them in.
func size(gb float64) string {
	switch {
	case gb >= 1e6:
		return say.Short(gb/1e6) + " PB"
	case gb >= 1e3:
		return say.Short(gb/1e3) + " TB"
	case gb >= 1:
		return say.Short(gb) + " GB"
	}
	return say.Short(1000*gb) + " MB"
}

// usd prints dollars.
func usd(v float64) string {
	switch {
	case v >= 1e6:
		return say.Short(v/1e6) + " million dollars"
	case v >= 10_000:
		return say.Number(v, 0) + " dollars"
	}
	return say.Short(v) + " dollars"
}

// name says what a system is.
func (s system) name() string {
	switch {
	case s.Kind == wide:
		return fmt.Sprintf("a wide-column store on %s", say.Count(s.Nodes, "node"))
	case s.Kind == sharded:
		return fmt.Sprintf("%s of %s each", say.Count(s.shards(), "shard"), say.Count(s.Copies, "node"))
	case s.Nodes > 1:
		return fmt.Sprintf("one node and %s of it", say.Either(s.Nodes-1, "one copy", say.Int(s.Nodes-1)+" copies"))
	}
	return "one node"
}

// missed says which goals a month missed.
func (m month) missed(p Params) string {
	var out []string
	if m.P99 > p.SLOMs || m.Run.Times.Total() == 0 {
		out = append(out, fmt.Sprintf("the 99th percentile is %s ms", say.Short(m.P99)))
	}
	if m.AvailPct < p.SLOAvail {
		out = append(out, fmt.Sprintf("%s %% of the requests have an answer", say.Number(m.AvailPct, 3)))
	}
	return strings.Join(out, " and ")
}

func gameTakeaway(p Params, g game) string {
	last := g.last()
	how := fmt.Sprintf("%d of %s met both goals", g.MetMonths, say.Count(len(g.Months), "month"))
	where := fmt.Sprintf("%s are kept at the end", size(last.StoredGB))
	if g.Petabyte > 0 {
		where = fmt.Sprintf("1 PB is kept from month %d on", g.Petabyte)
	}
	if g.First == 0 {
		return fmt.Sprintf("%s; %s, and the game costs %s.", how, where, usd(g.Total))
	}
	first := g.Months[g.First-1]
	use, which := first.Flow.highest()
	full := resourceNames[which] + " the fullest resource"
	if use < busy {
		full = "no resource of a node busy"
	}
	return fmt.Sprintf("%s; %s, for %s. Month %d is the first to miss one, with %s and %s.", how, where, usd(g.Total),
		g.First, size(first.StoredGB), full)
}

func gameCoach(p Params, g game) string {
	if g.First == 0 {
		most := 0
		for i := range g.Lines {
			if g.Lines[i] > g.Lines[most] {
				most = i
			}
		}
		return fmt.Sprintf("Every month meets both goals. The largest line of the bill is %s, %s in all. Which move "+
			"could come later without a month missing? Try it.", lineNames[most], usd(g.Lines[most]))
	}
	first := g.Months[g.First-1]
	use, which := first.Flow.highest()
	if len(p.Moves) == mostMoves {
		return fmt.Sprintf("Month %d misses a goal: %s. All %d moves are used; make an early one larger, or take "+
			"one back.",
			g.First, first.missed(p), mostMoves)
	}
	if g.First == 1 {
		return fmt.Sprintf("Month 1 misses a goal: %s. No move works before month 2: choose other knobs for the "+
			"start, or other goals.", first.missed(p))
	}
	if use < busy && first.AvailPct >= p.SLOAvail {
		return fmt.Sprintf("Month %d misses a goal: %s, though no resource of a node is busy. What shortens the "+
			"work of a request helps: tuning, and a cache tier where reads repeat.", g.First, first.missed(p))
	}
	if use < busy {
		return fmt.Sprintf("Month %d misses a goal: %s, though no resource of a node is busy. Failures and moves "+
			"that go wrong do that; what stands in a single copy waits for its backup.", g.First, first.missed(p))
	}
	return fmt.Sprintf("Month %d misses a goal: %s, and %s %s used to %s %%. Go to a month before it, step by step, "+
		"and choose a move there; what helps with %s?", g.First, first.missed(p), resourceNames[which], areOf(which),
		say.Number(100*use, 0), resourceNames[which])
}

// areOf is the verb of a resource.
func areOf(which int) string {
	if which == cpuUse || which == iopsUse {
		return "are"
	}
	return "is"
}
