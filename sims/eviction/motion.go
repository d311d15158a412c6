package eviction

import (
	"fmt"
	"slices"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/eviction/policy"
)

const (
	mostTold = 16   // requests that are played
	moved    = 0.8  // of a request: keys have their new places
	rested   = 0.95 // of a request: its sentence may end
)

// asked is one request of the story under the first policy, and under the best possible one.
type asked struct {
	id       int32
	hit      bool
	held     []int32 // afterwards, in the order of the policy
	gone     []int32 // who left for it
	bestHits int     // of the best possible policy up to here
}

// tale is the small trace, request by request.
type tale struct {
	Trace
	name   string
	frames int
	asked  []asked
	first  int // request that lets a key go for the first time
	key    int // request whose victim is asked for again soonest
	back   int // that request; −1 where no key that left comes again
}

// taleOf plays the keys of the story. Where none has to leave there is no story.
func taleOf(p Params) (tale, bool) {
	t := tale{Trace: p.Story, name: p.Policies[0], frames: p.StoryFrames, first: -1, key: -1, back: -1}
	run := &storyRun{Trace: t.Trace, cache: policy.Find(t.name).New(t.Room(p.StoryFrames, p.options()))}
	best := policy.Find("opt").New(t.Room(p.StoryFrames, p.options()))
	hits, before := 0, []int32(nil)
	for i, id := range t.IDs[:min(len(t.IDs), mostTold)] {
		if best.Access(id) {
			hits++
		}
		a := asked{id: id, hit: run.cache.Access(id), bestHits: hits}
		a.held = run.holding()
		for _, b := range before {
			if !slices.Contains(a.held, b) {
				a.gone = append(a.gone, b)
			}
		}
		before = a.held
		if len(a.gone) > 0 && t.first < 0 {
			t.first, t.key = i, i
		}
		t.asked = append(t.asked, a)
	}
	for i, a := range t.asked {
		for _, gone := range a.gone {
			next := slices.IndexFunc(t.asked[i+1:], func(b asked) bool { return b.id == gone })
			if next >= 0 && (t.back < 0 || next+1 < t.back-t.key) {
				t.key, t.back = i, i+1+next
			}
		}
	}
	return t, t.first >= 1
}

func hasMotion(p Params, _ Result) bool {
	_, ok := taleOf(p)
	return ok
}

// motionFigure tells the small trace request by request.
func motionFigure(p Params, _ Result) figure.Figure {
	t, _ := taleOf(p)
	m := &figure.Motion{Unit: "request", Pace: 1000, Wait: 1000, Skip: 300}
	t.tell(m)
	st := t.stage()
	st.Cue(m, float64(t.key+1)+rested)
	m.Beats = t.beats()
	k := t.asked[t.key]
	said := fmt.Sprintf("%s lets %s go for %s.", label(t.name), t.names(k.gone), t.called(k.id))
	if t.back >= 0 {
		said = fmt.Sprintf("%s lets %s go for %s, and request %d asks for %s.", label(t.name), t.names(k.gone),
			t.called(k.id), t.back+1, t.called(t.asked[t.back].id))
	}
	return figure.Figure{ID: sims.MotionID, Title: "Which key leaves, request by request", Takeaway: said, Panel: true,
		Stage: st, Motion: m, Data: t.table(),
		Caption: fmt.Sprintf("The keys of the story, with %s. In the cache, the newest key by the order of %s is on "+
			"the left. A request that hits is served; one that misses brings its key in.",
			say.Count(t.frames, "place"), label(t.name)),
		Alt: "A tape of requests, the cache with its places, the requests that were served, and the keys that left. " +
			said}
}

// called is how a sentence calls a key.
func (t tale) called(id int32) string { return "key " + t.Names[id] }

func (t tale) names(ids []int32) string {
	var out []string
	for _, id := range ids {
		out = append(out, t.called(id))
	}
	return say.List(out...)
}

// hits are those of the first n requests, and gone the keys that left for them.
func (t tale) hits(n int) (hits, gone int) {
	for _, a := range t.asked[:n] {
		if a.hit {
			hits++
		}
		gone += len(a.gone)
	}
	return hits, gone
}

// stage declares the tape, the cache, and where hits and keys that leave go.
func (t tale) stage() *figure.Stage {
	hits, gone := t.hits(len(t.asked))
	st := &figure.Stage{Places: []figure.Place{
		{ID: "tape", Label: "requests", Wide: figure.Grid{Col: 1}, Narrow: figure.Grid{Col: 1}, Seats: len(t.asked),
			Cells: true, Open: true},
		{ID: "cache", Label: "cache, " + label(t.name), Wide: figure.Grid{Col: 1, Row: 0.8},
			Narrow: figure.Grid{Col: 1, Row: 0.85}, Seats: t.frames, Cells: true,
			Slots: []figure.Slot{{ID: "v", Start: "empty"}}},
		{ID: "hits", Label: "served", Wide: figure.Grid{Col: 0.1, Row: 0.8}, Narrow: figure.Grid{Col: 0.3, Row: 1.75},
			Seats: max(hits, 1), Per: 4, Cells: true, Slots: []figure.Slot{{ID: "v", Start: "0 hits"}}},
		{ID: "left", Label: "left", Wide: figure.Grid{Col: 1.9, Row: 0.8}, Narrow: figure.Grid{Col: 1.7, Row: 1.75},
			Seats: max(gone, 1), Per: 4, Cells: true, Slots: []figure.Slot{{ID: "v", Start: "0 keys"}}}},
		Rails: []figure.Rail{{From: "tape", To: "cache"}, {From: "cache", To: "left"}}}
	if hits > 0 {
		st.Rails = append(st.Rails, figure.Rail{From: "tape", To: "hits"})
	}
	if t.name != "opt" {
		st.Places = append(st.Places, figure.Place{ID: "best", Label: "best possible", Wide: figure.Grid{Col: 1,
			Row: 1.55}, Narrow: figure.Grid{Col: 1, Row: 2.6}, Slots: []figure.Slot{{ID: "v", Start: "0 hits"}}})
	}
	for i, a := range t.asked {
		st.Items = append(st.Items, figure.StageItem{ID: item(i), Label: t.Names[a.id], Place: "tape", Seat: i,
			Passes: true})
	}
	return st
}

// item is the name of the thing that request i brings.
func item(i int) string { return fmt.Sprintf("q%d", i+1) }
