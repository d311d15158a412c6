package stampede

import (
	"fmt"
	"slices"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
)

// Clients of the story come so often that a few arrive during a rebuild.
const (
	storyReads = 4 // per rebuild time
	storyLanes = 6
)

// tellFew runs one expiry by the same rules with few readers, and gives its log and its answers.
func tellFew(p Params) ([]entry, []given) {
	p.RPS = min(p.RPS, storyReads/p.RecomputeS)
	p.Cycles = 1
	var log []entry
	e := newEngine(nil, p)
	e.log = &log
	e.run()
	return log, e.answered
}

// story tells the first expiry of the run with few readers, line by line.
func story(p Params, _ Result) *sims.Story {
	log, _ := tellFew(p)
	s := &sims.Story{At: min(p.Step, len(log))}
	from := int64(0)
	if len(log) > 0 {
		from = log[0].at
	}
	at := func(t int64) float64 { return seconds(t - from) }
	for _, l := range log {
		s.Events = append(s.Events, fmt.Sprintf("After %s s %s.", say.Number(at(l.at), 2), l.text))
	}
	now, said := entry{fresh: true}, "The value is about to expire."
	if s.At > 0 {
		now, said = log[s.At-1], s.Events[s.At-1]
	}
	held := "free"
	if now.holder > 0 {
		held = fmt.Sprintf("held, token %d", now.holder)
	}
	if !p.locked() {
		held = "none"
	}
	s.State = [][2]string{{"Value", map[bool]string{true: "fresh", false: "expired"}[now.fresh]}, {"Lock", held},
		{"Queries open", fmt.Sprint(now.open)}, {"Reads waiting", fmt.Sprint(now.waiting)}}
	s.Figure = &figure.Figure{ID: "story", Title: "One expiry, step by step", Takeaway: said,
		SpaceTime: drawStory(p, log[:s.At], from),
		Caption: "Seconds since the first query. The same rules with few readers: a bar on the database is a query, " +
			"a bar on the cache is the lock.",
		Alt: "A space-time diagram of clients, cache and database. " + said}
	return s
}

// drawStory draws the lines that have been told: the last few clients, the cache with its lock, and the database.
func drawStory(p Params, log []entry, from int64) *figure.SpaceTime {
	d := &figure.SpaceTime{Unit: "s"}
	var clients []int32
	for _, l := range log {
		if l.client >= 0 && !slices.Contains(clients, l.client) && len(clients) < storyLanes {
			clients = append(clients, l.client)
		}
	}
	for _, c := range clients {
		d.Lanes = append(d.Lanes, fmt.Sprintf("client %d", c+1))
	}
	cache := len(d.Lanes)
	database := cache + 1
	d.Lanes = append(d.Lanes, "cache", "database")
	at := func(t int64) float64 { return seconds(t - from) }
	lane := func(c int32) int {
		if i := slices.Index(clients, c); i >= 0 {
			return i
		}
		return cache
	}
	locked, since := int64(0), int64(0)
	for _, l := range log {
		own := lane(l.client)
		switch l.what {
		case "query":
			d.Messages = append(d.Messages, figure.SpaceMessage{From: own, Sent: at(l.at), To: database, Got: at(l.at) +
				0.08*p.RecomputeS, Label: "query"})
		case "stored":
			d.Messages = append(d.Messages, figure.SpaceMessage{From: database, Sent: at(l.at), To: cache,
				Got: at(l.at) + 0.08*p.RecomputeS})
			d.Events = append(d.Events, figure.SpaceEvent{Lane: cache, At: at(l.at) + 0.08*p.RecomputeS,
				Label: "value"})
		case "waits":
			if own == cache { // a client without a lane
				break
			}
			d.Messages = append(d.Messages, figure.SpaceMessage{From: own, Sent: at(l.at), To: cache, Got: at(l.at) +
				0.04*p.RecomputeS})
			d.Events = append(d.Events, figure.SpaceEvent{Lane: own, At: at(l.at), Label: "waits"})
		case "dies", "gives up":
			d.Events = append(d.Events, figure.SpaceEvent{Lane: own, At: at(l.at), Label: l.what, Bad: true})
		}
		if l.holder != locked {
			if locked > 0 {
				d.Events = append(d.Events, figure.SpaceEvent{Lane: cache, At: at(since), To: at(l.at),
					Label: fmt.Sprintf("lock %d", locked)})
			}
			locked, since = l.holder, l.at
		}
	}
	if n := len(log); locked > 0 && log[n-1].at > since {
		d.Events = append(d.Events, figure.SpaceEvent{Lane: cache, At: at(since), To: at(log[n-1].at),
			Label: fmt.Sprintf("lock %d", locked)})
	}
	return d
}
