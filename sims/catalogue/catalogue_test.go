package catalogue

import (
	"bytes"
	"fmt"
	"maps"
	"math"
	"net/url"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tradeofflab/figure"
	"tradeofflab/sims"
	"tradeofflab/sims/model"
)

func encode(t *testing.T, s sims.Sim, q url.Values) (sims.Report, []byte) {
	t.Helper()
	run, err := s.Parse(q)
	if err != nil {
		t.Fatalf("%s?%s: %v", s.Slug, q.Encode(), err)
	}
	r, err := run.Report(t.Context())
	if err != nil {
		t.Fatalf("%s?%s: %v", s.Slug, q.Encode(), err)
	}
	return r, written(t, run, r)
}

// written is a report as its JSON.
func written(t *testing.T, run sims.Run, r sims.Report) []byte {
	t.Helper()
	var out bytes.Buffer
	// JSON has no NaN and no infinity: they are refused here
	if err := run.Encode(r).WriteJSON(&out); err != nil {
		t.Fatalf("%s: write JSON: %v", run.Name(), err)
	}
	return out.Bytes()
}

// every holds a contract for each simulation, in a test of its own.
func every(t *testing.T, hold func(t *testing.T, s sims.Sim)) {
	for _, s := range All {
		t.Run(s.Slug, func(t *testing.T) {
			t.Parallel()
			hold(t, s)
		})
	}
}

var word = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// holdPartial makes every other figure of a run and no check: a partial report is the run without what nobody looks at,
// with the same numbers, and of the figures the same ones or none.
func holdPartial(t *testing.T, run sims.Run, whole sims.Report) {
	t.Helper()
	var ids, asked []string
	for _, f := range whole.Figures {
		ids = append(ids, f.ID)
	}
	some, err := run.Partial(t.Context(), func(id string) bool {
		asked = append(asked, id)
		return slices.Index(ids, id)%2 == 0
	})
	if err != nil {
		t.Fatalf("%s: %v", run.Name(), err)
	}
	if !slices.Equal(asked, ids) {
		t.Errorf("%s: figures %v, announced as %v", run.Name(), ids, asked)
	}
	if len(some.Checks) > 0 || !reflect.DeepEqual(some.Metrics, whole.Metrics) || some.Takeaway != whole.Takeaway ||
		some.Coach != whole.Coach {
		t.Errorf("%s: a partial report has checks, or other numbers than the run", run.Name())
	}
	for i, id := range ids {
		got, made := some.Figure(id)
		if want, _ := whole.Figure(id); made != (i%2 == 0) || made && !reflect.DeepEqual(got, want) {
			t.Errorf("%s: figure %s of a partial report is not that of the run", run.Name(), id)
		}
	}
}

func TestDescriptions(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range All {
		if s.Title == "" || s.Version == "" || s.Question == "" || s.Doc == "" || len(s.LeavesOut) == 0 ||
			len(s.Sources) == 0 {
			t.Errorf("%s: title, version, question, doc, limits or sources are missing", s.Slug)
		}
		if seen[s.Slug] || !word.MatchString(s.Slug) {
			t.Errorf("slug %q is taken or not one word", s.Slug)
		}
		seen[s.Slug] = true
		if found, ok := All.Find(s.Slug); !ok || found.Slug != s.Slug {
			t.Errorf("Find(%q) does not find it", s.Slug)
		}
		if _, err := os.Stat("../" + s.Slug); err != nil {
			t.Errorf("folder of %s: %v", s.Slug, err)
		}
		var ids []string
		for _, k := range s.Knobs() {
			if k.Label == "" || !word.MatchString(k.ID) || slices.Contains(ids, k.ID) {
				t.Errorf("%s: knob %q has no label or no id of its own", s.Slug, k.ID)
			}
			if k.Labels != nil && len(k.Labels) != len(k.Choices) {
				t.Errorf("%s: knob %s has %d choices and %d labels", s.Slug, k.ID, len(k.Choices), len(k.Labels))
			}
			ids = append(ids, k.ID)
		}
		for _, id := range s.First {
			if !slices.Contains(ids, id) {
				t.Errorf("%s: first knob %q does not exist", s.Slug, id)
			}
		}
		if c := s.Challenge; c != nil {
			for id := range c.Preset {
				if !slices.Contains(ids, id) {
					t.Errorf("%s: challenge presets knob %q, which does not exist", s.Slug, id)
				}
			}
			r, _ := encode(t, s, c.Preset)
			if got := len(c.Judge(r)); got != len(c.Goals) {
				t.Errorf("%s: challenge judges %d goals of %d", s.Slug, got, len(c.Goals))
			}
		}
	}
}

func TestDefaultRuns(t *testing.T) {
	every(t, func(t *testing.T, s sims.Sim) {
		r, first := encode(t, s, nil)
		model.Forget()
		if _, again := encode(t, s, nil); !bytes.Equal(first, again) {
			t.Errorf("%s: two default runs differ", s.Slug)
		}
		if r.Takeaway == "" || r.Coach == "" || len(r.Checks) == 0 {
			t.Errorf("%s: takeaway, coach line or checks are missing", s.Slug)
		}
		if len(s.Headline) > 6 {
			t.Errorf("%s: %d headline metrics, at most 6 fit", s.Slug, len(s.Headline))
		}
		for _, id := range s.Headline {
			if _, ok := r.Metric(id); !ok {
				t.Errorf("%s: headline metric %q does not exist", s.Slug, id)
			}
		}
		if s.Predict != nil {
			if m, ok := r.Metric(s.Predict.Metric); !ok || m.Value < s.Predict.Min || m.Value > s.Predict.Max {
				t.Errorf("%s: metric %q to predict is missing or outside %g–%g", s.Slug, s.Predict.Metric,
					s.Predict.Min, s.Predict.Max)
			}
		}
		for _, c := range r.Checks {
			if !c.OK {
				t.Errorf("%s: %s: got %g, want %g ± %g", s.Slug, c.Name, c.Got, c.Want, c.Tolerance)
			}
		}
		// Three rings of 720 arcs each, one of them the story that plays, are the heaviest default.
		if len(first) > 400_000 {
			t.Errorf("%s: a default run is %d bytes of JSON", s.Slug, len(first))
		}
	})
}

// small gives what makes a default run large another value, where the ends of other knobs are tried.
var small = map[string]url.Values{"recommender": {"n": {"1000"}, "queries": {"50"}}}

// TestExtremes turns every knob alone to each of its ends, and all numeric knobs together, and looks at every figure. A
// combination may be refused as too large; it must not panic, nor take more steps than it states: a cost that is stated
// too low would let runs through that are cut off half way. The steps counted are those of the largest loops, so they
// may be fewer. With each choice, a partial report is held to the whole one.
func TestExtremes(t *testing.T) {
	every(t, func(t *testing.T, s sims.Sim) {
		runs := []url.Values{nil}
		alone := func(k sims.Knob, value string) {
			q := url.Values{}
			maps.Copy(q, small[s.Slug])
			q.Set(k.ID, value)
			runs = append(runs, q)
		}
		for _, k := range s.Knobs() {
			for _, c := range k.Choices {
				alone(k, c)
			}
		}
		choices := len(runs)
		for _, k := range s.Knobs() {
			if k.Kind == sims.IntKnob || k.Kind == sims.FloatKnob || k.Kind == sims.StepKnob {
				alone(k, fmt.Sprint(k.Min))
				alone(k, fmt.Sprintf("%.0f", k.Max))
			}
		}
		runs = append(runs, allAtTheirEnds(s)...)
		seen := map[string]bool{} // a knob that does not act gives a run that was there
		for i, q := range runs {
			run, err := s.Parse(q)
			if err != nil || seen[run.Query] {
				continue
			}
			seen[run.Query] = true
			r, steps, err := run.Counted(t.Context())
			if err != nil || float64(steps) > run.Cost {
				t.Errorf("%s?%s states %.3g steps and takes %.3g, error %v", s.Slug, run.Query, run.Cost,
					float64(steps), err)
				continue
			}
			written(t, run, r)
			look(t, s.Slug+"?"+q.Encode(), r)
			for _, m := range r.Metrics {
				if math.IsNaN(m.Value) || math.IsInf(m.Value, 0) || m.Label == "" {
					t.Errorf("%s?%s: metric %s is %v, label %q", s.Slug, q.Encode(), m.ID, m.Value, m.Label)
				}
			}
			if i < choices {
				holdPartial(t, run, r)
			}
		}
	})
}

// allAtTheirEnds sets all numbers to their minimum or maximum, with every choice of every rule in one setting at least
// that is not refused. Longer lists of choices are sizes, which Min and Max of other knobs stand for.
func allAtTheirEnds(s sims.Sim) []url.Values {
	var out []url.Values
	knobs := s.Knobs()
	for _, high := range []bool{false, true} {
		ends := url.Values{}
		var rules []sims.Knob
		most := 1
		for _, k := range knobs {
			switch {
			case k.Kind == sims.IntKnob || k.Kind == sims.FloatKnob:
				ends.Set(k.ID, fmt.Sprintf("%g", map[bool]float64{false: k.Min, true: k.Max}[high]))
			case k.Kind == sims.ChoiceKnob && len(k.Choices) <= 6:
				rules = append(rules, k)
				most = max(most, len(k.Choices))
			}
		}
		for i := range most { // the choices in step, so that each is met with few runs
			q := maps.Clone(ends)
			for _, k := range rules {
				q.Set(k.ID, k.Choices[i%len(k.Choices)])
			}
			if _, err := s.Parse(q); err == nil {
				out = append(out, q)
				continue
			}
			for _, k := range rules {
				alone := maps.Clone(ends)
				alone.Set(k.ID, q.Get(k.ID))
				out = append(out, alone)
			}
		}
	}
	return out
}

// look holds every figure of a report to the house rules.
func look(t *testing.T, run string, r sims.Report) {
	t.Helper()
	figures := r.Figures
	if r.Story != nil && r.Story.Figure != nil {
		figures = append(slices.Clone(figures), *r.Story.Figure)
	}
	for _, f := range figures {
		if f.ID == "" || f.Title == "" || f.Takeaway == "" || f.Alt == "" {
			t.Errorf("%s: figure %q lacks id, title, takeaway or alt", run, f.ID)
		}
		if kinds := set(f); kinds != 1 {
			t.Errorf("%s: figure %s has %d kinds, want 1", run, f.ID, kinds)
		}
		if text := f.Title + f.Takeaway + f.Caption + f.Alt; strings.Contains(text, "NaN") ||
			strings.Contains(text, "%!") || strings.Contains(text, "∞") {
			t.Errorf("%s: figure %s says %q", run, f.ID, text)
		}
		for _, table := range []*figure.Table{f.Data, f.Table} {
			if table == nil {
				continue
			}
			for _, row := range table.Rows {
				if len(row) != len(table.Columns) {
					t.Errorf("%s: figure %s: row %v has %d cells under %d columns", run, f.ID, row, len(row),
						len(table.Columns))
				}
			}
		}
		if f.Chart != nil {
			for _, series := range f.Chart.Series {
				if len(series.X) != len(series.Y) || len(series.X) == 0 {
					t.Errorf("%s: figure %s: series %s has %d x and %d y", run, f.ID, series.Name, len(series.X),
						len(series.Y))
				}
				if f.Chart.Y.Log && slices.Min(series.Y) <= 0 {
					t.Errorf("%s: figure %s: series %s goes to %g on a log axis", run, f.ID, series.Name,
						slices.Min(series.Y))
				}
			}
		}
		if f.Ring != nil {
			lookRing(t, run, f)
		}
	}
}

func lookRing(t *testing.T, run string, f figure.Figure) {
	t.Helper()
	sum := 0.0
	for _, a := range f.Ring.After {
		sum += a.To - a.From
	}
	if math.Abs(sum-360) > 1e-6 {
		t.Errorf("%s: figure %s: arcs cover %g degrees, want 360", run, f.ID, sum)
	}
	for _, a := range slices.Concat(f.Ring.Before, f.Ring.After, f.Ring.Changed) {
		if a.From < 0 || a.From >= 360 || a.To <= a.From || a.Node < 0 || a.Node >= len(f.Ring.Nodes) {
			t.Errorf("%s: figure %s: arc %+v of %d nodes", run, f.ID, a, len(f.Ring.Nodes))
		}
	}
}

// set counts the kinds of a figure: its pointer fields behind Data.
func set(f figure.Figure) int {
	n := 0
	v := reflect.ValueOf(f)
	for i := range v.NumField() {
		name := v.Type().Field(i).Name
		beside := name == "Badge" || name == "Data" || name == "Motion"
		if v.Field(i).Kind() == reflect.Pointer && !beside && !v.Field(i).IsNil() {
			n++
		}
	}
	return n
}

func TestRefusedValuesNameKnobAndRange(t *testing.T) {
	every(t, func(t *testing.T, s sims.Sim) {
		for _, k := range s.Knobs() {
			if k.Kind != sims.IntKnob && k.Kind != sims.FloatKnob && k.Kind != sims.ChoiceKnob {
				continue
			}
			run, err := s.Parse(url.Values{k.ID: {"1e300"}})
			if err == nil || !strings.Contains(err.Error(), k.ID) {
				t.Errorf("%s: %s=1e300 gives %v, want an error that names the knob", s.Slug, k.ID, err)
			}
			for _, f := range run.Knobs {
				if f.ID == k.ID && f.Text != "1e300" {
					t.Errorf("%s: refused text of %s is %q, want what was typed", s.Slug, k.ID, f.Text)
				}
			}
		}
	})
}

// The step scrubs through the story and leaves every number as it is.
func TestStepChangesNoMetric(t *testing.T) {
	every(t, func(t *testing.T, s sims.Sim) {
		base, _ := encode(t, s, nil)
		if base.Story == nil {
			return
		}
		for _, step := range []string{"1", "7", fmt.Sprint(len(base.Story.Events))} {
			r, _ := encode(t, s, url.Values{"step": {step}})
			if !reflect.DeepEqual(r.Metrics, base.Metrics) || !reflect.DeepEqual(r.Checks, base.Checks) {
				t.Errorf("%s: step %s changes metrics or checks", s.Slug, step)
			}
			if fmt.Sprint(r.Story.At) != step {
				t.Errorf("%s: step %s shows step %d", s.Slug, step, r.Story.At)
			}
			look(t, s.Slug+"?step="+step, r)
		}
	})
}
