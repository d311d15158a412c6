package transactions

import (
	"fmt"

	"tradeofflab/figure"
	"tradeofflab/say"
)

const (
	shownParts = 3  // shards of a transfer that are drawn
	longMs     = 20 // a transfer that takes so many times its law is drawn in seconds
)

// leader is who leads a transfer: lane −1.
func (p Params) leader() string {
	switch {
	case p.oneShard(), p.Protocol == outbox, p.choreographed():
		return "client"
	case p.Protocol == saga:
		return "orchestrator"
	}
	return "coordinator"
}

func (p Params) choreographed() bool { return p.Protocol == saga && p.Style == "choreographed" }

// shardOf names the shard of a part.
func (tr *trace) shardOf(i int) string { return "shard " + figure.NodeName(int(tr.Parts[i].shard)) }

// place names where something happens.
func (tr *trace) place(p Params, lane int) string {
	if lane < 0 {
		return "the " + p.leader()
	}
	return tr.shardOf(lane)
}

// last is the tick of the last thing that is noted or sent.
func (tr *trace) last() int64 {
	end := tr.Start
	for _, n := range tr.Notes {
		end = max(end, n.At, n.To)
	}
	for _, m := range tr.Messages {
		end = max(end, m.Got)
	}
	return end
}

// span is a time during which an account is locked.
type span struct {
	from, to int64
	doubt    int64 // since when in doubt; 0 for never
}

// locked gives the times during which the account of a part is locked, as far as the trace goes.
func (tr *trace) locked(i int, until int64) []span {
	var out []span
	open := false
	for _, n := range tr.Notes {
		if n.At > until {
			break
		}
		s := n.Stages[i]
		holds := s == working || s == inDoubt || s == undoing
		switch {
		case holds && !open:
			out = append(out, span{from: n.At})
			open = true
		case !holds && open:
			out[len(out)-1].to = n.At
			open = false
		}
		if open && s == inDoubt && out[len(out)-1].doubt == 0 {
			out[len(out)-1].doubt = n.At
		}
	}
	if open {
		out[len(out)-1].to = until
	}
	return out
}

// inDoubt is the longest time in seconds that an account of the transfer is in doubt.
func (tr *trace) inDoubt() float64 {
	longest := int64(0)
	for i := range tr.Parts {
		for _, s := range tr.locked(i, tr.last()) {
			if s.doubt > 0 {
				longest = max(longest, s.to-s.doubt)
			}
		}
	}
	return float64(longest) / sec
}

// drawTrace draws a transfer until a tick: for each shard a lane with its log forces and one with its lock.
func drawTrace(p Params, tr *trace, until int64) *figure.SpaceTime {
	shown := min(shownParts, len(tr.Parts))
	until = min(until, tr.last())
	long := float64(until-tr.Start)/ms > longMs*answerLaw(p)
	d := &figure.SpaceTime{Unit: "ms", Lanes: []string{p.leader()}}
	unit := float64(ms)
	if float64(until-tr.Start) > 5*sec {
		d.Unit, unit = "s", sec
	}
	at := func(t int64) float64 { return float64(t-tr.Start) / unit }
	lane, lock := lanesOf(p)
	for i := range shown {
		name := figure.NodeName(int(tr.Parts[i].shard))
		if lane(i) == len(d.Lanes) {
			d.Lanes = append(d.Lanes, "shard "+name)
		}
		if p.oneShard() {
			name = fmt.Sprint(i + 1)
		}
		d.Lanes = append(d.Lanes, "lock "+name)
		for _, s := range tr.locked(i, until) {
			label := "held"
			bad := s.doubt > 0 && s.to-s.doubt > longMs*p.held()
			if bad {
				label = "held in doubt"
			}
			d.Events = append(d.Events, figure.SpaceEvent{Lane: lock(i), At: at(s.from), To: at(s.to), Label: label,
				Bad: bad})
		}
	}
	for _, n := range tr.Notes {
		if n.At > until || n.Lane >= shown {
			continue
		}
		if e, ok := drawNote(p, n, long); ok {
			e.Lane, e.At = lane(n.Lane), at(n.At)
			if n.To > 0 {
				e.To = at(n.To)
			}
			d.Events = append(d.Events, e)
		}
	}
	for _, m := range tr.Messages {
		if m.Sent > until || m.From >= shown || m.To >= shown {
			continue
		}
		text := words[m.Kind]
		if long {
			text = ""
		}
		d.Messages = append(d.Messages, figure.SpaceMessage{From: lane(m.From), Sent: at(m.Sent), To: lane(m.To),
			Got: at(m.Got), Label: text, Lost: m.Lost})
	}
	return d
}

// lanesOf says in which lane a part's shard is, −1 for the leader, and in which its lock.
func lanesOf(p Params) (shard, lock func(part int) int) {
	if p.oneShard() {
		return func(i int) int { return min(1, i+1) }, func(i int) int { return 2 + i }
	}
	return func(i int) int { return max(0, 1+2*i) }, func(i int) int { return 2 + 2*i }
}

// words names the messages of a diagram.
var words = map[kind]string{prepare: "prepare", commit: "commit", abort: "abort", step: "step", undo: "undo",
	voteYes: "yes", voteNo: "no", voteRead: "read", acked: "done", asked: "ask", stepDone: "ok",
	stepRefused: "refused", undone: "ok"}

// drawNote gives the mark of something noted; most of it is told by messages already.
func drawNote(p Params, n noted, long bool) (figure.SpaceEvent, bool) {
	switch {
	case n.To > 0 && long:
		return figure.SpaceEvent{}, false
	case n.To > 0:
		return figure.SpaceEvent{Label: "log"}, true
	case n.Lane < 0 && !n.Bad && (n.What == clientTold || n.What == hasAnswer):
		return figure.SpaceEvent{Label: "answer"}, true
	case n.Bad && n.Lane < 0:
		return figure.SpaceEvent{Label: short(n.What), Bad: true}, true
	case n.Bad && !long:
		return figure.SpaceEvent{Label: short(n.What), Bad: true}, true
	}
	return figure.SpaceEvent{}, false
}

// What is noted and also drawn.
const (
	clientTold = "tells the client that it is done"
	hasAnswer  = "has its answer"
	dies       = "dies and forgets the transfer"
	isBack     = "is back and has no record: the transfer has aborted"
	isReplaced = "is replaced by another replica, which has no record: the transfer has aborted"
	noEffect   = "learns that the transfer has no effect"
)

// short is what a diagram has room for.
func short(what string) string {
	switch what {
	case dies:
		return "dies"
	case isBack:
		return "is back"
	case isReplaced:
		return "replaced"
	case noEffect:
		return "no effect"
	}
	return map[string]string{"waits for the lock of the account": "waits", "refuses": "refuses",
		"will be sent this delivery a second time":   "sent twice",
		"applies the delivery again":                 "applied again",
		"finds the account locked and votes no":      "locked",
		"finds the account locked":                   "locked",
		"waited too long for the lock":               "gives up",
		"stops waiting for votes":                    "time out",
		"waits for a transfer that waits for it":     "deadlock",
		"aborts":                                     "aborts",
		"is back and asks":                           "is back",
		"is down: the transfer is refused":           "down",
		"dies and forgets what was not on its disk":  "dies",
		"is back with the vote that was on its disk": "is back"}[what]
}

// messagesFigure draws a transfer that nothing disturbed.
func messagesFigure(p Params, r Result) figure.Figure {
	f := figure.Figure{ID: "messages", Title: "The messages of one transfer", Panel: true}
	if r.Example == nil {
		f.SpaceTime = &figure.SpaceTime{Unit: "ms", Lanes: []string{p.leader()}}
		f.Takeaway = "No transfer began in this run."
		f.Alt = "An empty diagram. " + f.Takeaway
		return f
	}
	tr := r.Example
	f.SpaceTime = drawTrace(p, tr, tr.last())
	f.Takeaway = fmt.Sprintf("%s and %s commit a transfer; the client has its answer after %s ms.",
		say.Count(int(messagesLaw(p)), "message"), say.Count(int(forcesLaw(p)), "forced log write"),
		say.Short(answerLaw(p)))
	if p.Protocol == outbox && p.Answer == "complete" {
		f.Takeaway = fmt.Sprintf("%s and %s commit a transfer, and the relay decides when.",
			say.Count(int(messagesLaw(p)), "message"), say.Count(int(forcesLaw(p)), "forced log write"))
	}
	if r.Committed == 0 {
		f.Takeaway = "No transfer committed in this run: this one has no effect."
	}
	f.Caption = "Time to the right. Slanting lines are messages, bars on a shard or the coordinator are log writes " +
		"that are waited for, bars below a shard show how long its account is locked."
	if n := len(tr.Parts) - shownParts; n > 0 {
		f.Caption += fmt.Sprintf(" %s of the transfer %s not drawn.", say.Upper(say.Count(n, "further account")),
			say.Either(n, "is", "are"))
	}
	f.Alt = "A space-time diagram with a lane for the " + p.leader() + " and two for each shard. " + f.Takeaway
	return f
}

func hasTrouble(_ Params, r Result) bool { return r.Trouble != nil }

// troubleFigure draws a transfer that a crash left in doubt, or a saga that was taken back.
func troubleFigure(p Params, r Result) figure.Figure {
	tr := r.Trouble
	f := figure.Figure{ID: "trouble", Title: "A transfer in doubt", Panel: true}
	f.SpaceTime = drawTrace(p, tr, tr.last())
	took := say.Short(float64(tr.last()-tr.Start) / ms)
	if p.Protocol == saga {
		f.Title = "A saga that is taken back"
		f.Takeaway = fmt.Sprintf("A step is refused, and the steps before it are undone one by one; after %s ms the "+
			"saga has no effect.", took)
	} else if p.Crash == "participant" {
		f.Takeaway = fmt.Sprintf("The dead shard has voted yes. Its account stays locked until the shard is back and "+
			"has heard the decision, %s s.", say.Short(tr.inDoubt()))
	} else {
		f.Takeaway = fmt.Sprintf("Its shards have voted yes and may not decide alone: they keep the accounts locked "+
			"until %s, %s s.", p.outageEnds("the node"), say.Short(tr.inDoubt()))
	}
	f.Caption = "The same kind of diagram. Red: what is held up, refused or lost."
	f.Alt = "A space-time diagram. " + f.Takeaway
	return f
}
