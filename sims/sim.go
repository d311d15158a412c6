// Package sims is the contract of the simulations: knobs in, a report out, as a pure function of (simulation, version,
// parameters, seed). One folder below holds one simulation; sims/catalogue lists them, and sims/model holds what they
// share.
//
// A simulation is a Model of typed parameters and a typed result, or several models that are its Parts. Parse turns a
// query into a Run, the only thing that can be run: its knobs are legal, its text is read, its cost is within bounds,
// its name is canonical. A Run gives a whole Report, or only the parts of one that someone looks at. Runs keeps
// reports, lets many askers share one run, and seats those that are large.
package sims

import (
	"context"
	"net/url"

	"tradeofflab/figure"
)

// About is what a simulation says of itself.
type About struct {
	Slug      string
	Title     string
	Version   string // changes whenever the same parameters would give other bytes
	Lesson    int
	Question  string   // the question the simulation answers, for the page head
	Doc       string   // one sentence for lists
	LeavesOut []string // what the model leaves out, one sentence each
	Sources   []Source
	Headline  []string // metric ids in the order of the metrics panel, at most six
	First     []string // knob ids that stay visible on a narrow page; the others fold
	Predict   *Predict
	Challenge *Challenge
	Pair      func(a, b Report) (f figure.Figure, ok bool) // draws two runs as one; nil where nothing is drawn
}

// Source is a work that a law or a constant comes from.
type Source struct {
	Label string `json:"label"` // "Karger et al., STOC 1997"
	URL   string `json:"url,omitempty"`
	For   string `json:"for"` // what is taken from it
}

// Predict asks for a guess at one metric of a run before its first reveal.
type Predict struct {
	Question string
	Metric   string // metric id
	Min, Max float64
	Step     float64
	Unit     string
	Hides    []string // other metrics and figures, by id, that would give the number away; they wait for the guess too
}

// MotionID names the figure whose story can be played.
const MotionID = "motion"

// StoryID names the story of a run among what a guess hides.
const StoryID = "story"

// Catalogue is a list of simulations in the order in which they are shown.
type Catalogue []Sim

// Find returns the simulation with the slug and whether there is one.
func (c Catalogue) Find(slug string) (Sim, bool) {
	for _, s := range c {
		if s.Slug == slug {
			return s, true
		}
	}
	return Sim{}, false
}

// Sim is one simulation as the web, the command line, the course and the grader see it. Of and Parts make one.
type Sim struct {
	About
	knobs   func() []Knob
	parse   func(q url.Values, most float64) (setting, error) // most bounds the stated cost
	servers []string
}

// setting is what typed parameters can do, behind closures.
type setting struct {
	knobs   []Knob
	cost    float64
	begin   func(ctx context.Context) (begun, error)
	measure func(ctx context.Context) ([]Measurement, error)
	replay  func(ctx context.Context, kind, addr string) ([]Measurement, error)
}

// Knobs lists the knobs with their default values.
func (s Sim) Knobs() []Knob { return s.knobs() }

// Servers lists the kinds of real servers that a run can be replayed against; nil for none.
func (s Sim) Servers() []string { return s.servers }

// Default is the run that sets no knob.
func (s Sim) Default() Run {
	run, err := s.Parse(nil)
	if err != nil {
		panic(s.Slug + ": its defaults are refused: " + err.Error())
	}
	return run
}
