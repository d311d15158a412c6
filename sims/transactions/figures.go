package transactions

import (
	"fmt"
	"slices"

	"tradeofflab/figure"
	"tradeofflab/say"
)

// outage marks the crash and its end in a chart over time.
func outage(p Params) []figure.Threshold {
	if p.Crash == "none" {
		return nil
	}
	back := "back"
	if p.takenOver() {
		back = "take-over"
	}
	return []figure.Threshold{{Label: "crash", Value: p.CrashAtS, Vertical: true},
		{Label: back, Value: p.CrashAtS + float64(p.down())/sec, Vertical: true}}
}

func overTime(s series, y, unit string, lines ...figure.Series) *figure.Chart {
	for i := range lines {
		lines[i].X = s.S
	}
	return &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "time", Unit: "s"},
		Y: figure.Axis{Label: y, Unit: unit}, Series: lines}
}

// moneyMoves says whether money is ever between two accounts. With two-phase commit and equal links it is not: all
// shards hear a decision at the same moment.
func moneyMoves(_ Params, r Result) bool {
	return r.AppliedTwice > 0 || slices.Max(r.Series.Flying) > 0
}

// moneyFigure draws the money that has left one account and not reached another.
func moneyFigure(p Params, r Result) figure.Figure {
	s := r.Series
	most := slices.Max(s.Flying)
	lines := []figure.Series{{Identity: figure.Identity{Name: "on its way", Hue: figure.Blue}, Y: s.Flying}}
	f := figure.Figure{ID: "money", Title: "Money between two accounts"}
	end := r.Rest - r.Start
	switch {
	case r.AppliedTwice > 0:
		lines = append(lines, figure.Series{Identity: figure.Identity{Name: "too much", Hue: figure.Vermillion,
			Dash: "6 4"}, Y: s.Short})
		change := "as much as"
		switch {
		case end > 0:
			change = say.Int(end) + " more than"
		case end < 0:
			change = say.Int(-end) + " less than"
		}
		f.Takeaway = fmt.Sprintf("%s applied twice: at rest the bank holds %s at the start.",
			say.Count(r.AppliedTwice, "delivery")+say.Either(r.AppliedTwice, " was", " were"), change)
	default:
		f.Takeaway = fmt.Sprintf("Up to %s of the bank's %s is on its way at one time; at rest nothing is, and the "+
			"accounts add up.", say.Number(most, 0), say.Int(r.Start))
	}
	f.Caption = "Taken from a payer and not yet with the payee, in the same unit as the balances. A sum over all " +
		"accounts at that moment is short by so much."
	f.Alt = "A line over time. " + f.Takeaway
	f.Chart = overTime(s, "money", "", lines...)
	f.Chart.Thresholds = outage(p)
	return f
}

// lockMatters says whether locks are held over messages, or waited for by more than a few.
func lockMatters(p Params, r Result) bool {
	return p.Protocol == twoPhase && !p.oneShard() || slices.Max(r.Series.Waiting) >= fewWaiting
}

const fewWaiting = 5

// blockedFigure draws who waits for whom around the crash.
func blockedFigure(p Params, r Result) figure.Figure {
	s := r.Series
	f := figure.Figure{ID: "blocked", Title: "Accounts in doubt, and who waits for them"}
	f.Chart = overTime(s, "accounts, transfers", "",
		figure.Series{Identity: figure.Identity{Name: "in doubt", Hue: figure.Vermillion}, Y: s.Doubt},
		figure.Series{Identity: figure.Identity{Name: "waiting", Hue: figure.Blue, Dash: "6 4"}, Y: s.Waiting})
	f.Chart.Thresholds = outage(p)
	switch {
	case p.Crash == "none" && p.Protocol == twoPhase && !p.oneShard():
		f.Takeaway = fmt.Sprintf("Between its vote and the decision an account is in doubt: %s at a time, on average.",
			say.Short(meanOf(s.Doubt)))
	case p.Crash == "none":
		f.Takeaway = "No shard is ever in doubt: each decides alone."
	case p.Protocol == twoPhase && p.Crash == "participant" && !p.oneShard() && !p.local():
		f.Takeaway = "Transfers that need the dead shard keep their other accounts locked until the coordinator " +
			"stops waiting for its vote: " + doubtAtMost(slices.Max(s.Doubt))
	case r.Stuck > 0:
		f.Takeaway = fmt.Sprintf("%s in doubt %s %s locked until %s; %s %% of the transfers of that time are held up.",
			say.Count(r.Stuck, "transfer"), say.Either(r.Stuck, "keeps", "keep"),
			say.Count(r.StuckLocks, "account"), p.outageEnds("the node"), say.Short(r.blocked()))
	case r.Outage == 0:
		f.Takeaway = "The crash leaves no account in doubt, and no transfer begins while the node is down."
	default:
		f.Takeaway = fmt.Sprintf("The crash leaves no account in doubt; %s %% of the transfers of that time are held "+
			"up.", say.Short(r.blocked()))
	}
	f.Caption = fmt.Sprintf("Accounts locked in doubt, and transfers that wait for a lock, at %d moments.", samples)
	if p.Crash != "none" {
		f.Caption += " " + heldUpMeans
	}
	f.Alt = "Two lines over time. " + f.Takeaway
	return f
}

// doubtAtMost ends a sentence with the most accounts in doubt at a moment.
func doubtAtMost(n float64) string {
	if n == 0 {
		return "none is in doubt at a moment of this chart."
	}
	return fmt.Sprintf("at most %s in doubt at a time.", say.Count(int(n), "account")+say.Either(int(n), " is", " are"))
}

func meanOf(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum / float64(max(1, len(v)))
}

// answersFigure draws how many transfers are answered a second.
func answersFigure(p Params, r Result) figure.Figure {
	s := r.Series
	f := figure.Figure{ID: "answers", Title: "Transfers answered a second"}
	f.Chart = overTime(s, "answered", "per s", figure.Series{Identity: figure.Identity{Name: "answered",
		Hue: figure.Ink}, Y: s.Answers})
	f.Chart.Thresholds = append(outage(p), figure.Threshold{Label: "asked for", Value: p.Rate})
	f.Takeaway = fmt.Sprintf("Of %s asked for, %s.", say.Count(r.Begun+r.Refused, "transfer"),
		say.List(answeredYes(r), say.Int(r.Aborted)+" had no effect",
			say.Int(r.Refused)+" found no coordinator"))
	if p.Protocol == saga && r.Compensated > 0 {
		f.Takeaway = fmt.Sprintf("Of %s asked for, %s; %s taken back.", say.Count(r.Begun, "transfer"), answeredYes(r),
			say.Count(r.Compensated, "saga")+
				say.Either(r.Compensated, " was", " were"))
	}
	f.Caption = fmt.Sprintf("In each of %d stretches of the run.", samples)
	f.Alt = "A line over time. " + f.Takeaway
	return f
}

func answeredYes(r Result) string {
	n := len(r.AnswerMs)
	return say.Int(n) + say.Either(n, " was", " were") + " answered with yes"
}

// upFigure draws the availability against the number of shards.
func upFigure(p Params, r Result) figure.Figure {
	var x, law, got []float64
	inside := 0
	for _, u := range r.Spans {
		q := p
		q.Span = u.Span
		want := 100 * availabilityLaw(q)
		x, law = append(x, float64(u.Span)), append(law, want)
		v := percent(u.Up, u.Trials)
		got = append(got, v)
		if room := upRoom(want/100, u.Trials); v <= want+room && v >= want-room {
			inside++
		}
	}
	last := len(x) - 1
	f := figure.Figure{ID: "availability", Title: "Availability against the number of accounts",
		Badge: &figure.Badge{OK: inside == len(x), Text: fmt.Sprintf("%d of %d points within the room of theory",
			inside, len(x))},
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "accounts of a transfer"},
			Y: figure.Axis{Label: "transfers that can be answered", Unit: "%"},
			Series: []figure.Series{
				{Identity: figure.Identity{Name: "theory", Hue: figure.Grey}, X: x, Y: law, Theory: true},
				{Identity: figure.Identity{Name: "measured", Hue: figure.Ink, Shape: figure.Disc}, X: x, Y: got,
					Dots: true}}}}
	f.Takeaway = upTakeaway(p, int(x[last]), law[0], law[last])
	f.Caption = "Nodes fail and come back at random; a dot is 5,000 transfers. The room: " + byChance +
		", where two looks at a node hardly depend on each other."
	f.Alt = "Dots near a line. " + f.Takeaway
	return f
}

// upTakeaway says what a transfer needs, with the availability of one account and of the most there can be, %.
func upTakeaway(p Params, most int, one, all float64) string {
	single := say.Number(one, 2)
	if p.Protocol == singleShard {
		return fmt.Sprintf("All accounts are on one shard, and only it has to be up: %s %%.", single)
	}
	if most == 1 {
		return fmt.Sprintf("There is one shard, and it has to be up: %s %%.", single)
	}
	p.Span = most
	shards, leader := p.needs()
	if shards == 1 {
		return fmt.Sprintf("The answer needs one shard, however many accounts there are: %s %%. The others are told "+
			"when they are up.", single)
	}
	who := "every shard"
	if leader {
		who += " and the " + p.decider()
	}
	return fmt.Sprintf("One account: %s %%. %s: %s %%. The answer needs %s: every further account is one more shard "+
		"that has to be up.", single, say.Upper(say.Count(most, "account")), say.Number(all, 2), who)
}

// decider names the node beside the shards that an answer may need.
func (p Params) decider() string {
	switch p.Protocol {
	case saga:
		return "orchestrator"
	case outbox:
		return "relay"
	}
	return "coordinator"
}
