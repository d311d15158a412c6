package stampede

import (
	"cmp"
	"fmt"
	"slices"

	"tradeofflab/figure"
	"tradeofflab/say"
)

// tell writes down every event of the story.
func (t tale) tell(m *figure.Motion) {
	f, most, held := t.flight/t.unit, 1, int64(0)
	for _, l := range t.log {
		most = max(most, l.queries())
	}
	waits := map[int32]bool{}
	for _, l := range t.log {
		at, name := t.at(l.at), t.box(l.client)
		switch l.what {
		case "query", "waits":
			if !waits[l.client] { // who waits has asked
				m.Tell(figure.MotionEvent{At: at - f, To: at, Kind: figure.Send, From: name, Dest: "cache",
					Label: "read"})
			}
			waits[l.client] = true
			t.says(m, name, at, l.what, figure.Plain, false)
			if l.what == "query" {
				m.Tell(figure.MotionEvent{At: at, To: at + f, Kind: figure.Send, From: name, Dest: "database",
					Label: "query"})
			}
			if end := t.ends(l); name != "others" && end > at {
				m.Tell(figure.MotionEvent{At: at, To: end, Kind: figure.Hold, Place: name + ".w"})
			}
		case "stored":
			t.tellStored(m, l, name)
		case "dies", "gives up":
			waits[l.client] = false
			t.says(m, name, at, map[string]string{"dies": "died", "gives up": "gave up"}[l.what], "", true)
		}
		m.Tell(figure.MotionEvent{At: at, Kind: figure.Set, Place: "database.n",
			Label: fmt.Sprintf("%d open", l.queries()),
			Item:  figure.Plain})
		m.Tell(figure.MotionEvent{At: at, Kind: figure.Level, Place: "database.n", Value: float64(l.queries()) /
			float64(most)})
		if l.holder != held && t.p.locked() {
			text := "lock free"
			if held = l.holder; held > 0 {
				text = fmt.Sprintf("lock %d held", held)
			}
			m.Tell(figure.MotionEvent{At: at, Kind: figure.Set, Place: "cache.lock", Label: text, Item: figure.Plain})
		}
	}
	for _, a := range t.answers {
		t.tellAnswer(m, a)
	}
	slices.SortStableFunc(m.Events, func(a, b figure.MotionEvent) int { return cmp.Compare(a.At, b.At) })
}

// says changes the text of a read that has a box.
func (t tale) says(m *figure.Motion, name string, at float64, text, item string, bad bool) {
	if name != "others" {
		m.Tell(figure.MotionEvent{At: at, Kind: figure.Set, Place: name + ".v", Label: text, Item: item, Bad: bad})
	}
}

// tellStored tells how the result of a query comes to its read, and the value to the cache.
func (t tale) tellStored(m *figure.Motion, l entry, name string) {
	f, at := t.flight/t.unit, t.at(l.at)
	refused := !l.fresh
	m.Tell(figure.MotionEvent{At: at - 2*f, To: at - f, Kind: figure.Send, From: "database", Dest: name,
		Item: "circle", Label: "value"})
	m.Tell(figure.MotionEvent{At: at - f, To: at, Kind: figure.Send, From: name, Dest: "cache", Item: "square",
		Label: "store", Lost: refused})
	if !refused {
		m.Tell(figure.MotionEvent{At: at, Kind: figure.Set, Place: "cache.v", Label: "fresh"})
	}
}

// tellAnswer tells that a read has the value; one without a query of its own takes it from the cache.
func (t tale) tellAnswer(m *figure.Motion, a given) {
	f, at, name := t.flight/t.unit, t.at(a.at), t.box(a.request)
	if !t.asked(a) {
		m.Tell(figure.MotionEvent{At: at, To: at + f, Kind: figure.Send, From: "cache", Dest: name, Item: "circle",
			Label: "value"})
		at += f
	}
	t.says(m, name, at, t.took(a), "", false)
}

// asked says whether the read has its answer from a query of its own that ends then.
func (t tale) asked(a given) bool {
	return slices.ContainsFunc(t.log, func(l entry) bool {
		return l.what == "stored" && l.client == a.request && l.at == a.at
	})
}

// came is the tick at which a read first asks.
func (t tale) came(r int32) int64 {
	return t.log[slices.IndexFunc(t.log, func(l entry) bool { return l.client == r })].at
}

// took is how long a read waited.
func (t tale) took(a given) string {
	if !slices.Contains(t.reads, a.request) {
		return "hit"
	}
	return span(seconds(a.at - t.came(a.request)))
}

// ends is when a read that asks or waits at an entry does so no more, or does something else.
func (t tale) ends(l entry) float64 {
	end := t.log[len(t.log)-1].at
	for _, a := range t.answers {
		if a.request == l.client && a.at > l.at {
			end = min(max(end, a.at), a.at)
		}
	}
	for _, o := range t.log {
		if o.client == l.client && o.at > l.at {
			end = min(end, o.at)
		}
	}
	return t.at(end)
}

// last is when the story ends.
func (t tale) last() float64 {
	end := t.at(t.log[len(t.log)-1].at)
	for _, a := range t.answers {
		end = max(end, t.at(a.at)+t.flight/t.unit)
	}
	return end
}

// beats says what happens, each thought once.
func (t tale) beats(r Result) []figure.Beat {
	f := t.flight / t.unit
	asked := min(t.at(t.log[0].at)+f, t.at(t.log[1].at)-f)
	asked = max(asked, t.at(t.log[0].at))
	ended := max(asked, t.at(t.log[t.first-1].at), t.at(t.log[t.first].at)-2*f)
	settled := max(ended, t.at(t.log[t.first].at))
	end := max(settled, t.last())
	how := " and sends a query to the database"
	if t.p.locked() {
		how = fmt.Sprintf(", takes lock %d and sends a query", t.log[0].holder)
	}
	return []figure.Beat{
		{At: 0, To: asked, Say: fmt.Sprintf("The value has expired. %s finds nothing in the cache%s. A query "+
			"takes %s.", say.Upper(t.box(t.log[0].client)), how, span(t.p.RecomputeS))},
		{At: asked, To: ended, Say: t.sayMore()},
		{At: ended, To: settled, Say: t.sayEnded()},
		{At: settled, To: end, Say: t.sayRest()},
		{At: end, To: end, Say: t.sayRun(r)},
	}
}

// sayMore says what the reads do that come before the first query ends.
func (t tale) sayMore() string {
	open, waiting := t.meanwhile()
	more := queries(t.log[:t.first]) - 1
	switch {
	case more > 0 && waiting > 0:
		return fmt.Sprintf("Before it ends, %s the same query, so that %d are open at once, and %s.",
			count(float64(more), "more read sends", "more reads send"), open, t.waiters(waiting))
	case more > 0:
		return fmt.Sprintf("Before it ends, %s the cache empty and %s the same query: %d are open at once.",
			count(float64(more), "more read finds", "more reads find"), say.Either(more, "sends", "send"), open)
	}
	return fmt.Sprintf("Before it ends, %s. The database has %s to run.", t.waiters(waiting),
		count(float64(open), "query", "queries"))
}

func (t tale) waiters(n int) string {
	if t.p.locked() {
		return count(float64(n), "read finds the lock taken and waits", "reads find the lock taken and wait")
	}
	return count(float64(n), "read waits for the query of its own process",
		"reads wait for the query of their own process")
}

// sayEnded says how the first query ends.
func (t tale) sayEnded() string {
	l := t.log[t.first]
	after := span(seconds(l.at - t.log[0].at))
	if l.what == "dies" {
		said := fmt.Sprintf("After %s the process of the first query dies, and nothing is stored.", after)
		if t.p.locked() && l.holder > 0 {
			said += " Its lock stays taken."
		}
		return said
	}
	return fmt.Sprintf("After %s the first query ends and the value is stored: from now on, reads are hits.", after)
}

// sayRest says how the story ends.
func (t tale) sayRest() string {
	n, l := queries(t.log), t.log[t.first]
	end := span(seconds(t.log[len(t.log)-1].at - t.log[0].at))
	switch {
	case l.what == "dies":
		return fmt.Sprintf("The next query makes good for it. After %s %s been sent for one value.", end,
			count(float64(n), "query has", "queries have"))
	case l.queries() > 0:
		return fmt.Sprintf("The other %s on all the same and %s the same value again. After %s, %s been sent for "+
			"one value.", count(float64(n-1), "query runs", "queries run"), say.Either(n-1, "stores", "store"), end,
			count(float64(n), "query has", "queries have"))
	}
	return fmt.Sprintf("%s been sent for the value. Who waited has it within %s.",
		say.Upper(count(float64(n), "query has", "queries have")), t.longest())
}

// longest is the longest time that a read waited for its answer.
func (t tale) longest() string {
	most := int64(0)
	for _, a := range t.answers {
		if slices.Contains(t.reads, a.request) {
			most = max(most, a.at-t.came(a.request))
		}
	}
	return span(seconds(most))
}

// sayRun says what the run itself counted.
func (t tale) sayRun(r Result) string {
	return fmt.Sprintf("The run has %s reads a second: an expiry sends %s, and at most %s without an answer at once.",
		say.Short(t.p.RPS), count(float64(r.Rebuilds)/float64(r.Cycles), "query", "queries"),
		count(float64(r.PeakWaiting), "read is", "reads are"))
}

// table has a row for each read, and the counts that the sentences say.
func (t tale) table(r Result) *figure.Table {
	d := &figure.Table{Columns: []figure.Column{{Label: "Read"}, {Label: "Asks after"}, {Label: "Then"},
		{Label: "Has the value after"}}}
	since := func(tick int64) string { return span(seconds(tick - t.log[0].at)) }
	for _, read := range t.reads {
		var did []string
		for _, l := range t.log {
			if l.client == read && !slices.Contains(did, l.what) {
				did = append(did, l.what)
			}
		}
		got := "–"
		if i := slices.IndexFunc(t.answers, func(a given) bool { return a.request == read }); i >= 0 {
			got = t.took(t.answers[i])
		}
		d.Rows = append(d.Rows, []string{readName(read), since(t.came(read)), say.List(did...), got})
	}
	open, waiting := t.meanwhile()
	first, last := t.log[t.first], t.log[len(t.log)-1]
	more := queries(t.log[:t.first]) - 1
	d.Rows = append(d.Rows,
		[]string{"first query ends", since(first.at), fmt.Sprintf("%d open, %d waiting, %d after the first", open,
			waiting, more), "–"},
		[]string{"last event", since(last.at), fmt.Sprintf("%d queries, %d after the first", queries(t.log),
			queries(t.log)-1), t.longest()},
		[]string{"a rebuild", "–", "query", span(t.p.RecomputeS)},
		[]string{"the run", say.Short(t.p.RPS) + " reads a second", count(float64(r.Rebuilds)/float64(r.Cycles),
			"query", "queries") + " an expiry", fmt.Sprintf("at most %s without an answer", say.Int(r.PeakWaiting))})
	return d
}
