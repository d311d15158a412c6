package stampede

import (
	"encoding/json"
	"fmt"
	"slices"

	"tradeofflab/exercises/sandbox"
	"tradeofflab/sims/stampede"
)

// trial is what a get is tried on. The rounds judge load and speed, the others the death of a process: several of them,
// since a rebuild that dies long before the expiry harms nobody.
type trial struct {
	Rate    int   `json:"rate"` // reads per second
	Seeds   []int `json:"seeds"`
	Crashes []int `json:"crashes"` // seeds of the rounds in which a process dies
}

const (
	trialRebuild  = 1.0  // s
	trialTTL      = 20.0 // s
	trialPoll     = 0.2  // s
	trialPatience = 10.0 // s
	trialSpan     = 160  // s
	crashSpan     = 45   // s: the second rebuild begins before 20 s, and 10 s more show who fails
)

// outcome is what the rounds of a get came to.
type outcome struct {
	Reads   int     `json:"reads"`
	Most    int     `json:"most"`    // rebuilds in the largest cycle of the rounds without a crash
	P99     float64 `json:"p99"`     // s, the worse of these rounds
	Beside  int     `json:"beside"`  // rebuilds of these rounds that began while another was at work
	Crashed int     `json:"crashed"` // rebuilds in the largest cycle of the round with a crash
	Failed  int     `json:"failed"`
	Strange int     `json:"strange"`
	First   string  `json:"first,omitempty"` // the first strange answer
}

// drive runs the small cache of the stampede simulation with the learner's get deciding each read.
func drive(input json.RawMessage, program sandbox.Program) (any, error) {
	var t trial
	if err := json.Unmarshal(input, &t); err != nil {
		return nil, fmt.Errorf("read the trial: %w", err)
	}
	var out outcome
	for i, seed := range slices.Concat(t.Seeds, t.Crashes) {
		w := stampede.World{Rate: float64(t.Rate), RebuildS: trialRebuild, TTLS: trialTTL, PollS: trialPoll,
			Patience: trialPatience, Span: trialSpan, Seed: seed}
		crash := i >= len(t.Seeds)
		if crash {
			w.Span, w.Dies = crashSpan, 2
		}
		r, err := w.Play(func(k stampede.Key, now float64) (stampede.Step, float64, error) {
			raw, err := program.Call("get", view(k), now)
			if err != nil {
				return 0, 0, err
			}
			step, lock := read(raw)
			if (step == stampede.Strange || step == stampede.Serve && !k.Stored) && out.First == "" {
				out.First = string(raw)
			}
			return step, lock, nil
		})
		if err != nil {
			return nil, err
		}
		out.Reads += r.Reads
		out.Strange += r.Strange
		out.Failed += r.Failed
		if crash {
			out.Crashed = max(out.Crashed, r.Most)
		} else {
			out.Beside += r.Overlaps
			out.Most = max(out.Most, r.Most)
			out.P99 = max(out.P99, r.P99)
		}
		if r.Strange > 0 {
			break // the other rounds would say the same
		}
	}
	return out, nil
}

// view is what the learner sees of a key.
func view(k stampede.Key) map[string]any {
	return map[string]any{"stored": k.Stored, "expires": k.Expires, "rebuild_s": k.RebuildS,
		"locked_until": k.LockedUntil, "asked": k.Asked, "draw": k.Draw}
}

// read turns an answer of get into a step.
func read(raw json.RawMessage) (stampede.Step, float64) {
	switch string(raw) {
	case `"serve"`:
		return stampede.Serve, 0
	case `"wait"`:
		return stampede.Wait, 0
	case `"rebuild"`:
		return stampede.Rebuild, 0
	}
	var name string
	var pair []json.RawMessage
	var seconds float64
	if json.Unmarshal(raw, &pair) == nil && len(pair) == 2 && json.Unmarshal(pair[0], &name) == nil && name == "lock" &&
		string(pair[1]) != "null" && json.Unmarshal(pair[1], &seconds) == nil && seconds > 0 {
		return stampede.Lock, seconds
	}
	return stampede.Strange, 0
}
