package recommender

import (
	"fmt"
	"math"
	"slices"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/model"
)

var ruleLooks = map[string]figure.Identity{
	"thompson": {Name: "Thompson", Hue: figure.Ink, Shape: figure.Disc},
	"ucb1":     {Name: "UCB1", Hue: figure.Blue, Shape: figure.Square, Dash: "6 4"},
	"eps":      {Name: "ε-greedy", Hue: figure.Orange, Shape: figure.Triangle, Dash: "2 3"},
	"uniform":  {Name: "at random", Hue: figure.Vermillion, Dash: "1 3"},
}

// regretFigure draws the regret of the rules against the plays.
func regretFigure(p Params, r Bandit) figure.Figure {
	var x, law []float64
	for i := range moments {
		n := float64(momentOf(i, p.Plays))
		x, law = append(x, n), append(law, r.lower(p.CTR, n))
	}
	c := r.Rules[r.Chosen]
	widest := float64(p.Plays) * slices.Max(r.Gaps)
	bound := r.auer(float64(p.Plays))
	said := fmt.Sprintf("After %s %s has lost %s, showing at random %s.", say.Count(p.Plays, "play"), ruleNames[c.Rule],
		say.Amount(c.Last, "click"), say.Short(r.Rules[len(r.Rules)-1].Last))
	f := figure.Figure{ID: "regret", Title: "Clicks lost against plays", Takeaway: said,
		Caption: fmt.Sprintf("Mean of %s on the same readers. Lost: clicks expected of the best variant less those "+
			"of what is shown.", say.Count(r.Repeats, "repetition")),
		Alt: "A rising line of lost clicks for each rule. " + said,
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "plays"},
			Y: figure.Axis{Label: "lost", Unit: "clicks"}}}
	for _, rule := range r.Rules {
		f.Chart.Series = append(f.Chart.Series, rounded(ruleLooks[rule.Rule], x, rule.Regret))
	}
	if r.lower(p.CTR, 2) > 0 {
		line := rounded(figure.Identity{Name: "Lai–Robbins", Hue: figure.Grey}, x, law)
		line.Theory = true
		f.Chart.Series = append(f.Chart.Series, line)
		f.Caption += " Grey: the line of Lai and Robbins, which no rule that is good at all rates stays below in the " +
			"limit; a run of this length may."
	}
	switch {
	case widest == 0:
	case bound >= widest:
		f.Caption += fmt.Sprintf(" The proven bound of UCB1 is %s, more than any rule can lose: it says nothing here.",
			say.Int(int(math.Round(bound))))
	default:
		f.Caption += fmt.Sprintf(" The proven bound of UCB1 is %s.", say.Int(int(math.Round(bound))))
	}
	return f
}

// armsFigure draws how often each variant is shown.
func armsFigure(p Params, r Bandit) figure.Figure {
	bars := &figure.Bars{Unit: "%", Mean: model.Tidy(100 / float64(len(p.CTR)))}
	c := r.Rules[r.Chosen]
	for i, share := range c.Share {
		look := figure.Node(i)
		look.Name += ", " + say.Short(model.Tidy(100*p.CTR[i])) + " %"
		bars.Bars = append(bars.Bars, figure.BarRow{Identity: look, Value: model.Tidy(100 * share),
			Note: "loses " + say.Plain(r.Gaps[i])})
	}
	said := fmt.Sprintf("The best variants get %s %% of the plays.", say.Number(100*r.bestShare(), 1))
	if n := count0(r.Gaps); n == 1 {
		said = fmt.Sprintf("The best variant gets %s %% of the plays.", say.Number(100*r.bestShare(), 1))
	}
	return figure.Figure{ID: "arms", Title: "Plays of each variant", Takeaway: said, Bars: bars,
		Caption: fmt.Sprintf("%s. Beside each letter the true click rate, at the right the clicks that a play "+
			"of it loses on the mean. Line: all shown alike.", say.Upper(ruleNames[c.Rule])),
		Alt: "A bar for each variant. " + said}
}

// count0 is how many variants are best.
func count0(gaps []float64) int {
	n := 0
	for _, g := range gaps {
		if g == 0 {
			n++
		}
	}
	return n
}

// banditStory tells the first plays.
func banditStory(p Params, r Bandit) *sims.Story {
	s := &sims.Story{At: min(p.Step, len(r.Told))}
	for i, t := range r.Told {
		how := "is shown"
		if t.Random && p.Bandit == "eps" {
			how = "is shown at random"
		}
		click := "no click"
		if t.Click {
			click = "a click"
		}
		s.Events = append(s.Events, fmt.Sprintf("Play %d: variant %s %s, %s.", i+1, figure.NodeName(t.Arm), how, click))
	}
	n := len(p.CTR)
	now := play{Shown: make([]int, n), Clicks: make([]int, n), Arm: -1}
	if s.At > 0 {
		now = r.Told[s.At-1]
	}
	t := &figure.Table{Columns: []figure.Column{{Label: "Variant", Identity: true}, {Label: "Plays", Numeric: true},
		{Label: "Clicks", Numeric: true}, {Label: markNames[p.Bandit], Numeric: true, Strong: true},
		{Label: "True rate", Unit: "%", Numeric: true}}}
	for i := range n {
		mark := "–"
		if len(now.Marks) > 0 {
			mark = say.Number(now.Marks[i], 3)
		}
		t.Rows = append(t.Rows, []string{figure.NodeName(i), say.Int(now.Shown[i]), say.Int(now.Clicks[i]), mark,
			say.Short(model.Tidy(100 * p.CTR[i]))})
		s.State = append(s.State, [2]string{"Variant " + figure.NodeName(i),
			say.Count(now.Shown[i], "play") + ", " + say.Count(now.Clicks[i], "click")})
	}
	said := "Nothing has been shown yet."
	if now.Arm >= 0 {
		said = s.Events[s.At-1]
	}
	why := "it took the variant with the largest mark, which was made before the play."
	switch {
	case now.Arm < 0:
		why = "it takes the variant with the largest mark."
	case now.Random:
		why = "this play was at random, whatever they say."
	case len(now.Marks) == 0:
		why = "each variant is shown once before there are marks."
	}
	s.Figure = &figure.Figure{ID: "stage", Title: "What the rule knows after this play", Takeaway: said, Table: t,
		Caption: "The rule knows plays and clicks; " + why,
		Alt:     "A table of plays, clicks and marks by variant. " + said}
	return s
}

// markNames is what a rule goes by.
var markNames = map[string]string{"thompson": "Draw of its rate", "ucb1": "Upper bound", "eps": "Rate so far"}
