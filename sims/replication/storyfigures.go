package replication

import (
	"cmp"
	"fmt"
	"slices"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/replication/history"
)

// storySteps is how many operations of one client the story tells.
const storySteps = 20

// historyFigure draws the smallest broken history, or a write with the read that sees it.
func historyFigure(p Params, r Result) figure.Figure {
	w := r.Window
	ops, what := w.shown.ops, w.shown.what
	f := figure.Figure{ID: "history", Panel: true, SpaceTime: spaceTime(p, w, ops)}
	f.Caption = "Time in milliseconds from the first call. Slanted arrows are messages, a bar is the time from call " +
		"to answer, and a version is the number of its write in the log."
	last := len(ops) - 1
	switch what {
	case "own":
		f.Title = "Smallest history that breaks own writes"
		f.Takeaway = fmt.Sprintf("Client %d writes version %s of its record and has the answer. %s later it reads "+
			"the record at %s and gets version %s.", ops[0].Client, lsn(ops[0].Version),
			span24(float64(ops[1].Call-ops[0].Return)/ms), nodeName(p, ops[1].Node), lsn(ops[1].Version))
		f.Caption += fmt.Sprintf(" %s", pairWords(len(w.Own)))
	case "monotonic":
		f.Title = "Smallest history that goes back in time"
		f.Takeaway = fmt.Sprintf("Client %d reads version %s at %s, then version %s at %s.", ops[0].Client,
			lsn(ops[0].Version), nodeName(p, ops[0].Node), lsn(ops[1].Version), nodeName(p, ops[1].Node))
		f.Caption += fmt.Sprintf(" %s", pairWords(len(w.Monotonic)))
	case "order":
		f.Title = "Smallest history that is not linearizable"
		f.Takeaway = fmt.Sprintf("No order of these %s explains their answers: the last read returns version %s "+
			"of record %d.", say.Count(len(ops), "operation"), lsn(ops[last].Version), ops[last].Key)
		f.Caption += " Leave out any one of them and the rest can be put in order."
	case "good":
		f.Title = "A write and the read that follows"
		f.Takeaway = fmt.Sprintf("Every read of this run sees its client's own writes. Here client %d reads version "+
			"%s after it wrote version %s.", ops[0].Client, lsn(ops[1].Version), lsn(ops[0].Version))
	default:
		f.Title, f.Takeaway = "Clients and nodes", "No client of this run wrote a record and read it afterwards."
	}
	f.Alt = "A space-time diagram with one lane for each client and node. " + f.Takeaway
	return f
}

func pairWords(pairs int) string {
	if pairs == 1 {
		return "The only such pair."
	}
	return fmt.Sprintf("The shortest in time of %s such pairs.", say.Int(pairs))
}

func lsn(v int64) string { return say.Int(v) }

func nodeName(p Params, node int) string {
	if node == int(Primary) {
		return "the primary"
	}
	return replicaName(node)
}

// spaceTime draws operations with their messages: requests, answers, and the log on its way to the replicas that
// matter.
func spaceTime(p Params, w Window, ops []history.Op) *figure.SpaceTime {
	d := &figure.SpaceTime{Unit: "ms"}
	if len(ops) == 0 {
		d.Lanes = []string{"primary"}
		return d
	}
	var clients, nodes []int
	start, end := ops[0].Call, ops[0].Call
	for _, o := range ops {
		if !slices.Contains(clients, o.Client) {
			clients = append(clients, o.Client)
		}
		if o.Node != int(Primary) && !slices.Contains(nodes, o.Node) {
			nodes = append(nodes, o.Node)
		}
		end = max(end, o.Call)
		if o.Return != history.Never {
			end = max(end, o.Return)
		}
	}
	slices.Sort(nodes)
	if len(nodes) == 0 && p.Replicas > 0 {
		nodes = []int{0}
	}
	for _, c := range clients {
		d.Lanes = append(d.Lanes, fmt.Sprintf("client %d", c))
	}
	primary := len(d.Lanes)
	d.Lanes = append(d.Lanes, "primary")
	for _, n := range nodes {
		d.Lanes = append(d.Lanes, replicaName(n))
	}
	at := func(t int64) float64 { return float64(t-start) / ms }
	for _, o := range ops {
		c := slices.Index(clients, o.Client)
		ret := o.Return
		if ret == history.Never {
			ret = end
		}
		if o.Kind == history.Read {
			lane := primary
			if k := slices.Index(nodes, o.Node); k >= 0 {
				lane = primary + 1 + k
			}
			way := clientWay
			if o.Node != int(Primary) {
				way = p.oneWay(o.Node)
			}
			d.Events = append(d.Events, figure.SpaceEvent{Lane: c, At: at(o.Call), To: at(ret), Label: "reads " +
				lsn(o.Version), Bad: stale(ops, o)})
			d.Messages = append(d.Messages, figure.SpaceMessage{From: c, Sent: at(o.Call), To: lane,
				Got: at(o.Call + way)}, figure.SpaceMessage{From: lane, Sent: at(ret - way), To: c, Got: at(ret)})
			continue
		}
		d.Events = append(d.Events, figure.SpaceEvent{Lane: c, At: at(o.Call), To: at(ret), Label: "writes " +
			lsn(o.Version)})
		d.Messages = append(d.Messages, figure.SpaceMessage{From: c, Sent: at(o.Call), To: primary,
			Got: at(o.Call + clientWay)})
		if o.Return != history.Never {
			d.Messages = append(d.Messages, figure.SpaceMessage{From: primary, Sent: at(ret - clientWay), To: c,
				Got: at(ret)})
		}
		commit, visible, ok := w.log.trace(o.Version)
		if !ok {
			continue
		}
		for k, n := range nodes {
			lane := primary + 1 + k
			d.Messages = append(d.Messages, figure.SpaceMessage{From: primary, Sent: at(commit), To: lane,
				Got: at(commit + p.oneWay(n)), Label: "log"})
			if visible[n] <= end {
				d.Events = append(d.Events, figure.SpaceEvent{Lane: lane, At: at(visible[n]), Label: "shows " +
					lsn(o.Version)})
			} else {
				d.Events = append(d.Events, figure.SpaceEvent{Lane: lane, At: at(end),
					Label: fmt.Sprintf("shows %s in %s", lsn(o.Version), span24(float64(visible[n]-end)/ms)),
					Bad:   true})
			}
		}
	}
	return d
}

// stale says whether the read misses a version among the operations that was confirmed before it.
func stale(ops []history.Op, r history.Op) bool {
	return slices.ContainsFunc(ops, func(o history.Op) bool {
		return o.Key == r.Key && o.Return <= r.Call &&
			o.Version > r.Version
	})
}

// failFigure draws the failover.
func failFigure(_ Params, r Result) figure.Figure {
	f := r.Window.Fail
	d := &figure.SpaceTime{Unit: "s", Lanes: []string{"primary", "lost (RPO)", "outage (RTO)"}}
	lag, down := f.LagS, f.Ready-f.Killed
	d.Events = []figure.SpaceEvent{{Lane: 0, At: f.Killed - max(5, lag), To: f.Killed, Label: "up"},
		{Lane: 0, At: f.Killed, Label: "    dies", Bad: true},
		{Lane: 2, At: f.Killed, To: f.Ready, Label: span24(1000 * down), Bad: true}}
	sentence := fmt.Sprintf("The failover loses no confirmed write, and no write is possible for %s.",
		span24(1000*down))
	if f.Lost > 0 {
		sentence = fmt.Sprintf("The failover loses %s, made in the last %s before the failure, and no write is "+
			"possible for %s.", say.Count(int(f.Lost), "confirmed write"), span24(1000*lag), span24(1000*down))
		d.Events = append(d.Events, figure.SpaceEvent{Lane: 1, At: f.Killed - lag, To: f.Killed,
			Label: say.Count(int(f.Lost), "write") + ", " + span24(1000*lag), Bad: true})
	}
	if f.Promoted < 0 {
		sentence = fmt.Sprintf("The failure loses %s, all there were, and no write is possible any more.",
			say.Count(int(f.Lost), "confirmed write"))
	} else {
		d.Lanes = append(d.Lanes, replicaName(f.Promoted))
		d.Events = append(d.Events, figure.SpaceEvent{Lane: 3, At: f.Ready, To: f.Ready + 2, Label: "takes writes"})
		d.Messages = []figure.SpaceMessage{{From: 0, Sent: f.Killed, To: 3, Got: f.Noticed}}
	}
	return figure.Figure{ID: "failover", Title: "Failover", Panel: true, SpaceTime: d, Takeaway: sentence,
		Caption: "Recovery point objective (RPO): the writes lost, as time before the failure. Recovery time " +
			"objective (RTO): the time until writes are possible again, the longer of detection and the apply of the " +
			"received log. Seconds of the day.",
		Alt: "A time line of the primary, the writes and the promoted replica. " + sentence}
}

// story tells what one client does around the smallest broken history.
func story(p Params, r Result) *sims.Story {
	w := r.Window
	ops := w.shown.ops
	s := &sims.Story{}
	if len(ops) == 0 {
		return s
	}
	first := ops[len(ops)-1]
	var own []history.Op
	at := 0
	for _, o := range w.History {
		if o.Client == first.Client {
			if o.Call <= first.Call {
				at = len(own)
			}
			own = append(own, o)
		}
	}
	slices.SortStableFunc(own, func(a, b history.Op) int { return cmp.Compare(moment(w, a), moment(w, b)) })
	from := max(0, min(at-storySteps/2, len(own)-storySteps))
	own = own[from:min(len(own), from+storySteps)]
	s.At = min(p.Step, len(own))
	for _, o := range own {
		s.Events = append(s.Events, tell(p, w, o))
	}
	told := own[:s.At]
	seen, wrote := int64(0), int64(0)
	for _, o := range told {
		if o.Key != first.Client {
			continue
		}
		if o.Kind == history.Write {
			wrote = max(wrote, o.Version)
		} else {
			seen = o.Version
		}
	}
	s.State = [][2]string{{"Client", fmt.Sprint(first.Client)}, {"Operations", fmt.Sprintf("%d of %d", s.At, len(own))},
		{"Newest own version written", lsn(wrote)}, {"Own version last read", lsn(seen)}}
	draw := own[max(0, s.At-2):s.At]
	said := "Nothing has happened yet."
	if s.At > 0 {
		said = s.Events[s.At-1]
	}
	s.Figure = &figure.Figure{ID: "story", Title: fmt.Sprintf("Client %d, operation by operation", first.Client),
		Takeaway: said, SpaceTime: spaceTime(p, w, draw),
		Caption: "The last two operations, in milliseconds from the first of them.",
		Alt:     "A space-time diagram of one client and the nodes it talks to. " + said}
	return s
}

// moment is the tick at which the story tells an operation: its call, or the answer of a write from before the window.
func moment(w Window, o history.Op) int64 {
	if o.Call < ticks(w.From) {
		return o.Return
	}
	return o.Call
}

// tell says what an operation did, and when in the window. Of a write from before it only the answer is known.
func tell(p Params, w Window, o history.Op) string {
	at := float64(moment(w, o)-ticks(w.From)) / ms
	when := say.Number(at, 1) + " ms"
	record := fmt.Sprintf("the record of client %d", o.Key)
	if o.Key == o.Client {
		record = "its own record"
	}
	if at < 0 {
		return fmt.Sprintf("%s before the window client %d has the answer to its write of version %s of %s.",
			say.Upper(span24(-at)), o.Client, lsn(o.Version), record)
	}
	if o.Call < ticks(w.From) {
		return fmt.Sprintf("At %s client %d has the answer to its write of version %s of %s, made before the window.",
			when, o.Client, lsn(o.Version), record)
	}
	if o.Kind == history.Read {
		return fmt.Sprintf("At %s client %d reads %s at %s and gets version %s.", when, o.Client, record,
			nodeName(p, o.Node), lsn(o.Version))
	}
	if o.Return == history.Never {
		return fmt.Sprintf("At %s client %d writes version %s of %s and gets no answer.", when, o.Client,
			lsn(o.Version), record)
	}
	return fmt.Sprintf("At %s client %d writes version %s of %s; it is confirmed after %s ms.", when, o.Client,
		lsn(o.Version), record, say.Short(float64(o.Return-o.Call)/ms))
}
