package federated

import (
	"fmt"
	"net/url"
	"slices"
	"testing"

	"tradeofflab/sims"
)

// preset is where the challenge starts, with other values of some knobs.
func preset(q url.Values) url.Values {
	out := url.Values{}
	for _, from := range []url.Values{challenge.Preset, q} {
		for k, v := range from {
			out[k] = v
		}
	}
	return out
}

// The challenge is met by its solution on the hidden seeds and on thirty others, so that it does not hang on chance.
func TestChallengeHasASolution(t *testing.T) {
	a, err := Sim.Try(t.Context(), preset(solution))
	if err != nil || !a.Passed {
		t.Errorf("solution on the hidden seeds: %v, %+v", err, a.Seeds)
	}
	q := preset(solution)
	for seed := range 30 {
		q.Set("seed", fmt.Sprint(seed))
		for _, c := range judgeChallenge(seen(t, q)) {
			if !c.OK {
				t.Errorf("solution, seed %d: %s is %.3f, want %.3f", seed, c.Name, c.Got, c.Want)
			}
		}
	}
}

// It is met neither by where it starts, nor by everything at maximum or at minimum, nor by the noise for the epsilon
// and one other knob, wherever that is set.
func TestChallengeIsNoSingleKnob(t *testing.T) {
	asked := func(knob, value string) url.Values {
		return url.Values{"z": {"0"}, "target_eps": {"2"}, knob: {value}}
	}
	cases := map[string]url.Values{
		"preset": nil,
		"maximum": {"rounds": {"200"}, "z": {"200"}, "target_eps": {"16"}, "local_epochs": {"20"}, "lr": {"2"},
			"clip": {"10"}},
		"minimum": {"rounds": {"1"}, "z": {"0"}, "target_eps": {"0.01"}, "local_epochs": {"1"}, "lr": {"0.01"},
			"clip": {"0.01"}},
		"minimum at the epsilon": {"rounds": {"2"}, "z": {"0"}, "target_eps": {"2"}, "local_epochs": {"1"},
			"lr": {"0.01"}, "clip": {"0.01"}},
		"no noise":                {"rounds": {"8"}, "z": {"0"}, "target_eps": {"0"}},
		"one round, clip and all": {"rounds": {"1"}, "z": {"0"}, "target_eps": {"2"}, "clip": {"0.1"}},
		"one round of the solution": {"rounds": {"1"}, "z": {"0"}, "target_eps": {"2"}, "clip": {"0.2"},
			"lr": {"0.5"}},
		"the default's rounds and learning": {"rounds": {"50"}, "z": {"0"}, "target_eps": {"2"}, "clip": {"0.1"},
			"lr": {"0.5"}},
	}
	for knob, values := range map[string][]string{
		"rounds": {"1", "2", "3", "5", "8", "12", "16", "21"}, "clip": {"0.01", "0.05", "0.1", "0.2", "0.5", "2"},
		"lr": {"0.01", "0.5", "1", "2"}, "local_epochs": {"1", "5", "20"}, "threshold_pct": {"51", "100"},
	} {
		for _, v := range values {
			cases[knob+" "+v] = asked(knob, v)
		}
	}
	for name, q := range cases {
		values := preset(q)
		values.Set("seed", "270641") // one seed is enough to fail
		if r := seen(t, values); !slices.ContainsFunc(judgeChallenge(r), func(c sims.Check) bool { return !c.OK }) {
			t.Errorf("%s: passes", name)
		}
	}
}

// seen is a run without figures.
func seen(t *testing.T, q url.Values) sims.Report {
	t.Helper()
	run, err := Sim.Parse(q)
	if err != nil {
		t.Fatal(err)
	}
	r, err := run.Partial(t.Context(), func(string) bool { return false })
	if err != nil {
		t.Fatal(err)
	}
	return r
}
