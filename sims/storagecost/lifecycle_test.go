package storagecost

import (
	"errors"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"tradeofflab/sims"
	"tradeofflab/sims/simtest"
)

func TestParseLifecycle(t *testing.T) {
	for _, c := range []struct {
		in    string
		want  []rule
		wrong string // what the refusal must say
	}{
		{in: ""},
		{in: "  "},
		{in: "30 standard_ia, 90 glacier_ir", want: []rule{{30, standardIA}, {90, glacierIR}}},
		{in: "1 deep_archive", want: []rule{{1, deepArchive}}},
		{in: "30 intelligent ,60  onezone_ia", want: []rule{{30, intelligent}, {60, oneZoneIA}}},
		{in: "1 standard_ia, 2 onezone_ia", want: []rule{{1, standardIA}, {2, oneZoneIA}}},
		{in: "90 days Glacier_IR", want: []rule{{90, glacierIR}}},
		{in: "after 30 days to standard_ia", want: []rule{{30, standardIA}}},
		{in: "days", wrong: "a day and a class"},
		{in: "0 glacier_ir", wrong: "1 to 3650"},
		{in: "30.5 glacier_ir", wrong: "whole number"},
		{in: "30 standard", wrong: "rules move to"},
		{in: "30 efs", wrong: "rules move to"},
		{in: "30 it_archive", wrong: "rules move to"},
		{in: "glacier_ir 30", wrong: "whole number"},
		{in: "30", wrong: "a day and a class"},
		{in: "90 glacier_ir, 90 deep_archive", wrong: "order of their days"},
		{in: "30 glacier_ir,", wrong: "a day and a class"},
	} {
		got, err := parseLifecycle(c.in)
		switch {
		case c.wrong == "" && err != nil:
			t.Errorf("parseLifecycle(%q) is refused: %v", c.in, err)
		case c.wrong != "" && (err == nil || !strings.Contains(err.Error(), c.wrong)):
			t.Errorf("parseLifecycle(%q) gives %v, want a refusal that says %q", c.in, err, c.wrong)
		case c.wrong == "" && !reflect.DeepEqual(got, c.want):
			t.Errorf("parseLifecycle(%q) = %v, want %v", c.in, got, c.want)
		}
	}
}

// An object of 2 MB that enters Standard-IA on day 1 and leaves on day 10 stayed 9 of its 30 days. The other 21 are
// 21/(365/12) months at 0.0125 USD per GB: 0.01726 USD per 1,000 objects. A stay from day 30 to day 90 owes nothing.
func TestEarlyMoveIsCharged(t *testing.T) {
	for rules, want := range map[string]float64{
		"1 standard_ia, 10 glacier_ir":  2 * 21 / (365.0 / 12) * 0.0125,
		"30 standard_ia, 90 glacier_ir": 0,
	} {
		p := photos()
		p.ObjectsPerDay, p.Months, p.Lifecycle = 1000, 12, nil
		var err error
		if p.Lifecycle, err = parseLifecycle(rules); err != nil {
			t.Fatal(err)
		}
		b := Run(nil, p).last()
		close(t, rules, b[earlyLine]/p.cohort()*1000, want, 1e-9)
	}
}

// S3 only moves objects down the list, and block and file storage have no rules.
func TestRulesOnlyGoDown(t *testing.T) {
	for _, q := range []url.Values{
		{"lifecycle": {"30 glacier_ir, 60 standard_ia"}},
		{"class": {"glacier_ir"}, "lifecycle": {"30 standard_ia"}},
		{"class": {"ebs_gp3"}, "lifecycle": {"30 glacier_ir"}},
		{"lifecycle": {"30 glacier_ir, 60 glacier_ir"}},
	} {
		_, err := simtest.Run(Sim, q)
		var bad *sims.ParamError
		if !errors.As(err, &bad) || bad.Fields[0].Knob != "lifecycle" {
			t.Errorf("%v gives %v, want a refusal of lifecycle", q, err)
		}
	}
}

// Whatever is typed is refused by name or runs, and a run has a name that is accepted again.
func FuzzLifecycle(f *testing.F) {
	f.Add("30 standard_ia, 90 glacier_ir")
	f.Add("1 deep_archive,")
	f.Add("９ intelligent")
	f.Fuzz(func(t *testing.T, text string) {
		q := url.Values{"lifecycle": {text}}
		if _, err := Sim.Parse(q); err != nil {
			var bad *sims.ParamError
			if !errors.As(err, &bad) {
				t.Errorf("%q: error %v is no ParamError", text, err)
			}
			return
		}
		if _, err := simtest.Run(Sim, q); err != nil {
			t.Errorf("%q is accepted and does not run: %v", text, err)
		}
		again, err := url.ParseQuery(simtest.Query(Sim, q))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Sim.Parse(again); err != nil {
			t.Errorf("%q is accepted, its canonical form %v is not: %v", text, again, err)
		}
	})
}

// Late or well-chosen rules pass; nothing, the textbook rule, warm and cold extremes fail.
func TestChallengeHasAnAnswer(t *testing.T) {
	for _, c := range []struct {
		class, lifecycle string
		passes           bool
	}{
		{"standard", "90 glacier_ir", true},
		{"standard", "90 glacier_ir, 180 deep_archive", true},
		{"standard", "90 glacier_flexible", true},
		{"intelligent", "", true},
		{"standard", "", false},
		{"standard", "30 standard_ia", false},
		{"standard", "30 standard_ia, 90 glacier_ir", false},
		{"standard", "1 deep_archive", false},
		{"standard", "30 standard_ia, 40 intelligent, 50 onezone_ia, 60 glacier_ir, 70 glacier_flexible, 80 " +
			"deep_archive", false},
		{"deep_archive", "", false},
		{"glacier_ir", "", false},
		{"onezone_ia", "", false},
		{"ebs_gp3", "", false},
		{"efs", "", false},
	} {
		a, err := Sim.Try(t.Context(), url.Values{"class": {c.class}, "lifecycle": {c.lifecycle},
			"edge_hit_pct": {"100"}})
		if err != nil {
			t.Fatal(err)
		}
		if a.Passed != c.passes {
			t.Errorf("class %s, rules %q: passed %v, want %v: %+v", c.class, c.lifecycle, a.Passed, c.passes,
				a.Seeds[0].Checks)
		}
	}
}

// TestSmallObjectsStay wants rules to leave objects below their size where they are, which costs what no rule does.
// S3's own bound is 128 KB.
func TestSmallObjectsStay(t *testing.T) {
	p := photos()
	p.Months, p.Lifecycle, p.RuleMinKB = 24, []rule{{30, glacierIR}}, 128
	for _, c := range []struct {
		kb   int
		move bool
	}{{1, false}, {127, false}, {128, true}, {2000, true}} {
		p.SizeKB = c.kb
		r := Run(nil, p)
		if moved := sum(r.used().Transitions) > 0; moved != c.move {
			t.Errorf("objects of %d KB move: %t, want %t", c.kb, moved, c.move)
		}
		if got, want := r.total().Sum(), r.plain.total().Sum(); !c.move && got != want {
			t.Errorf("objects of %d KB that stay cost %g, want %g as without a rule", c.kb, got, want)
		}
	}
	p.SizeKB, p.RuleMinKB = 1, 0
	if r := Run(nil, p); sum(r.used().Transitions) == 0 {
		t.Error("a rule for every size moves no object of 1 KB")
	}
}
