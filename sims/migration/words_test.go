package migration

import (
	"math"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"tradeofflab/figure"
	"tradeofflab/sims"
	"tradeofflab/sims/simtest"
)

// saidIn is every sentence of a report.
func saidIn(r sims.Report) string {
	all := []string{r.Takeaway, r.Coach}
	for _, f := range r.Figures {
		all = append(all, f.Takeaway, f.Caption)
	}
	if r.Story != nil {
		all = append(all, r.Story.Events...)
		all = append(all, r.Story.Figure.Takeaway)
	}
	return strings.Join(all, "\n")
}

// No sentence has one thing in the plural, a number that a sample does not carry, or a time like 1.00 days.
func TestWords(t *testing.T) {
	plural := regexp.MustCompile(`\b1 (row|write|day|hour|comparison|phase)s\b|\b1 rows? differ\b|[^\d.,]1 .{0,20}s of`)
	odd := regexp.MustCompile(`\b1\.00\b|0\.000\d* days?|NaN|Inf|\d{3},\d{3},\d*[1-9]\d* rows`)
	for _, q := range []url.Values{
		{"keys": {"1000"}, "write_rate": {"1"}, "plan": {"0:dual_write"}},
		{"plan": {backPlan}, "store_ms": {"0.1"}}, {"plan": {backPlan}, "mechanism": {cdc}, "versions": {"off"}},
		{"plan": {"0:dual_write;0:backfill"}, "hours": {"1"}, "keys": {"1000"}, "mechanism": {cdc}},
		{"plan": {"0:backfill;4:flip"}, "mechanism": {cdc}}, {"zipf": {"0"}}, {"kind": {"insert"}}, {},
		{"zipf": {"1.4"}, "write_rate": {"10000"}, "store_ms": {"100"}},
		{"plan": {backPlan}, "outage_min": {"600"}, "outage_at_day": {"5.1"}},
	} {
		r, err := simtest.Run(Sim, q)
		if err != nil {
			t.Fatal(q, err)
		}
		said := saidIn(r)
		for _, bad := range []*regexp.Regexp{plural, odd} {
			if hit := bad.FindString(said); hit != "" {
				t.Errorf("%v: %q", q, hit)
			}
		}
		if _, drawn := r.Figure("inversion"); drawn == (q.Get("kind") == "insert") {
			t.Errorf("%v: an inversion is drawn: %v", q, drawn)
		}
	}
	for days, want := range map[float64]string{1.00003: "1 day", 8: "8 days", .000842: "73 seconds", .5: "12 hours"} {
		if got := lasting(days); got != want {
			t.Errorf("%g days are %q, want %q", days, got, want)
		}
	}
	if got := rowsOf(1) + " " + differ(1); got != "1 row differs" {
		t.Error(got)
	}
}

// Numbers of rows have at most three figures, and none behind the first one of their standard error; where every row
// is followed they have all.
func TestDigits(t *testing.T) {
	for _, c := range []struct {
		v, stray, want float64
		n              int // decimals of a percentage
		percent        float64
	}{
		{93_841_922, 0, 93_800_000, 0, 0}, {93_841_922, 400_000, 93_800_000, 0, 0},
		{2_231, 137, 2_200, 0, 0}, {15, 12, 15, 0, 0}, {315_793, 400_000, 300_000, 0, 0},
	} {
		if got := (Result{}).carried(c.v, c.stray); math.Abs(got-c.want) > 1e-6 {
			t.Errorf("%g ± %g is shown as %g, want %g", c.v, c.stray, got, c.want)
		}
	}
	if got := (Result{Exact: true}).carried(93_841, 0); got != 93_841 {
		t.Errorf("a count is shown as %g", got)
	}
	for _, c := range []struct {
		v, stray float64
		n        int
	}{{94.765, .4, 1}, {94.765, 2, 0}, {.15573, .016, 2}, {100, 0, 0}, {.00223, .00014, 4}, {0, 0, 0}} {
		if got := decimals(c.v, c.stray); got != c.n {
			t.Errorf("%g ± %g has %d decimals, want %d", c.v, c.stray, got, c.n)
		}
	}
}

// What is said to be only in the new store is said to have been deleted only where a copy can have brought it back.
func TestOnlyInTheNewStore(t *testing.T) {
	p := with(t, "0:dual_write;1:backfill;2:flip;3:rollback", func(p *Params) { p.Mechanism = cdc })
	r := Run(nil, p)
	if r.Rest.Count[extra].Sum == 0 || strings.Contains(coach(p, r)+takeaway(p, r), "back:") {
		t.Errorf("%g rows: %s", r.Rest.Count[extra].Sum, coach(p, r))
	}
}

// The busiest row is simulated at its own rate, however rare its writes are.
func TestBusiestRow(t *testing.T) {
	p := with(t, storyPlan, func(p *Params) { p.Zipf = 0 })
	if f := inversionFigure(nil, p, rowsRun(nil, p)); !strings.Contains(f.Caption, "none ends so") {
		t.Error(f.Caption)
	}
}

// Ways of sending that end alike are named together.
func TestWaysThatEndAlike(t *testing.T) {
	p := with(t, "0:backfill;4:flip", func(p *Params) { p.Mechanism = cdc })
	if f := waysFigure(nil, p, Result{}); !strings.Contains(f.Takeaway, "every way") {
		t.Error(f.Takeaway)
	}
	p = with(t, backPlan, func(p *Params) { p.CrashBetween = .01 })
	if f := waysFigure(nil, p, Result{}); !strings.Contains(f.Takeaway, "outbox and log") {
		t.Error(f.Takeaway)
	}
}

// The story begins with the stores as they are before the plan; who sends what is drawn with no arrow through a box.
func TestStory(t *testing.T) {
	for _, plan := range []string{storyPlan, backPlan, "0:dual_write;1:flip;1:reverse;2:backfill;5:rollback"} {
		for _, mechanism := range []string{dual, cdc} {
			p := with(t, plan, func(p *Params) { p.Mechanism = mechanism })
			r := rowsRun(nil, p)
			if s := story(p, r); s.State[4][1] == "0" && s.State[6][1] == "0" {
				t.Errorf("step 0: %v", s.State)
			}
			for p.Step = range len(r.Looks) {
				s := story(p, r)
				for _, a := range s.Figure.Flow.Arrows {
					if name := boxOnTheWay(s.Figure.Flow, a); name != "" {
						t.Errorf("%s, day %s: the arrow from %s to %s passes the box %s", plan, s.State[0][1], a.From,
							a.To, name)
					}
				}
			}
		}
	}
}

// boxOnTheWay is a box whose middle lies less than half a place from the line between those of two others.
func boxOnTheWay(f *figure.Flow, a figure.FlowArrow) string {
	at := map[string][2]float64{}
	for _, b := range f.Boxes {
		at[b.ID] = [2]float64{float64(b.Col), float64(b.Row)}
	}
	from, to := at[a.From], at[a.To]
	dx, dy := to[0]-from[0], to[1]-from[1]
	for id, b := range at {
		if id == a.From || id == a.To {
			continue
		}
		along := ((b[0]-from[0])*dx + (b[1]-from[1])*dy) / (dx*dx + dy*dy)
		along = math.Min(1, math.Max(0, along))
		if math.Hypot(b[0]-from[0]-along*dx, b[1]-from[1]-along*dy) < .5 {
			return id
		}
	}
	return ""
}
