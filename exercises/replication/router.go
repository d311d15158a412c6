package replication

import (
	"encoding/json"
	"fmt"
	"math"

	"tradeofflab/exercises/sandbox"
	"tradeofflab/sims/replication"
	"tradeofflab/sims/replication/history"
)

// trial is what a router is tried on. A round is one simulated window of 45 s; three of them ask about 8,000 reads,
// which leaves a router some 600 of its five million steps for each.
type trial struct {
	Rate  int   `json:"rate"`   // writes per second of all users
	RTTms int   `json:"rtt_ms"` // to each replica
	Seeds []int `json:"seeds"`
}

const (
	trialReplicas = 3
	trialApply    = 70 // writes a second that a replica applies: busy enough that replicas lag, each by another time
	trialOps      = 3100
)

// params is the simulation of a round. Few clients that read each other's records soon after a write meet every fault
// of a router within a few thousand reads.
func (t trial) params(seed int) replication.Params {
	p := replication.Defaults
	p.Mode, p.Replicas, p.WriteRate, p.Peak, p.ApplyRate, p.RTTms = "async", trialReplicas, float64(t.Rate), 1,
		trialApply, float64(t.RTTms)
	p.ReadPct, p.OwnPct, p.ThinkMs, p.Heartbeat, p.KillAtS, p.Ops, p.Seed = 92, 30, 50, 20, 0, trialOps, seed
	return p
}

// outcome is what the rounds of a router came to.
type outcome struct {
	Reads     int     `json:"reads"`
	AtPrimary int     `json:"at_primary"`
	Own       fault   `json:"own"`       // reads that miss an own write
	Monotonic fault   `json:"monotonic"` // reads that go back in time
	Strange   strange `json:"strange"`   // answers that name no node
}

// fault counts violations and keeps the first.
type fault struct {
	Count int      `json:"count"`
	First *example `json:"first,omitempty"`
}

// example is one violation: what the client had written or read before, and the read that misses it.
type example struct {
	Client int     `json:"client"`
	Before int64   `json:"before"` // version
	Got    int64   `json:"got"`    // version, 0 for the value before any write
	Node   int     `json:"node"`
	GapMs  float64 `json:"gap_ms"` // from the answer to the first operation until the read was sent
}

// strange counts answers that are neither "primary" nor the number of a replica.
type strange struct {
	Count int    `json:"count"`
	First string `json:"first,omitempty"`
}

// drive runs the replication simulation with the learner's route in the place of its router. A read whose answer names
// no node goes to the primary and is counted.
func drive(input json.RawMessage, program sandbox.Program) (any, error) {
	var t trial
	if err := json.Unmarshal(input, &t); err != nil {
		return nil, fmt.Errorf("read the trial: %w", err)
	}
	var out outcome
	for _, seed := range t.Seeds {
		result, err := replication.RunWith(nil, t.params(seed),
			func(op replication.Op, s replication.State) (replication.Target, error) {
				raw, err := program.Call("route", operation(op), state(s))
				if err != nil {
					return 0, err
				}
				return out.target(raw), nil
			})
		if err != nil {
			return nil, err
		}
		w := result.Window
		out.Reads += w.Reads
		out.AtPrimary += w.ReadsAt
		out.Own.add(w.Own)
		out.Monotonic.add(w.Monotonic)
	}
	return out, nil
}

// operation is what the learner sees of a read.
func operation(op replication.Op) map[string]any {
	return map[string]any{"client": op.Client, "record": op.Key, "own": op.Own, "random": int64(op.Draw >> 33)}
}

// state is what the learner sees of the session and the replicas. Times that do not exist are None.
func state(s replication.State) map[string]any {
	replicas := make([]any, len(s.Replicas))
	for i, r := range s.Replicas {
		replicas[i] = map[string]any{"applied": r.Applied, "lag_ms": r.LagMs, "report_age_ms": orNone(r.AgeMs)}
	}
	return map[string]any{"last_write": s.LastWritten, "last_read": s.LastRead, "since_write_ms": orNone(s.SinceWrite),
		"pinned": s.Sticky, "replicas": replicas}
}

func orNone(v float64) any {
	if math.IsInf(v, 1) {
		return nil
	}
	return v
}

// target reads an answer of route.
func (o *outcome) target(raw json.RawMessage) replication.Target {
	var name string
	if json.Unmarshal(raw, &name) == nil && name == "primary" {
		return replication.Primary
	}
	var n int
	if string(raw) != "null" && json.Unmarshal(raw, &n) == nil && n >= 0 && n < trialReplicas {
		return replication.Target(n)
	}
	if o.Strange.Count++; o.Strange.Count == 1 {
		o.Strange.First = string(raw)
	}
	return replication.Primary
}

func (f *fault) add(found []history.Violation) {
	f.Count += len(found)
	if f.First != nil || len(found) == 0 {
		return
	}
	before, read := found[0].Ops[0], found[0].Ops[1]
	f.First = &example{Client: read.Client, Before: before.Version, Got: read.Version, Node: read.Node,
		GapMs: float64(read.Call-before.Return) / 1e6}
}
