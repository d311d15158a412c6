package course

import (
	"fmt"
	"maps"
	"net/url"
	"strconv"
)

// Sim is a small simulation inside the text: fixed values, a few free knobs and the figures and metrics to show.
type Sim struct {
	ID      string   `yaml:"id"`
	Sim     string   `yaml:"sim"`
	Title   string   `yaml:"title"`   // the take-away
	Note    string   `yaml:"note"`    // "The same ring, one new knob"
	Knobs   Knobs    `yaml:"knobs"`   // fixed values, and starting values of free knobs
	Free    []string `yaml:"free"`    // knob ids the learner may move
	Figures []string `yaml:"figures"` // figure ids to draw
	Metrics []string `yaml:"metrics"` // metric ids to list
	Text    Text     `yaml:"text"`    // a sentence with metrics and numeric knobs in braces
	Caption Text     `yaml:"caption"` // sample size and units, at the foot
	Sandbox bool     `yaml:"sandbox"` // the last one: every knob is free
}

func (s *Sim) id() string { return s.ID }

func (s *Sim) texts() (all []*Text, fill bool) { return []*Text{&s.Text, &s.Caption}, true }

func (s *Sim) words() []string { return []string{s.Title, s.Note} }

func (s *Sim) validate(b *Block, found *Problems) {
	need(found, b.Pos, "sim block", map[string]string{"id": s.ID, "sim": s.Sim, "title": s.Title})
	if len(s.Free) == 0 && !s.Sandbox {
		found.add(b.Pos, "add \"free:\" with the knobs the learner may move", "sim block lacks free")
	}
	if len(s.Figures)+len(s.Metrics) == 0 {
		found.add(b.Pos, "add \"figures:\" or \"metrics:\"", "sim block shows nothing")
	}
}

func (s *Sim) check(b *Block, k *checker) {
	before := len(k.found)
	k.knobs(b.line("sim"), s.Sim, s.Knobs)
	for i, id := range s.Free {
		k.knob(b.line(fmt.Sprintf("free.%d", i)), s.Sim, id)
	}
	if len(k.found) > before {
		return
	}
	r, ok := k.run(b.line("knobs"), s.Sim, s.Knobs)
	if !ok {
		return
	}
	for i, id := range s.Figures {
		k.figure(b.line(fmt.Sprintf("figures.%d", i)), s.Sim, id, r)
	}
	for i, id := range s.Metrics {
		k.metric(b.line(fmt.Sprintf("metrics.%d", i)), s.Sim, id, r)
	}
	q := s.Knobs.Query()
	defaults, _ := k.world.Knobs(s.Sim)
	for _, knob := range defaults {
		if !q.Has(knob.ID) {
			q.Set(knob.ID, knob.Value)
		}
	}
	if _, err := s.Sentence(r, q); err != nil {
		k.found.add(b.line("text"), "", "%v", err)
	}
}

// Query gives the values of a run of the simulation: the block's own, with those of its free knobs replaced by given
// ones. Everything else in given is ignored.
func (s *Sim) Query(given url.Values) url.Values {
	q := s.Knobs.Query()
	if s.Sandbox {
		for id, v := range given {
			q[id] = v
		}
		return q
	}
	for _, id := range s.Free {
		if v, ok := given[id]; ok {
			q[id] = v
		}
	}
	return q
}

// Sentence gives the block's text with metrics of the run and numeric knob values filled in.
func (s *Sim) Sentence(r RunResult, q url.Values) (HTML, error) {
	vars := map[string]float64{}
	for id := range q {
		if v, err := strconv.ParseFloat(q.Get(id), 64); err == nil {
			vars[id] = v
		}
	}
	maps.Copy(vars, r.Metrics)
	return s.Text.filled(vars)
}
