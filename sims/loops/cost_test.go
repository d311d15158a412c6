package loops

import (
	"errors"
	"net/url"
	"testing"

	"tradeofflab/sims"
)

// Every loop gives numbers where it is cut and where its signal takes no time; what it cannot run it refuses by name.
func TestLoopsThatAreCut(t *testing.T) {
	for _, m := range models {
		for _, q := range []url.Values{{"gain": {"0"}}, {"delay": {"0"}},
			{"gain": {"0"}, "delay": {"0"}, "push": {"0"}}} {
			q.Set("loop", m.Slug)
			run, err := Sim.Parse(q)
			if m.Slug == "stampede" && q.Get("delay") == "0" {
				var refused *sims.ParamError
				if !errors.As(err, &refused) || refused.Fields[0].Knob != "delay" {
					t.Errorf("%v: a wait of no time before a retry gives %v, want delay refused", q, err)
				}
				continue
			}
			if err != nil {
				t.Fatalf("%v: %v", q, err)
			}
			report, err := run.Report(t.Context())
			if err != nil {
				t.Fatalf("%v: %v", q, err)
			}
			for _, metric := range report.Metrics {
				if !finite(metric.Value) {
					t.Errorf("%v: %s is %g", q, metric.ID, metric.Value)
				}
			}
		}
	}
}

// A change that empties a formula of a start leaves a finite start.
func TestStartIsFinite(t *testing.T) {
	for _, c := range []struct{ loop, change string }{{"storage", "age=0,recall=0,squeeze=0"},
		{"storage", "age=0,recall=0,upload=0"}, {"indexes", "review=0,found=0"}, {"writecache", "demand=0"}} {
		run, err := Sim.Parse(url.Values{"loop": {c.loop}, "change": {c.change}})
		if err != nil {
			t.Fatal(err)
		}
		report, err := run.Report(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, metric := range report.Metrics {
			if !finite(metric.Value) {
				t.Errorf("%s, %s: %s is %g", c.loop, c.change, metric.ID, metric.Value)
			}
		}
	}
}

// What a run does stays within what it states, counted, at the ends of the knobs that decide its length.
func TestCostCoversTheSteps(t *testing.T) {
	for _, m := range models {
		for _, q := range []url.Values{{}, {"dt": {"0.01"}}, {"horizon": {"400"}}, {"horizon": {"20"}, "dt": {"0.5"}},
			{"gain": {"10"}}, {"delay": {"0.0101705"}, "dt": {"0.0480691"}, "horizon": {"244.583"}},
			{"delay": {"10"}, "gain": {"10"}, "method": {"euler"}}} {
			q.Set("loop", m.Slug)
			run, err := Sim.Parse(q)
			if err != nil {
				continue
			}
			if _, steps, err := run.Counted(t.Context()); err != nil || float64(steps) > run.Cost || steps == 0 {
				t.Errorf("%v: %d steps and %v, stated %g", q, steps, err, run.Cost)
			}
		}
	}
}
