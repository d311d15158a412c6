package eviction

import (
	"fmt"

	"tradeofflab/figure"
	"tradeofflab/say"
)

// tell writes down every event of the story. A request that misses becomes the key in the cache.
func (t tale) tell(m *figure.Motion) {
	inside, seats := map[int32]string{}, map[int32]int{}
	hits, left := 0, 0
	for i, a := range t.asked {
		at := float64(i + 1)
		move := func(thing, to string, seat int) {
			m.Tell(figure.MotionEvent{At: at, To: at + moved, Kind: figure.Move, Item: thing, Dest: to, Seat: seat})
		}
		set := func(slot, text, item string, bad bool) {
			m.Tell(figure.MotionEvent{At: at, Kind: figure.Set, Place: slot, Label: text, Item: item, Bad: bad})
		}
		if a.hit {
			move(item(i), "hits", hits)
			hits++
			set("cache.v", "hit", "", false)
			set("hits.v", say.Count(hits, "hit"), figure.Plain, false)
		} else {
			set("cache.v", "miss", "", true)
			inside[a.id], seats[a.id] = item(i), -1
		}
		for _, gone := range a.gone {
			move(inside[gone], "left", left)
			left++
			set("left.v", say.Count(left, "key"), figure.Plain, false)
		}
		for seat, id := range a.held {
			if seats[id] != seat {
				move(inside[id], "cache", seat)
				seats[id] = seat
			}
		}
		if t.name != "opt" {
			set("best.v", say.Count(a.bestHits, "hit"), figure.Plain, false)
		}
	}
}

// beats says what happens, each thought once.
func (t tale) beats() []figure.Beat {
	n := len(t.asked)
	end := func(request int) float64 { return float64(request+1) + rested }
	hits, _ := t.hits(t.first)
	fill := fmt.Sprintf("The first %s: their keys come into the cache, which has room for %d.",
		say.Count(t.first, "request")+say.Either(t.first, " misses", " miss"), t.frames)
	if t.first == 1 {
		fill = fmt.Sprintf("The first request misses, and its key comes into the cache, which has room for %d.",
			t.frames)
	}
	if hits > 0 {
		fill = fmt.Sprintf("Of the first %d requests %d %s and %d %s: their keys come into the cache, which has room "+
			"for %d.", t.first, hits, say.Either(hits, "hits", "hit"), t.first-hits,
			say.Either(t.first-hits, "misses", "miss"), t.frames)
	}
	out := []figure.Beat{{At: 0, To: end(t.first - 1), Say: fill},
		{At: end(t.first - 1), To: end(t.first), Say: fmt.Sprintf("Request %d asks for %s, which is not there. %s "+
			"lets %s go.", t.first+1, t.called(t.asked[t.first].id), label(t.name), t.names(t.asked[t.first].gone))}}
	told := t.first
	if t.back > told {
		out = append(out, figure.Beat{At: end(told), To: end(t.back), Say: t.sayBack()})
		told = t.back
	}
	before, goneBefore := t.hits(told + 1)
	all, gone := t.hits(n)
	if told < n-1 {
		out = append(out, figure.Beat{At: end(told), To: end(n - 1), Say: fmt.Sprintf("Of the other %s, %s, and %s "+
			"for them.", say.Count(n-1-told, "request"), hitsOf(all-before),
			say.Count(gone-goneBefore, "key")+say.Either(gone-goneBefore, " leaves", " leave"))})
	}
	best := t.asked[n-1].bestHits
	said := fmt.Sprintf("%s serves %d of %d requests from the cache.", label(t.name), all, n)
	if t.name != "opt" {
		said += fmt.Sprintf(" The best possible policy knows what comes, and serves %d.", best)
	}
	return append(out, figure.Beat{At: end(n - 1), To: end(n - 1), Say: said})
}

func hitsOf(n int) string {
	if n == 0 {
		return "none hits"
	}
	return fmt.Sprintf("%d %s", n, say.Either(n, "hits", "hit"))
}

// sayBack says that a key is asked for that has left.
func (t tale) sayBack() string {
	name := t.called(t.asked[t.back].id)
	if t.back == t.key+1 {
		return fmt.Sprintf("The very next request, %d, asks for %s, which has just left: it misses.", t.back+1, name)
	}
	return fmt.Sprintf("%s leaves at request %d, and request %d asks for it again: it misses.", say.Upper(name),
		t.key+1, t.back+1)
}

// table has a row for each request, and the counts that the sentences say.
func (t tale) table() *figure.Table {
	d := &figure.Table{Columns: []figure.Column{{Label: "Request"}, {Label: "Key"}, {Label: "Hit or miss"},
		{Label: "Leaves"}, {Label: "Held afterwards"}, {Label: "Hits so far", Numeric: true},
		{Label: "Hits of the best possible", Numeric: true}}}
	for i, a := range t.asked {
		hits, _ := t.hits(i + 1)
		leaves := "–"
		if len(a.gone) > 0 {
			leaves = t.names(a.gone)
		}
		d.Rows = append(d.Rows, []string{fmt.Sprint(i + 1), t.Names[a.id], map[bool]string{true: "hit",
			false: "miss"}[a.hit], leaves, t.names(a.held), fmt.Sprint(hits), fmt.Sprint(a.bestHits)})
	}
	n, told := len(t.asked), max(t.first, t.back)
	hits, _ := t.hits(t.first)
	before, goneBefore := t.hits(told + 1)
	all, gone := t.hits(n)
	d.Rows = append(d.Rows,
		[]string{fmt.Sprintf("first %d", t.first), "–", fmt.Sprintf("%d hit, %d miss", hits, t.first-hits), "–",
			fmt.Sprintf("room for %d", t.frames), "–", "–"},
		[]string{fmt.Sprintf("last %d", n-1-told), "–", fmt.Sprintf("%d hit", all-before),
			fmt.Sprintf("%d keys", gone-goneBefore), "–", fmt.Sprint(all), fmt.Sprint(t.asked[n-1].bestHits)})
	return d
}
