package eviction

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/eviction/policy"
)

// belady is the sequence on which FIFO misses more with four frames than with three (Belady, Nelson and Shedler 1969).
const belady = "1 2 3 4 1 2 5 1 2 3 4 5"

const (
	maxStory  = 60 // requests of the story
	maxFrames = 10 // capacities of the frames figure
)

// storyTrace reads words split by spaces.
func storyTrace(s string) (Trace, error) {
	words := strings.Fields(s)
	switch {
	case len(words) == 0:
		return Trace{}, errors.New("write the keys of the requests split by spaces, as in 1 2 3 1")
	case len(words) > maxStory:
		return Trace{}, fmt.Errorf("has %d keys and the story takes at most %d", len(words), maxStory)
	}
	t := Trace{Names: []string{""}}
	for _, w := range words {
		if len([]rune(w)) > 8 {
			return Trace{}, fmt.Errorf("%q is longer than 8 characters", w)
		}
		id := slices.Index(t.Names, w)
		if id < 0 {
			id = len(t.Names)
			t.Names = append(t.Names, w)
		}
		t.IDs = append(t.IDs, int32(id))
	}
	t.Objects = len(t.Names) - 1
	return t, nil
}

// storyRun is the small trace under the first policy, one request a step.
type storyRun struct {
	Trace
	cache policy.Policy
	hits  int
	now   int
}

func (s *storyRun) step() string {
	id := s.IDs[s.now]
	s.now++
	before := s.holding()
	if s.cache.Access(id) {
		s.hits++
		return fmt.Sprintf("%s is asked for and is there: a hit.", s.Names[id])
	}
	after := s.holding()
	var gone []string
	for _, b := range before {
		if !slices.Contains(after, b) {
			gone = append(gone, s.Names[b])
		}
	}
	if gone == nil {
		return fmt.Sprintf("%s is asked for and is not there: it comes in.", s.Names[id])
	}
	return fmt.Sprintf("%s is asked for and is not there: %s leaves, and it comes in.", s.Names[id], say.List(gone...))
}

// holding lists the keys held, without ghosts.
func (s *storyRun) holding() []int32 {
	var out []int32
	for _, r := range s.cache.View() {
		if !r.Ghost {
			out = append(out, r.IDs...)
		}
	}
	return out
}

// story tells the requests of the story one by one.
func story(p Params, _ Result) *sims.Story {
	t := p.Story
	name := p.Policies[0]
	run := &storyRun{Trace: t, cache: policy.Find(name).New(t.Room(p.StoryFrames, p.options()))}
	told := &sims.Story{At: min(p.Step, len(t.IDs))}
	tell := func() {
		told.State = [][2]string{
			{"Policy", label(name)},
			{"Requests", fmt.Sprintf("%d of %d", run.now, len(t.IDs))},
			{"Hits", strconv.Itoa(run.hits)},
			{"Misses", strconv.Itoa(run.now - run.hits)},
			{"Held", fmt.Sprintf("%d of %d", run.cache.Len(), p.StoryFrames)},
		}
		for _, r := range run.cache.View() {
			told.State = append(told.State, [2]string{say.Upper(r.Name), run.names(r)})
			if r.Hand != 0 {
				told.State = append(told.State, [2]string{"Hand", "at " + t.Names[r.Hand]})
			}
		}
		told.Figure = run.figure(name)
	}
	tell()
	for range t.IDs {
		told.Events = append(told.Events, run.step())
		if run.now == told.At {
			tell()
		}
	}
	return told
}

func (s *storyRun) names(r policy.Queue) string {
	if len(r.IDs) == 0 {
		return "empty"
	}
	out := make([]string, len(r.IDs))
	for i, id := range r.IDs {
		out[i] = s.Names[id]
	}
	return strings.Join(out, " ")
}

// figure draws each queue as a row of cells, the newest key on the left; the key just asked for is outlined by its hue,
// and under a queue with marks stand the marks.
func (s *storyRun) figure(name string) *figure.Figure {
	rows := s.cache.View()
	width := 1
	for _, r := range rows {
		width = max(width, len(r.IDs))
	}
	cells := &figure.Cells{Head: "place"}
	for i := range width {
		cells.Columns = append(cells.Columns, strconv.Itoa(i+1))
	}
	data := &figure.Table{Columns: []figure.Column{{Label: "Queue"}, {Label: "Place", Numeric: true}, {Label: "Key"},
		{Label: "Mark"}, {Label: "Hand"}}}
	asked := int32(0)
	if s.now > 0 {
		asked = s.IDs[s.now-1]
	}
	for _, r := range rows {
		keys, marks, hand := s.cells(r, width, asked, data)
		cells.Rows = append(cells.Rows, figure.CellRow{Label: r.Name, Cells: keys})
		if r.Mark != nil {
			cells.Rows = append(cells.Rows, figure.CellRow{Label: policy.Find(name).Mark, Cells: marks})
		}
		if r.Hand != 0 {
			cells.Rows = append(cells.Rows, figure.CellRow{Label: "hand", Cells: hand})
		}
	}
	said := fmt.Sprintf("After %s %s holds %s.", say.Count(s.now, "request"), label(name),
		say.Count(s.cache.Len(), "key"))
	return &figure.Figure{ID: "queue", Title: "What " + label(name) + " holds", Takeaway: said,
		Caption: "Keys from the newest place to the oldest. Blue is the key that was just asked for. Ghosts are " +
			"remembered without their value.",
		Alt: said + " Rows of cells show the keys of each queue in order, with marks and hand where the " +
			"policy has them.", Cells: cells, Data: data}
}

func (s *storyRun) cells(r policy.Queue, width int, asked int32, data *figure.Table) (keys, marks,
	hand []figure.Identity) {
	blank := figure.Identity{Hue: figure.Grey}
	for i := range width {
		if i >= len(r.IDs) {
			keys, marks, hand = append(keys, blank), append(marks, blank), append(hand, blank)
			continue
		}
		id, key, mark, at := r.IDs[i], figure.Identity{Name: s.Names[r.IDs[i]], Hue: figure.Grey}, blank, blank
		if id == asked {
			key.Hue = figure.Blue
		}
		if r.Mark != nil {
			mark.Name = r.Mark(id)
		}
		if r.Hand == id {
			at.Name, at.Hue = "▲", figure.Orange
		}
		keys, marks, hand = append(keys, key), append(marks, mark), append(hand, at)
		data.Rows = append(data.Rows, []string{r.Name, strconv.Itoa(i + 1), key.Name, mark.Name,
			map[bool]string{true: "here", false: ""}[at.Name != ""]})
	}
	return keys, marks, hand
}
