package eviction

import (
	"encoding/json"
	"fmt"
	"strconv"

	"tradeofflab/exercises/sandbox"
	"tradeofflab/sims/eviction"
	"tradeofflab/sims/eviction/policy"
)

// trial is what a policy is tried on: for each seed one trace of steady popularity and one whose hot keys change.
type trial struct {
	Seeds []int `json:"seeds"`
}

// Five million steps over these requests on two seeds leave a policy some 140 for each.
const (
	objects  = 10_000
	capacity = 100
	requests = 9000
	warm     = requests * 3 / 10 // not counted: the cache starts empty
	exponent = 0.8
	shifts   = 4 // of the shifting trace: every 1,800 requests other keys are popular
)

// mostWords is what the state of a policy may hold: the key and two words for each object, and 16 words besides.
const mostWords = 3*capacity + 16

// wordsEvery is how many requests lie between two looks at the size of the state.
const wordsEvery = 250

var traces = []string{"zipf", "shift"}

// outcome is what the rounds of a policy came to, over all seeds.
type outcome struct {
	Hits    map[string]int `json:"hits"` // by trace
	LRU     map[string]int `json:"lru"`
	Counted int            `json:"counted"` // requests of one kind of trace
	Words   int            `json:"words"`   // most that the state held
	Strange string         `json:"strange,omitempty"`
}

// drive replays requests with the learner's policy in the place of the simulation's.
func drive(input json.RawMessage, p sandbox.Program) (any, error) {
	var t trial
	if err := json.Unmarshal(input, &t); err != nil {
		return nil, fmt.Errorf("read the trial: %w", err)
	}
	out := outcome{Hits: map[string]int{}, LRU: map[string]int{}, Counted: len(t.Seeds) * (requests - warm)}
	for _, seed := range t.Seeds {
		for _, kind := range traces {
			trace := eviction.NewTrace(eviction.Params{Trace: kind, Zipf: exponent, Objects: objects,
				Requests: requests, Shifts: shifts, Seed: seed})
			out.LRU[kind] += policy.Replay(policy.Find("lru").New(trace.Room(capacity, policy.Options{})), trace.IDs,
				warm).Hits
			hits, err := out.replay(p, trace)
			if err != nil {
				return nil, err
			}
			out.Hits[kind] += hits
			if out.Strange != "" {
				return out, nil
			}
		}
	}
	return out, nil
}

// replay asks for every key of a trace and lets the program choose what leaves a full cache.
func (o *outcome) replay(p sandbox.Program, trace eviction.Trace) (hits int, err error) {
	state, err := p.Keep("new", capacity)
	if err != nil {
		return 0, err
	}
	held := map[int]bool{}
	for i, id := range trace.IDs {
		key := int(id)
		if i%wordsEvery == 0 {
			o.Words = max(o.Words, p.Words(state))
		}
		if held[key] {
			if i >= warm {
				hits++
			}
			if _, err := p.Call("on_hit", state, key); err != nil {
				return 0, err
			}
			continue
		}
		if len(held) == capacity {
			raw, err := p.Call("victim", state)
			if err != nil {
				return 0, err
			}
			leaves, err := strconv.Atoi(string(raw))
			if err != nil || !held[leaves] {
				o.Strange = string(raw)
				return 0, nil
			}
			delete(held, leaves)
		}
		held[key] = true
		if _, err := p.Call("on_miss", state, key); err != nil {
			return 0, err
		}
	}
	o.Words = max(o.Words, p.Words(state))
	return hits, nil
}
