package replication

import (
	"cmp"
	"fmt"
	"slices"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/replication/history"
)

// tell writes down every event of the story.
func (t tale) tell(p Params, w Window, m *figure.Motion) {
	v, done := lsn(t.write.Version), t.at(t.write.Return)
	sent := t.at(t.commit)
	m.Tell(figure.MotionEvent{At: 0, To: t.at(t.write.Call + clientWay), Kind: figure.Send, From: "client",
		Dest:  "primary",
		Label: "write"})
	m.Tell(figure.MotionEvent{At: t.at(t.write.Call + clientWay), To: sent, Kind: figure.Hold, Place: "primary.work"})
	m.Tell(figure.MotionEvent{At: sent, Kind: figure.Set, Place: "primary.v", Label: v})
	if confirmed(p, p.Replicas) > 0 && t.write.Return-clientWay > t.commit {
		m.Tell(figure.MotionEvent{At: sent, To: t.at(t.write.Return - clientWay), Kind: figure.Hold,
			Place: "primary.work"})
	}
	for _, i := range t.drawn {
		t.tellLog(p, w, m, i)
	}
	m.Tell(figure.MotionEvent{At: t.at(t.write.Return - clientWay), To: done, Kind: figure.Send, From: "primary",
		Dest: "client", Item: "circle", Label: "confirmed"})
	m.Tell(figure.MotionEvent{At: done, Kind: figure.Set, Place: "client.v", Label: "wrote " + v, Short: v})
	for _, o := range t.reads {
		t.tellRead(p, m, o)
	}
	slices.SortStableFunc(m.Events, func(a, b figure.MotionEvent) int { return cmp.Compare(a.At, b.At) })
}

// tellLog tells the way of the record to a replica, its wait there, and its confirmation where one is waited for.
func (t tale) tellLog(p Params, w Window, m *figure.Motion, i int) {
	name, sent := letter(i), t.at(t.commit)
	got := t.at(t.commit + w.log.replicas[i].way)
	shows, before := t.at(t.visible[i]), t.waiting(w, i)
	m.Tell(figure.MotionEvent{At: sent, To: got, Kind: figure.Send, From: "primary", Dest: name, Item: "square"})
	m.Tell(figure.MotionEvent{At: got, Kind: figure.Set, Place: name + ".q", Label: say.Int(before) + " to apply",
		Short: say.Int(before) + " left", Item: figure.Plain})
	m.Tell(figure.MotionEvent{At: got, Kind: figure.Level, Place: name + ".q", Value: float64(before) / t.most(w)})
	if shows > got {
		m.Tell(figure.MotionEvent{At: got, To: shows, Kind: figure.Level, Place: name + ".q"})
	}
	m.Tell(figure.MotionEvent{At: shows, Kind: figure.Set, Place: name + ".v", Label: lsn(t.write.Version)})
	m.Tell(figure.MotionEvent{At: shows, Kind: figure.Set, Place: name + ".q", Label: "applied", Item: figure.Plain})
	if back, ok := t.ack(p, w, i); ok {
		m.Tell(figure.MotionEvent{At: t.at(back - w.log.replicas[i].way), To: t.at(back), Kind: figure.Send, From: name,
			Dest: "primary", Item: "circle"})
	}
}

// ack is when the confirmation of replica i reaches the primary, by the fixed part of its way; ok is false for one that
// comes after the client has its answer, or that nobody waits for.
func (t tale) ack(p Params, w Window, i int) (tick int64, ok bool) {
	n := t.write.Version // no failover: numbers are those of the records
	back := w.log.has(i, n) + w.log.replicas[i].way
	return back, confirmed(p, p.Replicas) > 0 && back <= t.write.Return-clientWay
}

// tellRead tells a read and its answer.
func (t tale) tellRead(p Params, m *figure.Motion, o history.Op) {
	way := clientWay
	if o.Node != int(Primary) {
		way = p.oneWay(o.Node)
	}
	node, shape, bad := place(o.Node), "circle", t.stale(o)
	if bad {
		shape = "diamond"
	}
	m.Tell(figure.MotionEvent{At: t.at(o.Call), To: t.at(o.Call + way), Kind: figure.Send, From: "client", Dest: node,
		Label: "read"})
	m.Tell(figure.MotionEvent{At: t.at(o.Return - way), To: t.at(o.Return), Kind: figure.Send, From: node,
		Dest: "client",
		Item: shape, Label: dash(o.Version), Bad: bad})
	m.Tell(figure.MotionEvent{At: t.at(o.Return), Kind: figure.Set, Place: "client.v", Label: "reads " +
		dash(o.Version),
		Short: "read " + dash(o.Version), Bad: bad})
}

// last is the tick at which all replicas that are drawn show the write.
func (t tale) last() int64 {
	var last int64
	for _, i := range t.drawn {
		last = max(last, t.visible[i])
	}
	return last
}

// beats says what happens, each thought once. Where all replicas show the write before the last read is answered, the
// reads close the story.
func (t tale) beats(p Params, w Window) []figure.Beat {
	read, last := t.reads[0], t.at(t.last())
	answered := t.at(t.write.Return)
	arrived := answered
	for _, i := range t.drawn {
		arrived = max(arrived, t.at(t.commit+w.log.replicas[i].way))
	}
	arrived = min(arrived, t.at(read.Call))
	out := []figure.Beat{
		{At: 0, To: t.at(t.commit), Say: fmt.Sprintf("Client %d writes its record. The primary commits it as "+
			"version %s after "+
			"%s.", t.write.Client, lsn(t.write.Version), span24(t.at(t.commit)))},
		{At: t.at(t.commit), To: arrived, Say: t.sayConfirmed(p)},
		{At: arrived, To: t.at(read.Return), Say: t.sayRead(p, w, read)},
	}
	end := t.at(read.Return)
	if rest := t.reads[1:]; len(rest) > 0 {
		to := t.at(rest[len(rest)-1].Return)
		out = append(out, figure.Beat{At: end, To: to, Say: t.sayMore(p, rest)})
		end = to
	}
	if last > end {
		out = append(out, figure.Beat{At: end, To: last, Say: t.sayApplied(w)})
	}
	return out
}

// sayConfirmed says what the answer of the write waited for.
func (t tale) sayConfirmed(p Params) string {
	need := confirmed(p, p.Replicas)
	said := fmt.Sprintf("The client has its answer after %s", span24(t.at(t.write.Return)))
	if need == 0 {
		return said + fmt.Sprintf(", and no replica was asked. The log record reaches %s %s after the commit.",
			letter(t.drawn[0]), span24(float64(p.oneWay(t.drawn[0]))/ms))
	}
	return said + fmt.Sprintf(": it waited %s for %s to confirm.",
		span24(float64(t.write.Return-clientWay-t.commit)/ms), say.Count(need, "replica"))
}

// sayRead says what the read got and why.
func (t tale) sayRead(p Params, w Window, o history.Op) string {
	said := fmt.Sprintf("%s after its answer the client reads at %s and gets version %s",
		span24(float64(o.Call-t.write.Return)/ms), nodeName(p, o.Node), version(o.Version))
	if o.Node == int(Primary) || !t.stale(o) {
		return said + "."
	}
	return said + fmt.Sprintf(": %s before the write.", letter(o.Node)+" had "+
		say.Count(int(t.waiting(w, o.Node)), "record")+" to apply")
}

func (t tale) sayMore(p Params, reads []history.Op) string {
	var said []string
	stale := 0
	for _, o := range reads {
		said = append(said, fmt.Sprintf("version %s at %s", version(o.Version), nodeName(p, o.Node)))
		if t.stale(o) {
			stale++
		}
	}
	if stale == len(reads) && len(reads) > 1 {
		return fmt.Sprintf("The next reads get %s. They are stale too.", say.List(said...))
	}
	return fmt.Sprintf("The next %s %s %s.", say.Plural(len(reads), "read"), say.Either(len(reads), "gets", "get"),
		say.List(said...))
}

// sayApplied says when each replica shows the write.
func (t tale) sayApplied(w Window) string {
	first, last := t.drawn[0], t.drawn[0]
	for _, i := range t.drawn {
		if t.visible[i] < t.visible[first] {
			first = i
		}
		if t.visible[i] > t.visible[last] {
			last = i
		}
	}
	took := func(i int) string { return span24(float64(t.visible[i]-t.commit) / ms) }
	way := span24(float64(w.log.replicas[last].way) / ms)
	if first == last {
		return fmt.Sprintf("%s shows version %s %s after the commit. The record had arrived in %s; it waited for "+
			"those before "+
			"it.", letter(last), lsn(t.write.Version), took(last), way)
	}
	return fmt.Sprintf("%s shows version %s %s after the commit, %s %s after it. The record had arrived in %s; it "+
		"waited for "+
		"those before it.", letter(first), lsn(t.write.Version), took(first), letter(last), took(last), way)
}

// table has a row for each thing that happens, with the spans that the sentences name.
func (t tale) table(p Params, w Window) *figure.Table {
	out := &figure.Table{Columns: []figure.Column{{Label: "At", Unit: "ms", Numeric: true}, {Label: "Where"},
		{Label: "What"}}}
	type row struct {
		at   int64
		cell []string
	}
	var rows []row
	add := func(at int64, where, what string) {
		rows = append(rows, row{at, []string{say.Short(t.at(at)), where, what}})
	}
	add(t.write.Call, "client", fmt.Sprintf("client %d sends the write", t.write.Client))
	add(t.commit, "primary", fmt.Sprintf("commits version %s after %s", lsn(t.write.Version), span24(t.at(t.commit))))
	wait := ""
	if need := confirmed(p, p.Replicas); need > 0 {
		wait = fmt.Sprintf("; it waited %s for %s", span24(float64(t.write.Return-clientWay-t.commit)/ms),
			say.Count(need, "replica"))
	}
	add(t.write.Return, "client", fmt.Sprintf("has the answer after %s%s", span24(t.at(t.write.Return)), wait))
	for _, i := range t.drawn {
		way := w.log.replicas[i].way
		add(t.commit+way, replicaName(i), fmt.Sprintf("gets the record %s after the commit, with %s before it to apply",
			span24(float64(way)/ms), say.Int(t.waiting(w, i))))
		add(t.visible[i], replicaName(i), fmt.Sprintf("shows version %s, %s after the commit", lsn(t.write.Version),
			span24(float64(t.visible[i]-t.commit)/ms)))
	}
	for _, o := range t.reads {
		add(o.Call, "client", fmt.Sprintf("reads at %s, %s after the answer to the write", nodeName(p, o.Node),
			span24(float64(o.Call-t.write.Return)/ms)))
		add(o.Return, "client", "gets version "+version(o.Version))
	}
	slices.SortStableFunc(rows, func(a, b row) int { return cmp.Compare(a.at, b.at) })
	for _, r := range rows {
		out.Rows = append(out.Rows, r.cell)
	}
	return out
}
