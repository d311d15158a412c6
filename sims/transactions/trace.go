package transactions

import "slices"

// trace is what happened to one transfer.
type trace struct {
	ID       int32
	Start    int64
	Parts    []part
	Notes    []noted
	Messages []message
	trouble  bool
}

// noted is something that a node does. Lane −1 is the coordinator, others are parts.
type noted struct {
	At, To int64
	Lane   int
	What   string
	Bad    bool
	Stages []stage
	State  state
	Stands []int8
}

// message is on its way between two lanes.
type message struct {
	Sent, Got int64
	From, To  int
	Kind      kind
	Lost      bool
}

const (
	firstTraced = 4   // transfers from the start that are followed
	mostTraced  = 600 // in all
)

// beginTrace follows the first transfers, those that may be open when a node dies, and some that will be refused.
func (e *engine) beginTrace(t *transfer) {
	near := e.p.Crash != "none" && e.now < e.crashAt && e.now >= e.crashAt-ticks(answerLaw(e.p)*ms)-2*e.half
	if len(e.tracing) >= mostTraced || int(t.id) >= firstTraced && !near && !(t.refuse > 0 && e.out.Compensated == 0) {
		return
	}
	t.traced = true
	e.tracing[t.id] = &trace{ID: t.id, Start: t.start, Parts: slices.Clone(t.parts)}
}

// note follows what a node does at this moment, noteFor what takes it some time.
func (t *transfer) note(e *engine, what string, lane int, bad bool) {
	if t.traced {
		t.record(e, noted{At: e.now, Lane: lane, What: what, Bad: bad})
	}
}

func (t *transfer) noteFor(e *engine, what string, lane int, delay int64) {
	if t.traced {
		t.record(e, noted{At: e.now, To: e.now + delay, Lane: lane, What: what})
	}
}

func (t *transfer) record(e *engine, n noted) {
	n.State = t.state
	for i := range t.parts {
		n.Stages = append(n.Stages, t.parts[i].stage)
		n.Stands = append(n.Stands, t.parts[i].stands)
	}
	tr := e.tracing[t.id]
	tr.Notes = append(tr.Notes, n)
}

// sent follows a message.
func (e *engine) sent(t *transfer, i int, k kind) {
	if !t.traced {
		return
	}
	from, to := -1, i
	switch k {
	case voteYes, voteNo, voteRead, acked, asked, stepDone, stepRefused, undone:
		from, to = i, -1
	case step:
		if i > 0 && e.choreographed() {
			from = i - 1
		} else if i > 0 && e.p.Protocol == outbox {
			from = 0
		}
	case undo:
		if e.choreographed() {
			from = i + 1
		}
	}
	if e.p.Protocol == outbox && i > 0 && to == -1 {
		to = 0 // the relay runs beside the outbox
	}
	tr := e.tracing[t.id]
	tr.Messages = append(tr.Messages, message{Sent: e.now, Got: e.now + e.half, From: from, To: to, Kind: k})
}

// lose notes that a message arrived at a dead node.
func (e *engine) lose(t *transfer, i int, k kind) {
	t.hit = true
	if !t.traced {
		return
	}
	tr := e.tracing[t.id]
	for m := range tr.Messages {
		msg := &tr.Messages[m]
		if msg.Got == e.now && msg.Kind == k && (msg.From == i || msg.To == i) {
			msg.Lost = true
		}
	}
}

// troubled marks a transfer that shows what went wrong.
func (e *engine) troubled(t *transfer) {
	if t.traced {
		e.tracing[t.id].trouble = true
	}
}

// pickTraces chooses the transfers that are shown: the first that went well, and the first that did not.
func (e *engine) pickTraces() {
	ids := make([]int32, 0, len(e.tracing))
	for id := range e.tracing {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		t, tr := &e.transfers[id], e.tracing[id]
		bad := tr.trouble || t.refuse > 0 && t.settled
		if bad && e.out.Trouble == nil {
			e.out.Trouble = tr
		}
		if !bad && t.settled && !t.met && (e.out.Example == nil) {
			e.out.Example = tr
		}
	}
	if e.out.Example == nil && len(ids) > 0 {
		e.out.Example = e.tracing[ids[0]]
	}
}
