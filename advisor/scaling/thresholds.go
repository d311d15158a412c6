package scaling

import (
	"math"
	"slices"
)

// Step is a way to serve a volume of data.
type Step string

// The steps that the story names, from the smallest volume to the largest.
const (
	oneServer     Step = "one server"
	replicas      Step = "replicas"
	shards        Step = "shards"
	distributed   Step = "a distributed store"
	specialStores Step = "several special stores"
)

// Bracket is what a list names from a volume on, up to where its next bracket begins. A list may name a limit without
// a step, or leave the choice between two.
type Bracket struct {
	FromGB float64 // decimal gigabytes, included
	Says   string
	Steps  []Step
}

// List is one of the story's lists of thresholds. Its brackets begin at 0 and rise.
type List struct {
	Name     string
	Brackets []Bracket
}

// Lists are the three that the story gives: its matrix of thresholds, its timeline of growth, and its table of breaking
// points.
func Lists() []List {
	return []List{
		{"Matrix", []Bracket{
			{0, "one server", []Step{oneServer}},
			{100, "past the limit of one server, no step named", nil},
			{500, "replicas", []Step{replicas}},
			{2_000, "shards", []Step{shards}},
			{10_000, "a distributed store", []Step{distributed}},
			{100_000, "several special stores", []Step{specialStores}},
		}},
		{"Timeline", []Bracket{
			{0, "one server, optimised", []Step{oneServer}},
			{100, "replicas and a cache", []Step{replicas}},
			{1_000, "shards or a distributed store", []Step{shards, distributed}},
			{10_000, "several special stores", []Step{specialStores}},
		}},
		{"Breaking points", []Bracket{
			{0, "one server", []Step{oneServer}},
			{100, "replicas", []Step{replicas}},
			{1_000, "shards", []Step{shards}},
			{10_000, "a distributed store", []Step{distributed}},
			{100_000, "several special stores", []Step{specialStores}},
		}},
	}
}

// Place is where a list puts a volume of data, and when it will put it elsewhere.
type Place struct {
	At     Bracket
	Next   *Bracket // nil in the last bracket
	Months float64  // until Next begins, +Inf without one or without growth
}

// Place finds the bracket of a volume in gigabytes, from 0, that grows by as many gigabytes each month.
func (l List) Place(sizeGB, growthGB float64) Place {
	p := Place{At: l.Brackets[0], Months: math.Inf(1)}
	for i, b := range l.Brackets {
		if sizeGB >= b.FromGB {
			p.At = b
			continue
		}
		p.Next = &l.Brackets[i]
		if growthGB > 0 {
			p.Months = (b.FromGB - sizeGB) / growthGB
		}
		break
	}
	return p
}

// Common are the steps that every list names for a volume in gigabytes.
func Common(lists []List, sizeGB float64) []Step {
	var out []Step
	for i, l := range lists {
		steps := l.Place(sizeGB, 0).At.Steps
		if i == 0 {
			out = slices.Clone(steps)
			continue
		}
		out = slices.DeleteFunc(out, func(s Step) bool { return !slices.Contains(steps, s) })
	}
	return out
}

// Span is a range of volumes in gigabytes over which no list changes what it says: from FromGB to below ToGB, which is
// +Inf for the last one.
type Span struct{ FromGB, ToGB float64 }

// Holds says whether a volume lies in the span.
func (s Span) Holds(sizeGB float64) bool { return sizeGB >= s.FromGB && sizeGB < s.ToGB }

// Spans cuts all volumes at every threshold of every list.
func Spans(lists []List) []Span {
	var cuts []float64
	for _, l := range lists {
		for _, b := range l.Brackets {
			cuts = append(cuts, b.FromGB)
		}
	}
	slices.Sort(cuts)
	cuts = append(slices.Compact(cuts), math.Inf(1))
	var out []Span
	for i := range len(cuts) - 1 {
		out = append(out, Span{cuts[i], cuts[i+1]})
	}
	return out
}

// Indicator is a measure of a server with the limit from which the story wants somebody to act.
type Indicator struct {
	Name  string
	Unit  string
	Limit float64
}

// The indicators of the story. Whether one beyond its limit suffices or all are needed is not said.
var (
	Latency = Indicator{"Latency against a good day", "×", 2}
	CPU     = Indicator{"Processor", "%", 80}
	Memory  = Indicator{"Memory", "%", 90}
	IOWait  = Indicator{"Waiting for disks", "%", 30}
)

// Beyond says whether a value passes the limit; one that reaches it does not.
func (i Indicator) Beyond(v float64) bool { return v > i.Limit }
