package replication

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"tradeofflab/exercises"
	"tradeofflab/exercises/sandbox"
	"tradeofflab/sims/replication"
)

// Other correct routers than the model: what counts is what clients read, not how it is written.
var otherRouters = map[string]string{
	"only what the record needs": `
def route(op, state):
    need = state["last_write"] if op["own"] else state["last_read"]
    for i in range(3):
        j = (op["random"] + i) % 3
        if state["replicas"][j]["applied"] >= need:
            return j
    return "primary"
`,
	"fixed replica, primary while it is behind": `
def route(op, state):
    mine = state["replicas"][state["pinned"]]
    if mine["applied"] >= state["last_write"] and mine["applied"] >= state["last_read"]:
        return state["pinned"]
    return "primary"
`,
	"primary window, then what was read": `
def route(op, state):
    since = state["since_write_ms"]
    if since != None and since < 40:
        return "primary"
    need = max(state["last_read"], state["last_write"])
    fit = [i for i, r in enumerate(state["replicas"]) if r["applied"] >= need]
    return state["pinned"] if state["pinned"] in fit else (fit[0] if fit else "primary")
`,
	"the replica that is furthest": `
def route(op, state):
    best = max(range(3), key = lambda i: state["replicas"][i]["applied"])
    if state["replicas"][best]["applied"] < max(state["last_read"], state["last_write"]):
        return "primary"
    return best
`,
}

func grade(t *testing.T, variant int, source string) exercises.PartVerdict {
	t.Helper()
	p, err := exercises.GradePart(context.Background(), Exercise, variant, "router",
		exercises.Answers{"router": exercises.Value(source)},
		exercises.Env{Sandbox: sandbox.Inline{Drivers: exercises.Drivers(Exercise)}})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestOtherCorrectRouters(t *testing.T) {
	for name, source := range otherRouters {
		for _, variant := range []int{0, 7, 31} {
			p := grade(t, variant, source)
			if !p.Solved() {
				t.Errorf("%s, variant %d: %+v", name, variant, p.Checks)
			}
			// A router ten times as laborious must still fit.
			if p.Steps > sandbox.MaxSteps/3 {
				t.Errorf("%s, variant %d: %d steps, want at most a third of %d", name, variant, p.Steps,
					sandbox.MaxSteps)
			}
			t.Logf("%s, variant %d: %d steps, %s", name, variant, p.Steps, p.Checks[3].Got)
		}
	}
}

// TestNaiveRoutersFail tries what is often proposed and does not keep the guarantees.
func TestNaiveRoutersFail(t *testing.T) {
	for _, c := range []struct {
		name, source string
		fails        []string
	}{
		{"a short window alone", "def route(op, state):\n    s = state[\"since_write_ms\"]\n    return \"primary\" " +
			"if s != None and s < 50 else op[\"random\"] % 3\n", []string{checkOwn, checkBack}},
		{"a long window alone", "def route(op, state):\n    s = state[\"since_write_ms\"]\n    return \"primary\" if " +
			"s != None and s < 2000 else op[\"random\"] % 3\n", []string{checkShare}},
		{"little lag", "def route(op, state):\n    for i in range(3):\n        if state[\"replicas\"][i][\"lag_ms\"] " +
			"< 20:\n            return i\n    return \"primary\"\n", []string{checkOwn, checkShare}},
	} {
		p := grade(t, 0, c.source)
		failed := map[string]bool{}
		for _, check := range p.Checks {
			failed[check.Name] = !check.OK
			t.Logf("%s: %v %s: %s", c.name, check.OK, check.Name, check.Got)
		}
		for _, want := range c.fails {
			if !failed[want] {
				t.Errorf("%s passes %q", c.name, want)
			}
		}
	}
}

// TestDriverIsTheSimulation compares a router written in Starlark with the same router of the simulation: the same
// reads must go to the primary.
func TestDriverIsTheSimulation(t *testing.T) {
	try := trial{Rate: 60, RTTms: 12, Seeds: []int{4711}}
	p := try.params(4711)
	p.Routing = "token"
	want := replication.Run(nil, p).Window
	result, err := drive(exercises.Value(try), sandbox.Answers(func(_ string, args ...any) (json.RawMessage, error) {
		op, s := args[0].(map[string]any), args[1].(map[string]any)
		need := max(s["last_write"].(int64), s["last_read"].(int64))
		var fit []int
		for i, r := range s["replicas"].([]any) {
			if r.(map[string]any)["applied"].(int64) >= need {
				fit = append(fit, i)
			}
		}
		if len(fit) == 0 {
			return exercises.Value("primary"), nil
		}
		return exercises.Value(fit[op["random"].(int64)%int64(len(fit))]), nil
	}))
	if err != nil {
		t.Fatal(err)
	}
	// The random numbers are cut differently, so replicas differ from read to read, and shares by a little.
	got := result.(outcome)
	a, b := float64(got.AtPrimary)/float64(got.Reads), float64(want.ReadsAt)/float64(want.Reads)
	if got.Own.Count != 0 || got.Monotonic.Count != 0 || a < b-0.03 || a > b+0.03 {
		t.Errorf("drive: own %d, monotonic %d, share %.3f; want 0, 0, about %.3f", got.Own.Count,
			got.Monotonic.Count, a, b)
	}
}

// TestDriverHandsBackErrors wants the error of a call, which says that the learner's code was stopped.
func TestDriverHandsBackErrors(t *testing.T) {
	stop := errors.New("stopped")
	_, err := drive(exercises.Value(trial{Rate: 60, RTTms: 12, Seeds: []int{1}}),
		sandbox.Answers(func(string, ...any) (json.RawMessage, error) { return nil, stop }))
	if !errors.Is(err, stop) {
		t.Errorf("drive: %v, want the error of the call", err)
	}
	if _, err := drive(json.RawMessage("7"), nil); err == nil {
		t.Error("drive of 7: no error, want one for an input that is no trial")
	}
}
