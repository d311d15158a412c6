package eviction

import (
	"context"
	"encoding/json"
	"slices"
	"testing"

	"tradeofflab/exercises"
	"tradeofflab/exercises/sandbox"
	"tradeofflab/sims/eviction"
	"tradeofflab/sims/eviction/policy"
)

var inline = exercises.Env{Sandbox: sandbox.Inline{Drivers: exercises.Drivers(Exercise)}}

// TestModelLeavesRoom wants the model answer to take at most half of its steps.
func TestModelLeavesRoom(t *testing.T) {
	for variant := range 4 {
		v, err := exercises.GradePart(context.Background(), Exercise, variant, "policy",
			Exercise.Draw(variant).Solution, inline)
		if err != nil || !v.Solved() || v.Steps > sandbox.MaxSteps/2 {
			t.Errorf("variant %d: %v, %d of %d with %d steps, %+v", variant, err, v.Score, v.Max, v.Steps, v.Checks)
		}
	}
}

// TestDriverIsTheSimulation replays LRU written in Starlark: it must hit as often as the simulation's.
func TestDriverIsTheSimulation(t *testing.T) {
	d := Exercise.Draw(1)
	lru := d.Wrong[slices.IndexFunc(d.Wrong,
		func(w exercises.WrongAnswer) bool { return w.Name == "least recently used" })]
	var source string
	if err := json.Unmarshal(lru.Value, &source); err != nil {
		t.Fatal(err)
	}
	reply, err := inline.Sandbox.Run(context.Background(),
		sandbox.Request{Code: &sandbox.Code{Source: source, Drive: &sandbox.Drive{Name: Exercise.Slug,
			Input: exercises.Value(trial{Seeds: []int{5, 6}})}}})
	if err != nil || reply.Stop != nil {
		t.Fatalf("%v, %+v", err, reply.Stop)
	}
	var o outcome
	if err := json.Unmarshal(reply.Results[0], &o); err != nil {
		t.Fatal(err)
	}
	for _, kind := range traces {
		if o.Hits[kind] != o.LRU[kind] || o.Hits[kind] == 0 {
			t.Errorf("%s: LRU in Starlark hits %d times, the simulation's %d", kind, o.Hits[kind], o.LRU[kind])
		}
	}
	// A key and a truth value for each object, and the name of the queue.
	if want := 2*capacity + 1; o.Words != want {
		t.Errorf("the state of LRU holds %d words, want %d", o.Words, want)
	}
	best := eviction.NewTrace(eviction.Params{Trace: "zipf", Zipf: exponent, Objects: objects,
		Requests: requests, Seed: 5})
	optimal := policy.Find("opt").New(best.Room(capacity, policy.Options{}))
	if hits := policy.Replay(optimal, best.IDs, warm).Hits; hits <= o.LRU["zipf"]/2 {
		t.Errorf("OPT hits %d times, LRU %d on two seeds", hits, o.LRU["zipf"])
	}
}
