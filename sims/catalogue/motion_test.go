package catalogue

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/web/draw"
)

// TestStories holds every story that can be played to the contract of its figure: the default run and twenty drawn ones
// of each simulation that tells one.
func TestStories(t *testing.T) {
	every(t, func(t *testing.T, s sims.Sim) {
		only := func(id string) bool { return id == sims.MotionID }
		rng := rand.New(rand.NewPCG(1, 2))
		for i := range 21 {
			q := url.Values{}
			if i > 0 {
				q = drawnKnobs(s, rng)
			}
			run, err := s.Parse(q)
			if err != nil || run.Cost > 3*sims.LargeWork {
				continue
			}
			r, err := run.Partial(t.Context(), only)
			if err != nil {
				t.Fatalf("%s: %v", run.Name(), err)
			}
			f, ok := r.Figure(sims.MotionID)
			if !ok && i == 0 {
				return // it tells none
			}
			if !ok {
				continue
			}
			holdStory(t, run, r, f)
			if again, err := run.Partial(t.Context(), only); err != nil || i < 2 && !reflect.DeepEqual(again, r) {
				t.Errorf("%s: two runs tell two stories, error %v", run.Name(), err)
			}
		}
	})
}

// drawnKnobs sets the seed and three other knobs at random.
func drawnKnobs(s sims.Sim, rng *rand.Rand) url.Values {
	q := url.Values{}
	knobs := s.Knobs()
	for range 3 {
		switch k := knobs[rng.IntN(len(knobs))]; k.Kind {
		case sims.ChoiceKnob:
			q.Set(k.ID, k.Choices[rng.IntN(len(k.Choices))])
		case sims.IntKnob:
			q.Set(k.ID, fmt.Sprint(int(k.Min)+rng.IntN(int(min(k.Max-k.Min, 40))+1)))
		}
	}
	q.Set("seed", fmt.Sprint(1+rng.IntN(1000)))
	return q
}

var (
	namesOf = map[string]*regexp.Regexp{"place": attribute("place"), "slot": attribute("slot"), "bar": attribute("bar"),
		"key": attribute("key"), "sweep": attribute("sweep"), "rail": attribute("rail")}
	inText = regexp.MustCompile(`\d[\d,]*(?:\.\d+)?`)
)

func attribute(name string) *regexp.Regexp { return regexp.MustCompile(` data-` + name + `="([^"]*)"`) }

// holdStory holds one story to the contract.
func holdStory(t *testing.T, run sims.Run, r sims.Report, f figure.Figure) {
	t.Helper()
	m := f.Motion
	if m == nil || len(m.Events) == 0 || len(m.Events) > 300 || m.Pace <= 0 || m.Unit == "" {
		t.Fatalf("%s: no story, no pace, or more than 300 events", run.Name())
	}
	later := func(a, b figure.MotionEvent) int { return cmp.Compare(a.At, b.At) }
	if !slices.IsSortedFunc(m.Events, later) {
		t.Errorf("%s: events are not in order", run.Name())
	}
	for _, half := range strings.SplitAfter(draw.Picture(f), `<div class="narrow-only">`)[:2] {
		holdNames(t, run, m, half)
	}
	holdBeats(t, run, m)
	holdNumbers(t, run, r, f)
}

// holdNames looks for what the events name in one drawing, and at the length of their labels.
func holdNames(t *testing.T, run sims.Run, m *figure.Motion, drawing string) {
	t.Helper()
	names := map[string]map[string]bool{}
	for what, pattern := range namesOf {
		names[what] = map[string]bool{}
		for _, found := range pattern.FindAllStringSubmatch(drawing, -1) {
			names[what][strings.ReplaceAll(found[1], "&gt;", ">")] = true
		}
	}
	for _, e := range m.Events {
		ok, longest := false, 20
		switch e.Kind {
		case figure.Send:
			ok, longest = names["place"][e.From] && names["place"][e.Dest] && e.To > e.At, 12
		case figure.Set:
			ok = names["slot"][e.Place]
		case figure.Hold, figure.Level:
			ok = names["bar"][e.Place]
		case figure.Move, figure.Add:
			ok = names["key"][e.Item] && names["place"][e.Dest]
		case figure.Drop:
			ok = names["key"][e.Item]
		case figure.Sweep:
			ok = names["sweep"][e.Item]
		case figure.Cut:
			ok = names["rail"][e.From+">"+e.Dest]
		}
		if !ok {
			t.Errorf("%s: event %+v names what the drawing has not", run.Name(), e)
		}
		if len([]rune(e.Label)) > longest || len([]rune(e.Short)) > 15 {
			t.Errorf("%s: label %q or %q is too long", run.Name(), e.Label, e.Short)
		}
	}
}

func holdBeats(t *testing.T, run sims.Run, m *figure.Motion) {
	t.Helper()
	if n := len(m.Beats); n < 3 || n > 5 {
		t.Fatalf("%s: %d beats, want 3 to 5", run.Name(), n)
	}
	for i, b := range m.Beats {
		if b.To < b.At || i > 0 && b.At < m.Beats[i-1].To || b.Say == "" {
			t.Errorf("%s: beat %d from %g to %g says %q", run.Name(), i+1, b.At, b.To, b.Say)
		}
		if i < len(m.Beats)-1 && !slices.ContainsFunc(m.Events, func(e figure.MotionEvent) bool {
			return e.At <= b.To && max(e.At, e.To) >= b.At
		}) {
			t.Errorf("%s: nothing happens in beat %d", run.Name(), i+1)
		}
	}
}

// holdNumbers looks for each number of the sentences among those of the events, metrics, knobs and the table.
func holdNumbers(t *testing.T, run sims.Run, r sims.Report, f figure.Figure) {
	t.Helper()
	known := map[string]bool{}
	note := func(text string) {
		for _, n := range inText.FindAllString(text, -1) {
			known[strings.TrimRight(n, ",")] = true
		}
	}
	for _, e := range f.Motion.Events {
		note(e.Label)
		note(say.Short(e.At))
		note(say.Short(e.To))
	}
	for _, metric := range r.Metrics {
		note(say.Number(metric.Value, metric.Decimals))
		note(say.Short(metric.Value))
	}
	for _, k := range run.Knobs {
		note(k.Text)
		if v, err := say.ParseNumber(k.Text); err == nil {
			note(say.Number(v, 0))
		}
	}
	table, _ := f.DataTable()
	for row := range slices.Values(table.Rows) {
		note(strings.Join(row, " ; "))
	}
	for _, b := range f.Motion.Beats {
		for _, n := range inText.FindAllString(b.Say, -1) {
			if n = strings.TrimRight(n, ","); !known[n] {
				t.Errorf("%s: %q says %s, which is in no event, metric or table", run.Name(), b.Say, n)
			}
		}
	}
}
