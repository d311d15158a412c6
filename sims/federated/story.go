package federated

import (
	"fmt"
	"slices"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
)

const (
	toldSites = 30  // sites of a round that are told one by one
	toldGone  = 9   // sites of it whose pair key is told
	mostTold  = 260 // events: one round, and a line for each of the others
)

// tale is one event of the story with the state after it.
type tale struct {
	text     string
	round    int // rounds that are over
	stage    string
	answered int
}

// story tells one round message by message, and the others in a line each.
func story(p Params, r Result) *sims.Story {
	var tales []tale
	for t := 1; t <= p.Rounds; t++ {
		if t == r.told.at {
			tales = append(tales, wholeRound(p, r)...)
		} else {
			tales = append(tales, roundInBrief(p, r, t))
		}
	}
	s := &sims.Story{At: min(p.Step, len(tales))}
	for _, t := range tales {
		s.Events = append(s.Events, t.text)
	}
	now := tale{text: "The server has a model of zeros; the sites have their patients.", stage: "start"}
	if s.At > 0 {
		now = tales[s.At-1]
	}
	s.State = state(p, r, now)
	s.Figure = stageFigure(p, r, now)
	return s
}

// state is the state after an event.
func state(p Params, r Result, now tale) [][2]string {
	length, eps := "0", "nothing yet"
	if now.round > 0 {
		length = say.Short(r.rounds[now.round-1].Norm)
		eps = "no guarantee"
		if r.guaranteed() {
			eps = epsText(r.spent(p, now.round).tight)
		}
	}
	lost := 0
	for _, l := range r.rounds[:now.round] {
		if l.Lost {
			lost++
		}
	}
	return [][2]string{{"Rounds over", say.Int(now.round)}, {"Vectors of this round", say.Int(now.answered)},
		{"Rounds lost", say.Int(lost)}, {"Norm of the model", length},
		{"Epsilon of a " + p.unitWord() + " so far", eps}}
}

// wholeRound tells the round whose messages are kept.
func wholeRound(p Params, r Result) []tale {
	told, log := r.told, r.rounds[r.told.at-1]
	n, before := len(told.taking), r.told.at-1
	var out []tale
	add := func(stage, format string, args ...any) {
		out = append(out, tale{text: fmt.Sprintf(format, args...), stage: stage, round: before})
	}
	if n == 0 {
		add("model", "Round %d: no site is drawn.", told.at)
	} else {
		add("model", "Round %d: the server sends the model to %s.", told.at, say.Count(n, "site"))
	}
	if p.Secure {
		add("keys", "Each of them makes two pairs of keys; the server passes the public ones on.")
		add("keys", "Each splits its two secrets into %s; any %d of them give a secret back.", say.Count(n, "share"),
			p.threshold(n))
	}
	answered := 0
	for i, k := range told.taking[:min(n, toldSites)] {
		here := slices.Contains(told.answered, k)
		if here {
			answered++
		}
		text := siteTale(p, r, k, here)
		if i == toldSites-1 && n > toldSites {
			text += fmt.Sprintf(" Of the other %s %s too.", say.Count(n-toldSites, "site"),
				counted(len(told.answered)-answered, "vector", "comes", "come"))
			answered = len(told.answered)
		}
		out = append(out, tale{text: text, stage: "vectors", answered: answered, round: before})
	}
	if p.Secure {
		out = append(out, secureTales(p, r, answered)...)
	}
	end := tale{round: told.at, stage: "end", answered: answered}
	switch {
	case log.Lost:
		end.text = "The round is lost: the server cannot unmask the sum, and the model stays."
	case r.plan.z > 0 && p.Noise == "central":
		end.text = fmt.Sprintf("The server adds noise of norm %s, divides, and moves the model to norm %s.",
			say.Short(norm(told.noise)), say.Short(log.Norm))
	case n == 0:
		end.text = "There is nothing to add up, and the model stays."
	default:
		end.text = fmt.Sprintf("The server divides, and moves the model to norm %s.", say.Short(log.Norm))
	}
	return append(out, end)
}

// siteTale tells what one site does.
func siteTale(p Params, r Result, k int, here bool) string {
	s, name := r.data.sites[k], figure.NodeName(k)
	if !here {
		return fmt.Sprintf("Site %s drops out: its vector never comes.", name)
	}
	if r.told.idle[k] {
		return fmt.Sprintf("Site %s draws that it is not in, and sends zeros, masked: nobody can tell.", name)
	}
	text := fmt.Sprintf("Site %s learns from %s, %s of them ill, and sends its vector", name,
		say.Count(len(s.y), "patient"), say.Int(s.sick))
	if p.Secure {
		text += ", masked"
	}
	if s.evil {
		text += ". It is poison"
	}
	return text + "."
}

// secureTales tells how the sum is unmasked.
func secureTales(p Params, r Result, answered int) []tale {
	n, t := len(r.told.taking), p.threshold(len(r.told.taking))
	at := func(format string, args ...any) tale {
		return tale{text: fmt.Sprintf(format, args...), stage: "unmask", answered: answered,
			round: r.told.at - 1}
	}
	answer := say.Count(n, "site") + " " + say.Either(answered, "answers", "answer")
	if answered < t {
		return []tale{at("%d of %s; %d are needed to put a secret together.", answered, answer, t)}
	}
	out := []tale{at("%d of %s, and %d are enough. Each sends the shares that the server asks for.", answered, answer,
		t)}
	var gone []string
	for _, c := range r.told.recovered {
		if c.kind == "pair" {
			gone = append(gone, figure.NodeName(c.site))
		}
	}
	for i, name := range gone[:min(len(gone), toldGone)] {
		text := fmt.Sprintf("From %d shares the server gets the pair key of site %s, and with it the masks that its "+
			"partners added for it", t, name)
		if rest := len(gone) - toldGone; i == toldGone-1 && rest > 0 {
			text += fmt.Sprintf("; likewise of the %s more that dropped out", say.Count(rest, "site"))
		}
		out = append(out, at("%s.", text))
	}
	return append(out, at("From shares it gets the own keys of the %s that answered, takes all of these masks off, "+
		"and has the sum, exact to the last bit.", say.Count(answered, "site")))
}

// roundInBrief tells a round in one line.
func roundInBrief(p Params, r Result, t int) tale {
	l := r.rounds[t-1]
	out := tale{round: t, stage: "end", answered: l.Answered}
	switch {
	case l.Sites == 0:
		out.text = fmt.Sprintf("Round %d: no site is drawn.", t)
	case l.Drawn < l.Answered:
		out.text = fmt.Sprintf("Round %d: %d of %s %s, %d of them drawn and the others with zeros.", t, l.Answered,
			say.Count(l.Sites, "site"), say.Either(l.Answered, "answers", "answer"), l.Drawn)
	default:
		out.text = fmt.Sprintf("Round %d: %d of %s %s.", t, l.Answered, say.Count(l.Sites, "site"),
			say.Either(l.Answered, "answers", "answer"))
	}
	if l.Lost {
		out.text += " Too few: the round is lost."
		return out
	}
	out.text += fmt.Sprintf(" The model has norm %s.", say.Short(l.Norm))
	return out
}

// stageFigure draws who sends what to whom at this point.
func stageFigure(p Params, r Result, now tale) *figure.Figure {
	vectors, guard := "vectors", "sees each of them"
	if p.Secure {
		vectors, guard = "masked vectors", "sees words without meaning"
		if now.stage == "unmask" || now.stage == "end" {
			guard = "sees the sum"
		}
	}
	length, moves := "0", "sum"
	if now.round > 0 {
		length = say.Short(r.rounds[now.round-1].Norm)
	}
	switch {
	case r.plan.z > 0 && p.Noise == "distributed":
		vectors += " with noise"
	case r.plan.z > 0:
		moves = "sum + noise"
	}
	flow := &figure.Flow{Boxes: []figure.FlowBox{
		{ID: "patients", Label: "patients", Sub: "stay at home", Col: 0, Store: true, Hue: figure.Blue},
		{ID: "sites", Label: say.Count(p.Clients, "site"), Sub: say.Count(now.answered, "vector") + " sent", Col: 1},
		{ID: "server", Label: "server", Sub: guard, Col: 2},
		{ID: "model", Label: "model", Sub: "norm " + length, Col: 3}},
		Arrows: []figure.FlowArrow{{From: "patients", To: "sites"}, {From: "sites", To: "server", Label: vectors},
			{From: "server", To: "model", Label: moves}}}
	return &figure.Figure{ID: "stage", Title: "Who has what after this event", Takeaway: now.text, Flow: flow,
		Alt: "Patients stay with the sites; the sites send vectors to the server, which makes the model. " + now.text}
}
