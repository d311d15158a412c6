package web

import (
	"fmt"
	"slices"

	"tradeofflab/advisor"
	"tradeofflab/course"
)

// preset is a workload to start from.
type preset struct {
	ID       string // of the labelled case, or slug of the case study
	Workload advisor.Workload
}

// presets are the workloads of the course to start from.
type presets struct {
	Lessons []preset // of labelled cases
	Cases   []preset // of the case studies in their order, each the one its page asks about
}

// lessonPresets are the labelled cases to start from, with the names they have here.
var lessonPresets = []struct{ id, name string }{{"s4-1-chat", "Messenger"}, {"s4-5-orders", "Web shop orders"},
	{"s4-2-sessions", "Session store"}, {"s4-2-iot", "Sensors"}, {"s4-7-photos", "Photos"},
	{"s4-9-likes", "Like counter"},
	{"s4-11-click-ingest", "Click stream"}, {"fraud-rings", "Fraud rings"},
	{"rag-small", "Small assistant with documents"}}

// readPresets takes the workloads from the labelled cases and the case studies.
func readPresets(cases []*course.Case) (presets, error) {
	var out presets
	labelled, err := advisor.Library()
	if err != nil {
		return out, err
	}
	for _, p := range lessonPresets {
		i := slices.IndexFunc(labelled, func(c advisor.Case) bool { return c.ID == p.id })
		if i < 0 {
			return out, fmt.Errorf("no labelled case %q", p.id)
		}
		w := labelled[i].Workload
		w.Name = p.name
		out.Lessons = append(out.Lessons, preset{p.id, w})
	}
	for _, k := range cases {
		w, err := advisor.Parse([]byte(k.Workload))
		if err != nil {
			return out, fmt.Errorf("workload of case %s: %w", k.Slug, err)
		}
		out.Cases = append(out.Cases, preset{k.Slug, w})
	}
	return out, nil
}

// all lists the workloads of lessons and cases.
func (p presets) all() []preset { return slices.Concat(p.Lessons, p.Cases) }

// workload returns the workload of a preset and whether there is one of the id.
func (p presets) workload(id string) (advisor.Workload, bool) {
	for _, one := range p.all() {
		if one.ID == id {
			return one.Workload, true
		}
	}
	return advisor.Workload{}, false
}
