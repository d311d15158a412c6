package consensus

import (
	"fmt"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/model"
)

const (
	survivalTrials = 3
	survivalRounds = 8 // longest timeouts after which a cluster counts as dead
)

// surviveFigure kills nodes of clusters of every size and looks whether the others elect a leader.
func surviveFigure(b *model.Budget, p Params, _ Result) figure.Figure {
	p = p.crashed()
	t := &figure.Table{Columns: []figure.Column{{Label: "Nodes", Numeric: true},
		{Label: "floor((n − 1)/2)", Numeric: true}}}
	for killed := 1; killed <= 4; killed++ {
		t.Columns = append(t.Columns, figure.Column{Label: say.Int(killed) + " killed", Unit: "ms", Numeric: true})
	}
	as := true
	for n := 3; n <= 7; n++ {
		row := []string{say.Int(n), say.Int((n - 1) / 2)}
		for killed := 1; killed <= 4; killed++ {
			p.Nodes, p.CrashNodes = n, killed
			if killed >= n {
				row = append(row, "–")
				continue
			}
			got := sampleFor(b, p, survivalTrials, survivalRounds, trialEvents)
			back := len(got.Down) - got.Unmet
			as = as && (back == 0) == (killed > (n-1)/2)
			if back == 0 {
				row = append(row, "no leader")
				continue
			}
			row = append(row, say.Short(quantile(got.Down, 0.5)))
		}
		t.Rows = append(t.Rows, row)
	}
	said := "4 nodes survive as many deaths as 3, and 6 as many as 5: only an odd node adds one."
	if !as {
		said = "With these timeouts and delays some clusters that have a majority find no leader in time."
	}
	return figure.Figure{ID: "survive", Title: "How many deaths a cluster survives", Table: t, Takeaway: said,
		Caption: fmt.Sprintf("Median time without a leader of %d crashes, the leader among the killed. No leader: "+
			"none within %d of the longest timeouts.", survivalTrials, survivalRounds),
		Alt: "A table of cluster sizes and nodes killed. " + said}
}

// paperSpreads are spreads of the paper's figure, in ms above a shortest timeout of 150, with what its text says of
// them: section 9.3 gives a median of 287 ms for 5 ms and a worst case of 513 ms for 50 ms, over 1,000 crashes.
var paperSpreads = []struct {
	low, high int
	said      string
	hue       figure.Hue
	dash      string
}{
	{150, 151, "–", figure.Vermillion, "2 3"},
	{150, 155, "median 287 ms", figure.Orange, "6 4"},
	{150, 175, "–", figure.Purple, "8 3 2 3"},
	{150, 200, "worst 513 ms", figure.Blue, ""},
	{12, 24, "mean 35, worst 152 ms", figure.Green, ""},
}

const paperTrials = 60

// paperSetting is our cluster in the place of the paper's: what is not known of that is taken as stated in the caption.
func paperSetting(seed, low, high int) Params {
	p := defaults
	p.Seed, p.TimeoutMin, p.TimeoutMax, p.Heartbeat = seed, low, high, low/2
	p.DelayMs, p.JitterMs, p.Jitter = 0.05, 5, "uniform"
	p.FsyncMs, p.Prevote, p.CheckQuorum = 0, false, false
	return p
}

var papers = model.NewMemo[int, []trials](8)

// paperFigure draws our clusters beside what the paper says of its own. It tests nothing: the paper's network and logs
// are not known well enough.
func paperFigure(b *model.Budget, p Params, _ Result) figure.Figure {
	all := papers.Of(b, p.Seed, func(b *model.Budget) []trials {
		var out []trials
		for _, s := range paperSpreads {
			out = append(out, sample(b, paperSetting(p.Seed, s.low, s.high), paperTrials))
		}
		return out
	})
	f := figure.Figure{ID: "paper", Title: "The paper's crashes, here",
		Caption: fmt.Sprintf("%d crashes of the leader of five for each range of timeouts. Assumed here: one-way "+
			"delays even between 0.05 and 5.05 ms, equal logs, a heartbeat of half the shortest timeout, no time "+
			"for a disk, no PreVote. The paper had a broadcast time of about 15 ms and logs of different lengths, "+
			"and 1,000 crashes: its numbers stand in the table to be looked at, not to be met.", paperTrials),
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "time without a leader", Unit: "ms", Log: true},
			Y: figure.Axis{Label: "crashes", Unit: "%", Min: 0, Max: 100}},
		Data: &figure.Table{Columns: []figure.Column{{Label: "Timeouts", Unit: "ms"}, {Label: "Median", Unit: "ms",
			Numeric: true, Strong: true}, {Label: "Mean", Unit: "ms", Numeric: true}, {Label: "Worst", Unit: "ms",
			Numeric: true}, {Label: "The paper's"}}}}
	for i, s := range paperSpreads {
		t := all[i]
		name := fmt.Sprintf("%d–%d ms", s.low, s.high)
		x, y := rising(t.Down)
		f.Chart.Series = append(f.Chart.Series, figure.Series{Identity: figure.Identity{Name: name, Hue: s.hue,
			Dash: s.dash}, X: x, Y: y})
		f.Data.Rows = append(f.Data.Rows, []string{fmt.Sprintf("%d–%d", s.low, s.high),
			say.Short(quantile(t.Down, 0.5)), say.Short(meanMs(t.Down)), say.Short(quantile(t.Down, 1)), s.said})
	}
	f.Takeaway = fmt.Sprintf("One millisecond of spread leaves the median at %s; 50 ms bring the worst of %d "+
		"crashes to %s.", span(quantile(all[0].Down, 0.5)), paperTrials, span(quantile(all[3].Down, 1)))
	f.Alt = "Five rising curves, the steeper the more the timeouts are spread. " + f.Takeaway
	return f
}

// pairFigure lays the distributions of two runs over each other: of the time without a leader where both have one, else
// of the commits.
func pairFigure(a, b sims.Report) (figure.Figure, bool) {
	for _, id := range []string{"downtime", "commit"} {
		x, okA := a.Figure(id)
		y, okB := b.Figure(id)
		if !okA || !okB || x.Chart == nil || y.Chart == nil {
			continue
		}
		first, second := x.Chart.Series[0], y.Chart.Series[0]
		first.Identity = figure.Identity{Name: "A", Hue: figure.Ink}
		second.Identity = figure.Identity{Name: "B", Hue: figure.Orange, Dash: "6 4"}
		chart := *x.Chart
		chart.Thresholds, chart.Series = nil, []figure.Series{first, second}
		return figure.Figure{ID: "pair", Title: x.Title + " in both runs",
			Takeaway: "A: " + x.Takeaway + " B: " + y.Takeaway, Alt: "Two rising curves. A: " + x.Takeaway + " B: " +
				y.Takeaway, Caption: "Share that takes at most the time on the horizontal axis.", Chart: &chart}, true
	}
	return figure.Figure{}, false
}
