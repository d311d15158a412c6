package journey

import (
	"fmt"
	"math"

	"tradeofflab/sims/model"
)

// month is one turn.
type month struct {
	M          int
	System     system
	Landed     []change
	Idle       []change // landed without changing anything
	Mishaps    []change
	Began      []change
	Way        []change // still on their way at the end of the month
	StoredGB   float64
	HotGB      float64 // in the store; the rest is in the lake
	Flow       flow
	Run        served
	Tier, Both float64 // share of sampled reads that found their object
	P50, P99   float64 // ms
	Refused    float64 // share of all requests
	Failures   int
	ZoneLost   bool
	DownS      float64 // seconds without answers, weighted by the share of the requests
	AvailPct   float64
	NeedH      float64 // hours of work that the month brought
	BacklogH   float64 // … that are left over at its end
	Bill       bill
	Met        bool
}

// game is a whole run.
type game struct {
	Ledger    ledger
	Months    []month // 1 … ; the first is month 1
	Conserved bool
	Total     float64 // USD
	Lines     bill    // the same by line
	MetMonths int
	First     int // first month that missed a goal, 0 for none
	Petabyte  int // month in which a petabyte is kept, 0 for never
}

// last is the last month that was played.
func (g game) last() month { return g.Months[len(g.Months)-1] }

// Steps of the work of one sampled read, and of a bin of its popularity.
const (
	readSteps = 40
	binSteps  = 30
)

// What people and failures take.
const (
	hoursEach       = 40.0 // hours a month that each of the team has for running things
	hoursPerNode    = 0.1  // hours a month for each node
	hoursPerFailure = 2.0
	zoneMonths      = 60.0 // a zone is lost once in so many months
	zoneHours       = 4.0
	zones           = 3
)

// play runs the game month by month. Each month draws from streams of its own, so that a later move changes no earlier
// month.
func play(b *model.Budget, p Params) game {
	g := game{Ledger: p.keep()}
	g.Conserved = g.Ledger.conserved(p.Retention)
	s, backlog := p.opening(), 0.0
	var way []change
	next := 0
	capacity := hoursEach * float64(p.Team)
	for m := 1; m <= g.Ledger.months(); m++ {
		now := month{M: m, StoredGB: float64(g.Ledger.Stored[m]) / kBPerGB}
		s, way = now.land(s, way, p)
		for ; next < len(p.Moves) && p.Moves[next].Month <= m; next++ {
			c, hours := s.start(p.Moves[next], way, int(backlog/capacity), p.RF)
			now.Began, way = append(now.Began, c), append(way, c)
			now.NeedH += hours
		}
		now.System, now.Way = s, append([]change(nil), way...)
		now.HotGB = float64(g.Ledger.recent(m, s.Hot)) / kBPerGB
		now.run(b, p)
		hours := 0.0
		hours, backlog = now.people(p, backlog, capacity)
		now.Bill = p.billOf(now, hours)
		g.add(now)
	}
	return g
}

// land lets the moves work that are due, in the order in which they began.
func (now *month) land(s system, way []change, p Params) (system, []change) {
	var still []change
	for _, c := range way {
		if c.Lands > now.M {
			still = append(still, c)
			continue
		}
		next, changed := s.after(c.Move, p.RF)
		if s = next; !changed {
			now.Idle = append(now.Idle, c)
			continue
		}
		now.Landed = append(now.Landed, c)
		if model.Stream(p.Seed, fmt.Sprintf("risk %d %s", now.M, c.What)).Float64() < c.Risk/100 {
			now.Mishaps = append(now.Mishaps, c)
		}
	}
	return s, still
}

// run simulates requests, caches and failures of the month.
func (now *month) run(b *model.Budget, p Params) {
	f := p.flowOf(now.System, now.StoredGB, now.HotGB)
	b.Spend(flowSteps)
	r, refused := p.serveMonth(b, now.M, f)
	first, second := f.objects.sampled(model.Stream(p.Seed, fmt.Sprintf("month %d reads", now.M)), p.Sampled, f.tier,
		f.both)
	b.Spend(readSteps*p.Sampled + binSteps*mostBins)
	now.Flow, now.Run = f, r
	now.Tier, now.Both = float64(first)/float64(p.Sampled), float64(second)/float64(p.Sampled)

	all := *r.Times
	if f.Store > 0 && f.Tier > 0 {
		all.Add(int64(tierMs*1e6), int(math.Round(min(1e9, float64(p.Sampled)*f.Tier/f.Store))))
	}
	now.P50, now.P99 = all.Quantile(.5)/1e6, all.Quantile(.99)/1e6
	now.Refused = refused * f.Store / max(f.Store+f.Tier, 1e-12)
	now.fail(p)
	now.AvailPct = 100 * (1 - min(1, now.DownS/monthSeconds)) * (1 - now.Refused) *
		(1 - f.LostShare*(1-p.writes()))
	now.Met = now.P99 <= p.SLOMs && now.AvailPct >= p.SLOAvail && r.Times.Total() > 0
}

// fail draws the failures of the month and adds up for how long which share of the requests had no answer.
func (now *month) fail(p Params) {
	rng := model.Stream(p.Seed, fmt.Sprintf("month %d failures", now.M))
	s := now.System
	nodes, copies := float64(s.Nodes), float64(s.Copies)
	now.Failures = model.Poisson(rng, nodes*monthSeconds/86_400/p.MTBFDays)
	for range now.Failures {
		primary := rng.Float64() < 1/copies // of its data
		switch {
		case s.Copies == 1: // its part of the data comes back from the backup
			now.DownS += min(monthSeconds, p.FailoverS+3600*now.Flow.RestoreH) / nodes
		case s.Kind == wide && s.Copies == 2: // a majority of two is both
			now.DownS += p.FailoverS * copies / nodes
		case s.Kind != wide && primary: // nothing is written until a copy takes over
			now.DownS += p.FailoverS * p.writes() / float64(s.shards())
		}
	}
	if now.ZoneLost = rng.Float64() < 1/zoneMonths; now.ZoneLost {
		hit := rng.Float64() < 1./zones // the one node, or the first of a few, stands in it
		switch {
		case s.Copies == 1 && (s.Nodes > 1 || hit):
			now.DownS += 3600 * zoneHours * min(1, max(1./zones, 1/nodes))
		case s.Kind == wide && s.Copies == 2:
			now.DownS += p.FailoverS
		case s.Kind != wide && (s.Kind == sharded || hit):
			now.DownS += p.FailoverS * p.writes()
		}
	}
	for _, c := range now.Mishaps {
		now.DownS += 3600 * c.Kind.OutageH
	}
}

// people adds the hours of the month to what the team was behind with: hours worked, and what is left.
func (now *month) people(p Params, behind, capacity float64) (worked, left float64) {
	now.NeedH += float64(now.System.engines())*p.OpsHours + hoursPerNode*float64(now.System.Nodes+now.System.Cache) +
		hoursPerFailure*float64(now.Failures)
	todo := behind + now.NeedH
	now.Flow.Use[peopleUse] = todo / capacity
	now.BacklogH = max(0, todo-capacity)
	return min(todo, capacity), now.BacklogH
}

// add counts a month.
func (g *game) add(m month) {
	g.Months = append(g.Months, m)
	g.Lines = g.Lines.plus(m.Bill)
	g.Total += m.Bill.total()
	if m.Met {
		g.MetMonths++
	} else if g.First == 0 {
		g.First = m.M
	}
	if g.Petabyte == 0 && m.StoredGB >= petabyteGB {
		g.Petabyte = m.M
	}
}

// usdPerMonth is what the score takes a month within its goals to be worth.
const usdPerMonth = 100_000.0

// score is the months within their goals less one for each usdPerMonth that was spent.
func (g game) score() float64 { return float64(g.MetMonths) - g.Total/usdPerMonth }

// sloPct is the share of the months that met both goals.
func (g game) sloPct() float64 { return 100 * float64(g.MetMonths) / float64(len(g.Months)) }
