// Package workload holds the kinds of data that the assignments on choosing a store draw from: what each is, which
// answers can be defended and why, and the ideas by which a defence in words is judged.
package workload

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"tradeofflab/exercises"
	"tradeofflab/say"
)

// Workload is one kind of data and what is done with it. Of the accepted answers the first is the model answer.
type Workload struct {
	ID    string `yaml:"id"`
	Name  string `yaml:"name"`  // "Chat messages"
	Thing string `yaml:"thing"` // one of them, in the singular
	Key   string `yaml:"key"`   // what they belong to and are asked by, as one would say it: "conversation", "user id"
	Kind  Kind   `yaml:"kind"`  // the family of store that the model answer names
	Task  string `yaml:"task"`  // what is stored and asked, in whole sentences
	Given string `yaml:"given"` // its numbers, in a few words

	Models      []Pick   `yaml:"models"`
	Stores      []Pick   `yaml:"stores"`
	Consistency []Pick   `yaml:"consistency"`
	Harm        string   `yaml:"harm"`  // what an old answer does, or what it does not
	May         []string `yaml:"may"`   // ideas that are right as drivers, with and without
	Lacks       []string `yaml:"lacks"` // ideas that one could take it to have, and that its task does not have
	// what decides; the drivers that have to be named, and the model answer in words
	Reasons []Reason `yaml:"reasons"`

	Families []Pick `yaml:"families"` // none when the workload belongs to none of the families that are asked for
	Patterns []Pick `yaml:"patterns"`
	Keys     []Key  `yaml:"keys"`
}

// Pick is an accepted answer with the reason why it can be defended; in the file "id: why".
type Pick struct {
	ID, Why string
	line    int
}

// Key is a candidate for the key that records are placed and found by; in the file it is "right" or "wrong".
type Key struct {
	Label string
	OK    bool
	Why   string
}

// Reason is an idea in the words of one workload; in the file "idea: text".
type Reason struct {
	Idea, Text string
	line       int
}

// Kind is a family of stores, in the wide sense.
type Kind string

// Cache is the kind of what is kept twice. The other kinds are words of the file; see kinds.
const Cache Kind = "cache"

// kinds are those that a workload may have. The first four are the families of the course.
var kinds = []Kind{"key-value", "document", "wide-column", "graph", "relational", Cache, "search", "time series",
	"object"}

// workloads lists every workload.
func workloads() []Workload {
	all := slices.Clone(pool())
	for i, w := range all {
		if w.ID == sensorsID {
			all[i] = Sensors(w.Name, 100_000, 5)
		}
	}
	return all
}

const sensorsID = "iot"

// Sensors is the workload of n sensors that send a reading every so many seconds.
func Sensors(name string, n, every int) Workload {
	number := func(v float64) string { return say.Number(v, 0) }
	all := pool()
	i := slices.IndexFunc(all, func(w Workload) bool { return w.ID == sensorsID })
	w := all[i].filled(map[string]string{"sensors": number(float64(n)), "every": strconv.Itoa(every),
		"rate": number(float64(n) / float64(every)), "day": number(86_400 / float64(every))})
	w.Name = name
	return w
}

// filled gives the workload with the values in the texts that name numbers.
func (w Workload) filled(values map[string]string) Workload {
	w.Task, w.Given = exercises.Fill(w.Task, values), exercises.Fill(w.Given, values)
	w.Reasons, w.Keys = slices.Clone(w.Reasons), slices.Clone(w.Keys)
	for i := range w.Reasons {
		w.Reasons[i].Text = exercises.Fill(w.Reasons[i].Text, values)
	}
	for i := range w.Keys {
		w.Keys[i].Why = exercises.Fill(w.Keys[i].Why, values)
	}
	return w
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
	for _, w := range workloads() {
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
	for _, w := range workloads() {
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

// Words are the values for the names that the prompts of assignments use of a workload.
func (w Workload) Words() map[string]string {
	return map[string]string{"workload": w.Name, "task": w.Task, "harm": w.Harm, "say": w.Say(), "why": w.Why(),
		"key": w.Key, "a key": say.A(w.Key), "thing": w.Thing, "a thing": say.A(w.Thing), "A thing": say.Upper(say.A(
			w.Thing)), "things": say.Plural(2, w.Thing)}
}

// Values are what the expressions of arguments may ask of a workload: its id and kind, the drivers that it must have
// and may have, the ideas of its reasons and those that it lacks, and the ids of the models and families that are
// accepted.
func (w Workload) Values() map[string]any {
	return map[string]any{"id": w.ID, "kind": string(w.Kind), "must": w.Must(), "may": w.May, "lacks": w.Lacks,
		"reasons": w.ideas(), "models": Accepted(w.Models), "families": Accepted(w.Families)}
}

// ideas are those of the reasons, in their order.
func (w Workload) ideas() []string {
	var out []string
	for _, r := range w.Reasons {
		out = append(out, r.Idea)
	}
	return out
}

// Part is a part of an assignment on the workload: its id is that of the workload and of the section of the words.
func (w Workload) Part(words exercises.PartWords, points int, section string, ask exercises.Question) exercises.Part {
	p := words.Part(points, section, ask)
	p.ID = w.ID + "." + p.ID
	return p
}

// List is a Markdown list of workloads with their tasks.
func List(ws []Workload) string {
	var lines []string
	for _, w := range ws {
		lines = append(lines, fmt.Sprintf("- **%s**: %s", w.Name, w.Task))
	}
	return strings.Join(lines, "\n")
}

// Label gives the label of an option, the id when there is no such option.
func Label(options []exercises.Option, id string) string {
	for _, o := range options {
		if o.ID == id {
			return o.Label
		}
	}
	return id
}

// Defended lists what is accepted, each with its reason.
func Defended(options []exercises.Option, picks []Pick) string {
	var all []string
	for _, p := range picks {
		all = append(all, fmt.Sprintf("%s. %s", Label(options, p.ID), p.Why))
	}
	return strings.Join(all, " ")
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
