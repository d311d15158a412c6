package readcache

import (
	"fmt"

	"tradeofflab/figure"
	"tradeofflab/sims"
)

// storySteps is how many steps the story of the race has.
const storySteps = 8

// Lanes of the race.
const (
	readerA = iota
	cacheLane
	dbLane
	writerLane
	readerB
)

// raceStep is one step of the story: what is said, the state after it, and what is drawn.
type raceStep struct {
	said   string
	state  raceState
	event  figure.SpaceEvent
	passes []figure.SpaceMessage
}

// raceStory plays the schedule that the explorer finds, with what comes before and after it.
func raceStory(p Params) []raceStep {
	guard := noGuard
	if p.Race == "lease" {
		guard = leaseGuard
	}
	played := play(worst(), guard)
	steps := []raceStep{{said: "The key is not in the cache: it expired, or a write deleted it. The database holds " +
		"version 1.", state: raceState{db: 1},
		event: figure.SpaceEvent{Lane: cacheLane, At: 0, Label: "empty"}}}
	at := 0.0
	trip := func(from, to int, label string) []figure.SpaceMessage {
		return []figure.SpaceMessage{{From: from, Sent: at, To: to, Got: at + 0.4, Label: label},
			{From: to, Sent: at + 0.4, To: from, Got: at + 0.8}}
	}
	way := func(from, to int, label string) []figure.SpaceMessage {
		return []figure.SpaceMessage{{From: from, Sent: at, To: to, Got: at + 0.5, Label: label}}
	}
	for i, op := range played.ops {
		at = float64(i + 1)
		s := raceStep{state: played.steps[i]}
		switch op {
		case opGet:
			s.said, s.event, s.passes = "Reader A asks the cache for the key and misses.",
				figure.SpaceEvent{Lane: readerA, At: at + 0.8, Label: "miss"}, trip(readerA, cacheLane, "get")
			if guard == leaseGuard {
				s.said = "Reader A asks the cache for the key, misses, and gets a lease: a token that allows it to " +
					"set the key."
			}
		case opQuery:
			s.said, s.event, s.passes = "A queries the database and gets version 1. Then it is held up.",
				figure.SpaceEvent{Lane: readerA, At: at + 0.8, Label: "has v1"}, trip(readerA, dbLane, "query")
		case opCommit:
			s.said, s.event, s.passes = "A writer commits version 2 in the database.", figure.SpaceEvent{Lane: dbLane,
				At: at + 0.5, Label: "v2"}, way(writerLane, dbLane, "commit")
		case opDelete:
			s.said, s.event, s.passes = "The writer deletes the key from the cache. There is nothing to delete.",
				figure.SpaceEvent{Lane: cacheLane, At: at + 0.5, Label: "empty"}, way(writerLane, cacheLane, "delete")
			if guard == leaseGuard {
				s.said = "The writer deletes the key from the cache. That makes the lease of A void."
			}
		case opSet:
			s.said, s.event, s.passes = "A wakes up and sets the version 1 that it has. The cache is now behind "+
				"the database.", figure.SpaceEvent{Lane: cacheLane, At: at + 0.5, Label: "v1", Bad: true},
				way(readerA, cacheLane, "set")
			if guard == leaseGuard {
				s.said, s.event = "A wakes up and sets version 1 with its lease. The cache refuses: the lease is void.",
					figure.SpaceEvent{Lane: cacheLane, At: at + 0.5, Label: "refused"}
			}
		}
		steps = append(steps, s)
	}
	last := played.steps[len(played.steps)-1]
	at = float64(len(steps))
	next := raceStep{said: "Reader B asks the cache and gets version 1: a hit, and stale.", state: last,
		event:  figure.SpaceEvent{Lane: readerB, At: at + 0.8, Label: "reads v1", Bad: true},
		passes: trip(readerB, cacheLane, "get")}
	end := raceStep{said: fmt.Sprintf("No write deletes the key again. Every reader gets version 1 until the entry "+
		"expires, up to %s later.", span(p.TTLs)), state: last,
		event: figure.SpaceEvent{Lane: cacheLane, At: at + 1.5, Label: "still v1", Bad: true}}
	if guard == leaseGuard {
		next = raceStep{said: "Reader B asks the cache, misses, and gets a new lease.", state: last,
			event:  figure.SpaceEvent{Lane: readerB, At: at + 0.8, Label: "miss"},
			passes: trip(readerB, cacheLane, "get")}
		at++
		end = raceStep{said: "B queries the database, gets version 2, and sets it. Cache and database agree.",
			state: raceState{cache: 2, db: 2, reader: last.reader},
			event: figure.SpaceEvent{Lane: cacheLane, At: at + 1.2, Label: "v2"},
			passes: append(trip(readerB, dbLane, "query"), figure.SpaceMessage{From: readerB, Sent: at + 0.8,
				To: cacheLane, Got: at + 1.2, Label: "set"})}
	}
	return append(steps, next, end)
}

// raceDiagram draws steps.
func raceDiagram(steps []raceStep) *figure.SpaceTime {
	d := &figure.SpaceTime{Unit: "steps", Lanes: []string{"reader A", "cache", "database", "writer", "reader B"}}
	for _, s := range steps {
		d.Events = append(d.Events, s.event)
		d.Messages = append(d.Messages, s.passes...)
	}
	return d
}

// story tells the race step by step.
func story(p Params) *sims.Story {
	steps := raceStory(p)
	s := &sims.Story{At: min(p.Step, len(steps))}
	for _, step := range steps {
		s.Events = append(s.Events, step.said)
	}
	now, said := raceState{cache: 1, db: 1}, "Cache and database hold version 1."
	if s.At > 0 {
		now, said = steps[s.At-1].state, steps[s.At-1].said
	}
	s.State = [][2]string{{"Cache", version(now.cache)}, {"Database", version(now.db)},
		{"Reader A has", version(now.reader)}}
	s.Figure = &figure.Figure{ID: "story", Title: "A set that comes too late, step by step", Takeaway: said,
		SpaceTime: raceDiagram(steps[:s.At]),
		Caption: "Lanes are the reader, the cache, the database, the writer and a second reader; time is " +
			"counted in steps.", Alt: "A space-time diagram of the steps so far. " + said}
	return s
}

func version(v int) string {
	if v == 0 {
		return "nothing"
	}
	return fmt.Sprintf("version %d", v)
}

// raceFigure draws the whole schedule, found by trying every order of the steps.
func raceFigure(p Params) figure.Figure {
	steps := raceStory(p)
	all := explore(commitFirst, noGuard)
	sentence := fmt.Sprintf("Of the %d orders of these five steps %d leaves an old value in the cache: the "+
		"delete comes "+
		"before the set.", len(all), staleSchedules(all))
	if p.Race == "lease" {
		sentence = fmt.Sprintf("With a lease none of the %d orders leaves an old value in the cache; this one did "+
			"without it.", len(all))
	}
	return figure.Figure{ID: "race", Title: "The set that comes after the delete", Panel: true,
		SpaceTime: raceDiagram(steps), Takeaway: sentence,
		Caption: "Found by running every order in which the reader's get, query and set and the writer's commit and " +
			"delete can fall. Time in steps.",
		Alt: "Lanes of two readers, the cache, the database and a writer. " + sentence}
}

// ordersFigure counts the orders that leave an old value, by guard and by the order of the writer's steps.
func ordersFigure() figure.Figure {
	t := &figure.Table{Columns: []figure.Column{{Label: "Guard of the set"},
		{Label: "Commit, then delete", Numeric: true, Strong: true}, {Label: "Delete, then commit", Numeric: true}}}
	cellOf := func(writer []op, g guard) string {
		all := explore(writer, g)
		return fmt.Sprintf("%d of %d", staleSchedules(all), len(all))
	}
	for _, g := range []guard{noGuard, leaseGuard, versionGuard} {
		t.Rows = append(t.Rows, []string{string(g), cellOf(commitFirst, g), cellOf(deleteFirst, g)})
	}
	return figure.Figure{ID: "orders", Title: "Orders that leave an old value in the cache", Table: t,
		Takeaway: fmt.Sprintf("Deleting before the commit leaves an old value in %s orders, and with a lease "+
			"still in %s.", cellOf(deleteFirst, noGuard), cellOf(deleteFirst, leaseGuard)),
		Caption: "One reader that misses (get, query, set) and one writer. A version is compared with that of the " +
			"last delete.",
		Alt: "A table with one row a guard: none, lease, version, and the number of bad orders for both orders " +
			"of the writer's steps."}
}
