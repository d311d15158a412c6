package journey

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"tradeofflab/sims/model"
)

// short is a game with few requests a month.
func short(moves string) Params {
	p := defaults
	p.Sampled = 500
	p.Moves, _ = parseMoves(moves)
	return p
}

// random draws a list of moves and a few knobs.
func random(seed int) Params {
	rng := model.Stream(seed, "random games")
	p := short("")
	p.Seed, p.Months = seed, 20+rng.IntN(60)
	p.GrowthPct, p.Retention = float64(1+rng.IntN(60)), rng.IntN(2)*rng.IntN(30)
	p.StartGB, p.RPSPerGB = math.Pow(1000, rng.Float64()), math.Pow(10, 2*rng.Float64()-1)
	p.Node, p.Cache = shop.Nodes[rng.IntN(len(shop.Nodes))].ID, []string{noCache, nodeCache, tierCache}[rng.IntN(3)]
	p.RF, p.Nodes, p.Skew = 1+rng.IntN(5), 1+rng.IntN(2)*rng.IntN(20), 1.4*rng.Float64()
	for m := 1 + rng.IntN(6); m <= p.Months && len(p.Moves) < mostMoves; m += 1 + rng.IntN(8) {
		k := kinds[rng.IntN(len(kinds))]
		n := 0
		if k.Most > 0 {
			n = k.Least + rng.IntN(k.Most-k.Least+1)
		}
		p.Moves = append(p.Moves, Move{m, k.What, n})
	}
	return p
}

// Every check holds in random games, the same game comes out twice, and the lines of the bill add up in each month.
func TestRandomGames(t *testing.T) {
	for seed := range 40 {
		p := random(seed)
		g := play(nil, p)
		for _, c := range gameChecks(p, g) {
			if !c.OK {
				t.Errorf("seed %d, %s: %s: got %g, want %g ± %g", seed, listed(p.Moves), c.Name, c.Got, c.Want,
					c.Tolerance)
			}
		}
		total := 0.0
		for _, m := range g.Months {
			total += m.Bill.total()
			if m.AvailPct < 0 || m.AvailPct > 100 || m.Flow.Hit < m.Flow.TierHit-1e-9 || !(m.P99 >= m.P50) ||
				m.System.Nodes > mostNodes || m.System.Copies > max(m.System.Nodes, 1) {
				t.Errorf("seed %d, month %d: %+v", seed, m.M, m)
			}
		}
		if math.Abs(total-g.Total) > 1e-9*total {
			t.Errorf("seed %d: months cost %g, the game %g", seed, total, g.Total)
		}
		if seed < 5 {
			if again := play(nil, p); !reflect.DeepEqual(g, again) {
				t.Errorf("seed %d: two games of the same moves differ", seed)
			}
		}
		for at := 0; at <= len(g.Months); at += 7 {
			for _, turn := range p.turns(g, at) {
				for _, set := range turn.Set {
					if _, err := parseMoves(set[1]); set[0] == "moves" && err != nil {
						t.Errorf("seed %d, month %d offers %q: %v", seed, at, set[1], err)
					}
				}
			}
		}
	}
}

// A later move changes no earlier month.
func TestMovesWorkForward(t *testing.T) {
	before, after := play(nil, short("8:tune")), play(nil, short("8:tune;30:shard=4"))
	if !reflect.DeepEqual(before.Months[:29], after.Months[:29]) {
		t.Error("a move in month 30 changes months before it")
	}
	if reflect.DeepEqual(before.Months[32], after.Months[32]) || after.Months[32].System.Nodes != 12 {
		t.Error("shards do not work after three months")
	}
}

// What is not there yet cannot grow: a second move of a kind works only after the first, so that naming a move twice
// saves neither its lead time nor its risk.
func TestNoMoveOvertakesItsKind(t *testing.T) {
	p := short("5:widecolumn=3;5:widecolumn=30;20:lake=2;20:lake=1;30:tune;30:tune")
	p.Months, p.Team, p.Nodes = 36, 50, 3
	g := play(nil, p)
	for month, want := range map[int]system{10: {Kind: copied, Nodes: 3, Copies: 3},
		11: {Kind: wide, Nodes: 3, Copies: 3}, 12: {Kind: wide, Nodes: 30, Copies: 3},
		23: {Kind: wide, Nodes: 30, Copies: 3}, 24: {Kind: wide, Nodes: 30, Copies: 3, Hot: 2},
		25: {Kind: wide, Nodes: 30, Copies: 3, Hot: 1}, 31: {Kind: wide, Nodes: 30, Copies: 3, Hot: 1, Tuned: 1},
		32: {Kind: wide, Nodes: 30, Copies: 3, Hot: 1, Tuned: 2}} {
		if got := g.Months[month-1].System; got != want {
			t.Errorf("month %d: %+v, want %+v", month, got, want)
		}
	}
}

// A move that comes too late for the game changed nothing, and is counted.
func TestIdleMoves(t *testing.T) {
	for moves, want := range map[string]int{"": 0, "3:tune": 0, "3:cache=1;6:cache=1": 1, "12:tune": 1,
		"9:shard=4": 0, "10:shard=4": 1, "13:tune;40:cache=1": 2} {
		p := short(moves)
		p.Months = 12
		if got := play(nil, p).idle(p.Moves); got != want {
			t.Errorf("%q: %d moves that changed nothing, want %d", moves, got, want)
		}
	}
}

// The coach names what can be done: nothing before month 1, and shorter work where no resource is busy.
func TestCoachOfAMiss(t *testing.T) {
	for _, c := range []struct {
		goal float64
		says string
	}{{10, "No move works before month 2"}, {100, "Go to a month before it"}} {
		p := short("")
		p.SLOMs = c.goal
		if got := gameCoach(p, play(nil, p)); !strings.Contains(got, c.says) {
			t.Errorf("goal %g ms: %s", c.goal, got)
		}
	}
	p, times := short(""), &model.Histogram{}
	times.Add(1, 1)
	g := game{Months: []month{{M: 1}, {M: 2, P99: 120, AvailPct: 100, Run: served{Times: times}}}, First: 2}
	if got := gameCoach(p, g); !strings.Contains(got, "What shortens the work of a request") {
		t.Errorf("no resource busy: %s", got)
	}
}

// Bytes: the last twelve ingests at 20 % are 5.33 times the last one; what is kept is what came in less what expired;
// and a petabyte takes 75.8 months at 20 %, 41.1 at 40, 29.4 at 60 and 145 at 10.
func TestLedger(t *testing.T) {
	p := defaults
	p.Retention = 12
	l := p.keep()
	m := l.months()
	if got := float64(l.Stored[m]) / float64(l.Ingest[m]); math.Abs(got-5.33) > .005 || !l.conserved(12) {
		t.Errorf("kept over the last ingest: %.3f, want 5.33; conserved %v", got, l.conserved(12))
	}
	for growth, want := range map[float64]float64{20: 75.8, 40: 41.1, 60: 29.4, 10: 145} {
		if got := MonthsTo(1, petabyteGB, growth); math.Abs(got-want) > .06 {
			t.Errorf("%g %% a month: %.2f months to a petabyte, want %g", growth, got, want)
		}
		p := defaults
		p.GrowthPct, p.Months, p.Sampled = growth, mostMonths, 500
		want := int(math.Ceil(want))
		if growth == 10 {
			want = 0
		}
		if got := play(nil, p).Petabyte; got != want {
			t.Errorf("%g %%: 1 PB in month %d, want %d", growth, got, want)
		}
	}
	l.Stored[5]++
	if l.conserved(12) {
		t.Error("a kB too many is not noticed")
	}
}

// Within an architecture as it is, less load never takes longer and uses no resource more, by the lines; more memory
// never lowers the hits.
func TestLinesAreMonotone(t *testing.T) {
	p := defaults
	for _, s := range []system{{Kind: copied, Nodes: 1, Copies: 1}, {Kind: copied, Nodes: 4, Copies: 4},
		{Kind: sharded, Nodes: 12, Copies: 3}, {Kind: wide, Nodes: 30, Copies: 3, Cache: 2}} {
		before, use := 0.0, 0.0
		for rps := .01; rps < 100; rps *= 1.1 {
			p.RPSPerGB = rps
			f := p.flowOf(s, 500, 500)
			got, _ := f.line()
			if now, _ := f.highest(); now < use-1e-12 {
				t.Errorf("%+v: use falls from %g to %g", s, use, now)
			} else {
				use = now
			}
			if got == 0 {
				break
			}
			if got < before-1e-12 {
				t.Errorf("%+v at %g a second for each GB: %g after %g", s, rps, got, before)
			}
			before = got
		}
		hit := 0.0
		for cache := range 20 {
			s.Cache = cache
			f := p.flowOf(s, 50_000, 50_000)
			if f.Hit < hit-1e-9 {
				t.Errorf("%+v: %g hits after %g", s, f.Hit, hit)
			}
			hit = f.Hit
		}
	}
}

// What N nodes serve by their lines is what the scalability law gives them.
func TestNodesServeTheLaw(t *testing.T) {
	p := defaults
	p.AggPct, p.SearchPct = 0, 0
	for _, n := range []int{1, 3, 12} {
		f := p.flowOf(system{Kind: copied, Nodes: n, Copies: n}, 100, 100)
		c := f.Server.cpu
		got := float64(n*c.servers) / c.mean
		want := 16 / .005 * speedup(n, p.Sigma, p.Kappa)
		if math.Abs(got/want-1) > 1e-12 {
			t.Errorf("%d nodes serve %g a second, the law says %g", n, got, want)
		}
	}
}

// The cards of the game: 11.11 h, 1.157 GB/s, 1.739 and 27.83 days and 52.6 minutes; the audit checks them too.
func TestAudit(t *testing.T) {
	for _, c := range auditChecks(defaults, audit{}) {
		if !c.OK {
			t.Errorf("%s: got %g, want %g ± %g", c.Name, c.Got, c.Want, c.Tolerance)
		}
	}
	p := defaults
	for _, c := range auditClaims {
		if c.Impossible {
			p.Found = append(p.Found, c.ID)
		}
	}
	if a := runAudit(nil, p); a != (audit{Right: impossible}) {
		t.Errorf("all six named: %+v", a)
	}
	if _, err := parseFound("df-01,df-02,df-15,df-16,df-18,df-25,df-48"); err == nil {
		t.Error("seven names are taken")
	}
}

// The lower of two ceilings counts: 5 volumes of 3,000 operations a second do less than the instance lets through.
func TestCeilings(t *testing.T) {
	for id, want := range map[string][2]float64{"small": {3000, 131}, "medium": {15_000, 593.75},
		"large": {60_000, 2375}, "storage": {400_000, 4000}} {
		n := shop.node(id)
		if got := [2]float64{n.iops(), n.mbs()}; got != want {
			t.Errorf("%s: %v operations and MB a second, want %v", id, got, want)
		}
	}
	if got := fmt.Sprintf("%.2f", shop.node("medium").usd(shop)); got != "588.67" {
		t.Errorf("a month of a medium node costs %s dollars, want 588.67", got)
	}
}

// A fullest resource is not named as if it were the cause where none is busy.
func TestTakeawayOfAMiss(t *testing.T) {
	p := short("")
	p.SLOMs = 10
	if got := gameTakeaway(p, play(nil, p)); !strings.Contains(got, "and no resource of a node busy.") {
		t.Error(got)
	}
	p.SLOMs = 100
	if got := gameTakeaway(p, play(nil, p)); !strings.Contains(got, "the fullest resource.") {
		t.Error(got)
	}
}
