package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

// testDrivers are the drivers of the test binary, in its children and inline.
var testDrivers = []Driver{
	// A walk whose next step is what the learner's function answered to the last one.
	{Name: "walk", Run: func(input json.RawMessage, p Program) (any, error) {
		var steps int
		if err := json.Unmarshal(input, &steps); err != nil {
			return nil, err
		}
		at := 1
		for range steps {
			raw, err := p.Call("step", at, map[string]any{"half": 0.5, "none": nil, "list": []any{int64(at)}})
			if err != nil {
				return nil, err
			}
			if err := json.Unmarshal(raw, &at); err != nil {
				return map[string]string{"strange": string(raw)}, nil
			}
		}
		return map[string]int{"at": at}, nil
	}},
	// A driver that goes on after the run was stopped must not get another call through.
	{Name: "deaf", Run: func(_ json.RawMessage, p Program) (any, error) {
		_, first := p.Call("step", 1, nil)
		_, second := p.Call("step", 1, nil)
		if !errors.Is(second, first) {
			return nil, errors.New("a second call went through")
		}
		return "done", nil
	}},
	{Name: "broken", Run: func(json.RawMessage, Program) (any, error) { return nil, errors.New("no such table") }},
}

func driven(driver, input, source string) Request {
	return Request{Code: &Code{Source: source, Drive: &Drive{Name: driver, Input: json.RawMessage(input)}}}
}

const doubling = "def step(at, more):\n    return 2 * more[\"list\"][0] if more[\"half\"] == 0.5 and more[\"none\"] " +
	"== None else None\n"

// TestDriverGoesByTheAnswers wants 2¹⁰ after ten doublings, inline and from a child.
func TestDriverGoesByTheAnswers(t *testing.T) {
	executors := map[string]Executor{"inline": Inline{Drivers: testDrivers}}
	if !underRace {
		executors["child"] = testRunner(t)
	}
	for name, run := range executors {
		reply, err := run.Run(context.Background(), driven("walk", "10", doubling))
		if err != nil || reply.Stop != nil || len(reply.Results) != 1 || string(reply.Results[0]) != `{"at":1024}` {
			t.Errorf("%s: %v, %+v, results %s; want at 1024", name, err, reply.Stop, reply.Results)
		}
		if reply.Steps == 0 {
			t.Errorf("%s: no steps counted", name)
		}
	}
}

// TestDriverKeepsTheLimits stops learner's code that a driver calls as it stops code that is called from a list.
func TestDriverKeepsTheLimits(t *testing.T) {
	for name, c := range map[string]struct{ driver, source, want string }{
		"no function":  {"walk", "x = 1\n", StopMissing},
		"endless loop": {"walk", "def step(at, more):\n    while True:\n        pass\n", StopSteps},
		"steps add up": {"walk", "def step(at, more):\n    for i in range(2000000):\n        pass\n    return at\n",
			StopSteps},
		"mistake":          {"walk", "def step(at, more):\n    return more[\"nothing\"]\n", StopError},
		"large result":     {"walk", "def step(at, more):\n    return \"x\" * 2000000\n", StopOutput},
		"driver that goes": {"deaf", "def step(at, more):\n    return 1 // 0\n", StopError},
	} {
		reply, err := Inline{Drivers: testDrivers}.Run(context.Background(), driven(c.driver, "10", c.source))
		if err != nil || reply.Stop == nil || reply.Stop.ID != c.want {
			t.Errorf("%s: %v, %+v; want stop %q", name, err, reply.Stop, c.want)
		}
	}
}

// TestDriverKeepsRoom makes many calls with long answers: they are not part of the reply and must not fill it.
func TestDriverKeepsRoom(t *testing.T) {
	source := "def step(at, more):\n    return at if len(\"x\" * 100000) > at else at\n\ndef long(at, more):\n    " +
		"return \"x\" * 100000\n"
	run := Inline{Drivers: []Driver{{Name: "long", Run: func(_ json.RawMessage, p Program) (any, error) {
		n := 0
		for range 50 {
			raw, err := p.Call("long", 1, nil)
			if err != nil {
				return nil, err
			}
			n += len(raw)
		}
		return n, nil
	}}}}
	reply, err := run.Run(context.Background(), driven("long", "null", source))
	// 50 texts of 100,000 letters and two quotes
	if err != nil || reply.Stop != nil || string(reply.Results[0]) != "5000100" {
		t.Errorf("%v, %+v, results %s; want 5000100", err, reply.Stop, reply.Results)
	}
}

// TestDriverFaultsAreOurs wants an error, which costs the learner nothing, and never a stop.
func TestDriverFaultsAreOurs(t *testing.T) {
	for _, name := range []string{"broken", "nowhere"} {
		run := Inline{Drivers: testDrivers}
		if reply, err := run.Run(context.Background(), driven(name, "1", doubling)); err == nil || reply.Stop != nil {
			t.Errorf("inline, driver %s: %v, %+v; want an error and no stop", name, err, reply.Stop)
		}
	}
	if underRace {
		return
	}
	_, err := testRunner(t).Run(context.Background(), driven("broken", "1", doubling))
	if err == nil || strings.Contains(err.Error(), "no such table") {
		t.Errorf("child: %v; want an error without the driver's own words", err)
	}
}

// TestKept keeps values that calls change, and counts their words.
func TestKept(t *testing.T) {
	count := Driver{Name: "count", Run: func(_ json.RawMessage, p Program) (any, error) {
		a, err := p.Keep("new")
		if err != nil {
			return nil, err
		}
		b, err := p.Keep("new")
		if err != nil {
			return nil, err
		}
		if _, err := p.Call("change", a, 7); err != nil {
			return nil, err
		}
		return []int{p.Words(a), p.Words(b)}, nil
	}}
	run := Inline{Drivers: []Driver{count}}
	for source, want := range map[string]string{
		"def new():\n    return {}\ndef change(s, k):\n    " +
			"s[k] = True\n": "[2,0]",
		"def new():\n    return {\"a\": [1, 2, (3, None)], \"b\": \"\"}\ndef change(s, k):\n    " +
			"s[\"a\"].append({k: [k]})\n": "[9,7]",
		"def new():\n    return [1]\ndef change(s, k):\n    " +
			"s.append(s)\n": "[100000,1]",
		"def new():\n    return {}\ndef change(s, k):\n   " +
			" s[k] = s\n": "[100000,0]",
		"def new():\n    return 5\ndef change(s, " +
			"k):\n    pass\n": "[1,1]",
	} {
		reply, err := run.Run(context.Background(), driven("count", "null", source))
		if err != nil || reply.Stop != nil || len(reply.Results) != 1 || string(reply.Results[0]) != want {
			t.Errorf("%q: %v, %+v, %s; want %s words", source, err, reply.Stop, reply.Results, want)
		}
	}
}
