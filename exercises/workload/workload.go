// Package workload holds the kinds of data that the assignments on choosing a store draw from: what each is, which
// answers can be defended and why, and the ideas by which a defence in words is judged.
package workload

import (
	"math/rand/v2"

	"tradeofflab/exercises"
)

// Workload is one kind of data and what is done with it. Of the accepted answers the first is the model answer.
type Workload struct {
	ID    string
	Name  string // "Chat messages"
	Thing string // one of them, in the singular
	Words string // what a learner may call one of them, as alternatives of a pattern
	Kind  Kind   // the family of store that the model answer names
	Task  string // what is stored and asked, in whole sentences
	Given string // its numbers, in a few words

	Models      []Pick
	Stores      []Pick
	Consistency []Pick
	Harm        string   // what an old answer does, or what it does not
	May         []string // ideas that are right as drivers, with and without
	Reasons     []Reason // what decides; the drivers that have to be named, and the model answer in words

	Families []Pick // none when the workload belongs to none of the families that are asked for
	Patterns []Pick
	Keys     []Key
}

// Pick is an accepted answer with the reason why it can be defended.
type Pick struct{ ID, Why string }

// Key is a candidate for the key that records are placed and found by.
type Key struct {
	Label string
	OK    bool
	Why   string
}

// Reason is an idea in the words of one workload.
type Reason struct{ Idea, Text string }

// Kind is a family of stores, in the wide sense.
type Kind string

// The kinds. The first four are the families of the course.
const (
	KeyValue   Kind = "key-value"
	Document   Kind = "document"
	WideColumn Kind = "wide-column"
	Graph      Kind = "graph"
	Relational Kind = "relational"
	Cache      Kind = "cache"
	Search     Kind = "search"
	TimeSeries Kind = "time series"
	Object     Kind = "object"
)

// All lists every workload.
func All() []Workload {
	var all []Workload
	for _, of := range [][]Workload{keyValue(), wideColumn(), documents(), graphs(), relational(), derived()} {
		all = append(all, of...)
	}
	return all
}

// Find returns the workloads with the ids, in their order. It panics on an id that does not exist, so it is for
// literals.
func Find(ids ...string) []Workload {
	var out []Workload
	for _, id := range ids {
		out = append(out, find(id))
	}
	return out
}

func find(id string) Workload {
	for _, w := range All() {
		if w.ID == id {
			return w
		}
	}
	panic("there is no workload " + id)
}

// Pool lists the workloads that pass, without those of the ids.
func Pool(pass func(Workload) bool, without ...string) []Workload {
	skip := map[string]bool{}
	for _, id := range without {
		skip[id] = true
	}
	var out []Workload
	for _, w := range All() {
		if !skip[w.ID] && pass(w) {
			out = append(out, w)
		}
	}
	return out
}

// Draw takes n workloads of different kinds from the pool. The pool must have n kinds.
func Draw(rng *rand.Rand, pool []Workload, n int) []Workload {
	var out []Workload
	taken := map[Kind]bool{}
	for _, i := range rng.Perm(len(pool)) {
		if w := pool[i]; len(out) < n && !taken[w.Kind] {
			out, taken[w.Kind] = append(out, w), true
		}
	}
	return out
}

// Offer takes n options, with those to keep among them, and leaves them in their order. More are kept if more must be.
func Offer(rng *rand.Rand, options []exercises.Option, keep []string, n int) []exercises.Option {
	take := map[string]bool{}
	for _, id := range keep {
		take[id] = true
	}
	for _, i := range rng.Perm(len(options)) {
		if len(take) < n {
			take[options[i].ID] = true
		}
	}
	var out []exercises.Option
	for _, o := range options {
		if take[o.ID] {
			out = append(out, o)
		}
	}
	return out
}

// Accepted gives the ids of picks.
func Accepted(picks []Pick) []string {
	var ids []string
	for _, p := range picks {
		ids = append(ids, p.ID)
	}
	return ids
}

// Reasons gives the reason of every option: the pick's own where it is accepted, and otherwise what speaks against it.
func Reasons(picks []Pick, against map[string]string) map[string]string {
	out := map[string]string{}
	for id, why := range against {
		out[id] = why
	}
	for _, p := range picks {
		out[p.ID] = p.Why
	}
	return out
}

// Refused gives the id of the first option that no pick accepts, "" when all are.
func Refused(options []exercises.Option, picks []Pick) string {
	accepted := map[string]bool{}
	for _, p := range picks {
		accepted[p.ID] = true
	}
	for _, o := range options {
		if !accepted[o.ID] {
			return o.ID
		}
	}
	return ""
}
