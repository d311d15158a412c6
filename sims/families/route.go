package families

import (
	"math"

	"tradeofflab/sims/model"
)

// ask is the cost of one query about message m: that of the cheapest table that answers it.
func (w *world) ask(q query, d design, m message) touch {
	one := touch{Partitions: 1, Nodes: 1, Bytes: rowBytes}
	switch q.ID {
	case "profile":
		return one
	case "rename": // a value that the store cannot see into is read and written back whole
		if d.Family == "key_value" {
			return touch{Partitions: 2, Nodes: 1, Bytes: 2 * rowBytes}
		}
		return one
	case "post":
		n := float64(len(d.tables()))
		return touch{Partitions: n, Nodes: n, Bytes: n * rowBytes}
	case "friends", "circle":
		hops := 1
		if q.ID == "circle" {
			hops = 2
		}
		entries := float64(walked(friendsOf, hops))
		switch d.Friends {
		case "adjacency": // each list lies in one partition
			lists := 1.0
			if hops == 2 {
				lists += friendsOf
			}
			return touch{Partitions: lists, Nodes: min(nodes, lists), Bytes: entries * rowBytes}
		case "join_index": // index entries and then the rows they point at
			return touch{Partitions: 1 + entries, Nodes: min(nodes, 1+entries), Bytes: 2 * entries * rowBytes}
		}
		return touch{Partitions: nodes, Nodes: nodes, Bytes: scanned(users, friendsOf, hops) * rowBytes, Whole: true}
	}
	best := touch{Bytes: math.Inf(1)}
	for _, t := range d.tables() {
		if got := w.route(q, d, t, m); got.work() < best.work() {
			best = got
		}
	}
	return best
}

// route is the cost of a reading query on one table.
func (w *world) route(q query, d design, t table, m message) touch {
	var wanted func(message) bool
	most := messages
	keyed := false
	var parts []int // partitions in the order in which they are read
	switch q.ID {
	case "message":
		wanted, keyed, most = func(x message) bool { return x.id == m.id }, t.rule == "message", 1
		parts = []int{m.id}
	case "latest":
		wanted, most = func(x message) bool { return x.channel == m.channel }, newest
		keyed = t.rule == "channel" || t.rule == "channel_day"
		if parts = []int{m.channel}; t.rule == "channel_day" {
			parts = nil
			for day := days - 1; day >= 0; day-- {
				parts = append(parts, m.channel*days+day)
			}
		}
	case "window":
		wanted = func(x message) bool { return x.channel == m.channel && x.day == m.day }
		keyed = t.rule == "channel" || t.rule == "channel_day" || t.rule == "day"
		parts = []int{partitionOf(t.rule, m)}
	case "history":
		wanted, keyed, most = func(x message) bool { return x.user == m.user }, t.rule == "user", newest
		parts = []int{m.user}
	case "audit":
		wanted, keyed = func(x message) bool { return x.day == m.day }, t.rule == "day"
		parts = []int{m.day}
		// the partitions of the day can be listed: one a channel
		if t.rule == "channel_day" && d.Family != "key_value" {
			keyed, parts = true, nil
			for c := range channels {
				parts = append(parts, c*days+m.day)
			}
		}
	}
	if !keyed {
		return w.everywhere(d, w.matching(q, m), most)
	}
	var out touch
	found := 0
	for _, p := range parts {
		rows := w.grouped[t.rule][p]
		out.Partitions++
		hits, scanned := 0, len(rows)
		for _, i := range rows {
			if wanted(w.rows[i]) {
				hits++
			}
		}
		hits = min(hits, most-found)
		// In order of time the wanted rows lie together; an opaque value comes whole.
		if t.cluster == "time" && d.Family != "key_value" && (q.ID == "latest" || q.ID == "window" && t.rule != "day" ||
			q.ID == "history") {
			scanned = hits
		}
		out.Bytes += float64(scanned) * rowBytes
		if found += hits; found >= most {
			break
		}
	}
	out.Nodes = min(nodes, out.Partitions)
	return out
}

// everywhere is a query without its partition key. A store that sees fields has an index of them on every node; the
// others read all there is.
func (w *world) everywhere(d design, matching []int, most int) touch {
	if d.Family == "key_value" || d.Family == "wide_column" {
		return touch{Partitions: float64(len(w.grouped[d.Partition])), Nodes: nodes, Bytes: messages * rowBytes,
			Whole: true}
	}
	on := [nodes]int{}
	for _, i := range matching {
		on[model.Mix64(uint64(partitionOf(d.Partition, w.rows[i])))%nodes]++
	}
	out := touch{Partitions: nodes, Nodes: nodes}
	for _, n := range on {
		out.Bytes += float64(min(n, most)) * rowBytes * 2 // entry and row
	}
	return out
}

// matching lists the rows that a query about message m asks for.
func (w *world) matching(q query, m message) []int {
	rule := map[string]string{"message": "message", "latest": "channel", "window": "channel_day", "history": "user",
		"audit": "day"}[q.ID]
	return w.grouped[rule][partitionOf(rule, m)]
}
