// Package sims is the contract of the simulations: knobs in, a report out, as a pure function of
// (simulation, version, parameters, seed). One folder below holds one simulation; sims/catalogue lists them.
package sims

import (
	"context"
	"fmt"
	"net/url"
	"sync/atomic"

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
	// ids of the other metrics and of the figures that would give the number away; they wait for the guess too
	Hides []string
}

// Challenge is a task graded on seeds the learner does not see, under a budget that makes "everything at maximum" fail.
type Challenge struct {
	Text   string
	Goals  []string
	Preset url.Values             // knobs to start from
	Fixed  []string               // knob ids that must keep their preset value
	Judge  func(r Report) []Check // judges one run, by its numbers; called once a hidden seed
}

// Report is the result of one run, ready to print: numbers, checks against theory, and pictures as plain data.
type Report struct {
	Takeaway string
	Coach    string // the next thing to try from here
	Metrics  []Metric
	Checks   []Check
	Figures  []figure.Figure
	Story    *Story

	// What takes work of its own, for Run to do and for Glance to leave; a report that Run returns has none left.
	Later  []Drawing      // the figures after those of Figures
	Verify func() []Check // the checks after those of Checks; nil for none
}

// Drawing is a figure that is worth making only for someone who looks at it. Make is pure, and drawings of one report
// may be made at the same time.
type Drawing struct {
	ID   string
	Make func() figure.Figure
}

// whole is the report with all of its work done.
func (r Report) whole() Report {
	if r.Verify != nil {
		r.Checks = append(r.Checks[:len(r.Checks):len(r.Checks)], r.Verify()...)
	}
	return r.made(func(string) bool { return true })
}

// made is the report with the drawings made that are wanted, and without the rest of its work. Two are made at a time,
// which bounds the memory.
func (r Report) made(wanted func(id string) bool) Report {
	var drawings []Drawing
	for _, d := range r.Later {
		if wanted(d.ID) {
			drawings = append(drawings, d)
		}
	}
	figures := make([]figure.Figure, len(drawings))
	var next atomic.Int64
	work := func() {
		for i := int(next.Add(1)) - 1; i < len(drawings); i = int(next.Add(1)) - 1 {
			figures[i] = drawings[i].Make()
		}
	}
	if len(drawings) > 1 {
		Together(work, work)
	} else {
		work()
	}
	r.Figures, r.Later = append(r.Figures[:len(r.Figures):len(r.Figures)], figures...), nil
	r.Verify = nil
	return r
}

// Metric is one number of a run. Better is "lower", "higher" or "".
type Metric struct {
	ID       string
	Label    string
	Value    float64
	Unit     string
	Better   string
	Decimals int
	Compare  string // what to compare with: "least possible 20.0 %"
}

// Check holds a law from theory or a paper beside the measured value.
type Check struct {
	ID        string  `json:"id"`
	Name      string  `json:"name"`
	Want      float64 `json:"want"`
	Got       float64 `json:"got"`
	Tolerance float64 `json:"tolerance"` // allowed |got − want|; 0 is exact
	Unit      string  `json:"unit,omitempty"`
	OK        bool    `json:"ok"`
	Source    string  `json:"source"`
}

// Within is a check that passes when |got − want| ≤ tolerance.
func Within(id, name string, want, got, tolerance float64, unit, source string) Check {
	d := got - want
	return Check{ID: id, Name: name, Want: want, Got: got, Tolerance: tolerance, Unit: unit,
		OK: d <= tolerance && -d <= tolerance, Source: source}
}

// AtMost is a check that passes when got ≤ limit. It wants the limit and sets no tolerance.
func AtMost(id, name string, limit, got float64, unit, source string) Check {
	return Check{ID: id, Name: name, Want: limit, Got: got, Unit: unit, OK: got <= limit, Source: source}
}

// Story is a run told step by step. A simulation with a story declares a step knob (Step); At is its value.
type Story struct {
	At     int            // 0 … len(Events)
	Events []string       // event i happens between step i and step i+1
	State  [][2]string    // name and value of the state after step At
	Figure *figure.Figure // the state drawn
}

// Measurement is a time or size taken with a clock on this machine: never a metric, never cached, never graded.
type Measurement struct {
	ID    string  `json:"id"`
	Label string  `json:"label"`
	Value float64 `json:"value"`
	Unit  string  `json:"unit"`
}

// Metric returns the metric with the id and whether the report has it.
func (r Report) Metric(id string) (Metric, bool) {
	for _, m := range r.Metrics {
		if m.ID == id {
			return m, true
		}
	}
	return Metric{}, false
}

// Figure returns the figure with the id and whether the report has it.
func (r Report) Figure(id string) (figure.Figure, bool) {
	for _, f := range r.Figures {
		if f.ID == id {
			return f, true
		}
	}
	return figure.Figure{}, false
}

// Sim is one simulation as the web, the command line, the course and the grader see it. Make one with New.
type Sim struct {
	About
	knobs   func() []Knob
	parse   func(url.Values) ([]Knob, error)
	report  func(url.Values) (Report, error)
	measure func(url.Values) ([]Measurement, error)
	kinds   []string
	beside  func(ctx context.Context, kind, addr string, q url.Values) ([]Measurement, error)
}

// Option adds what only some simulations have.
type Option[P any] func(*parts[P])

type parts[P any] struct {
	cost    func(P) float64
	limit   float64
	check   func(P) error
	measure func(P) []Measurement
	kinds   []string
	beside  func(ctx context.Context, kind, addr string, p P) ([]Measurement, error)
}

// Cost states what a run costs in units of work (events, keys × nodes …) and the limit above which a run is refused.
// It bounds combinations of knobs that are each legal alone.
func Cost[P any](limit float64, cost func(P) float64) Option[P] {
	return func(o *parts[P]) { o.limit, o.cost = limit, cost }
}

// Valid adds a rule over several knobs; it returns a *ParamError or nil.
func Valid[P any](check func(P) error) Option[P] {
	return func(o *parts[P]) { o.check = check }
}

// Measured adds a block of clock measurements, made only on request.
func Measured[P any](measure func(P) []Measurement) Option[P] {
	return func(o *parts[P]) { o.measure = measure }
}

// Beside adds a replay of the run against real servers of these kinds, made only when an address is given.
func Beside[P any](kinds []string, replay func(ctx context.Context, kind, addr string, p P) ([]Measurement,
	error)) Option[P] {
	return func(o *parts[P]) { o.kinds, o.beside = kinds, replay }
}

// New joins a typed simulation to its untyped doors. Knobs binds the fields of P to named knobs, like package flag;
// report must be pure: the same P always gives the same Report.
func New[P any](about About, defaults P, knobs func(*P) []Knob, report func(P) (Report, error),
	options ...Option[P]) Sim {
	var o parts[P]
	for _, option := range options {
		option(&o)
	}
	parse := func(q url.Values) (P, []Knob, error) {
		p := defaults
		bound := knobs(&p)
		err := bind(bound, q)
		if err == nil && o.check != nil {
			err = o.check(p)
		}
		if err == nil && o.cost != nil {
			if c := o.cost(p); c > o.limit {
				err = &ParamError{Fields: []FieldError{{Knob: costliest(bound), Message: fmt.Sprintf(
					"this run would take %s units of work and the limit is %s; lower this knob or another large one",
					figure.Number(c, 0), figure.Number(o.limit, 0))}}}
			}
		}
		return p, bound, err
	}
	s := Sim{About: about}
	s.knobs = func() []Knob { p := defaults; k := knobs(&p); fill(k); return k }
	s.parse = func(q url.Values) ([]Knob, error) { _, k, err := parse(q); return k, err }
	s.report = func(q url.Values) (Report, error) {
		p, _, err := parse(q)
		if err != nil {
			return Report{}, err
		}
		return report(p)
	}
	if o.measure != nil {
		s.measure = func(q url.Values) ([]Measurement, error) {
			p, _, err := parse(q)
			if err != nil {
				return nil, err
			}
			return o.measure(p), nil
		}
	}
	if o.beside != nil {
		s.kinds = o.kinds
		s.beside = func(ctx context.Context, kind, addr string, q url.Values) ([]Measurement, error) {
			p, _, err := parse(q)
			if err != nil {
				return nil, err
			}
			return o.beside(ctx, kind, addr, p)
		}
	}
	return s
}

// Servers lists the kinds of real servers that a run can be held beside; nil for none.
func (s Sim) Servers() []string { return s.kinds }

// Beside replays the run against a real server, of one of Servers, at an address.
func (s Sim) Beside(ctx context.Context, kind, addr string, q url.Values) ([]Measurement, error) {
	return s.beside(ctx, kind, addr, q)
}

// Knobs lists the knobs with their default values.
func (s Sim) Knobs() []Knob { return s.knobs() }

// Form parses the values and returns every knob with the text to show in its field. The error is a *ParamError that
// names each refused value; the refused text stays in Knob.Text. Names that are no knob of s are ignored.
func (s Sim) Form(q url.Values) ([]Knob, error) { return s.parse(q) }

// Run runs the simulation. A refused value gives a *ParamError.
func (s Sim) Run(q url.Values) (Report, error) {
	r, err := s.report(q)
	return r.whole(), err
}

// Glance is Run for who looks at the numbers and some figures: of what takes work of its own, the report has the
// figures whose id is wanted. All else is as Run gives it.
func (s Sim) Glance(q url.Values, wanted func(id string) bool) (Report, error) {
	r, err := s.report(q)
	return r.made(wanted), err
}

// Measure takes the clock measurements of a run on this machine. It returns nil where the simulation has none.
func (s Sim) Measure(q url.Values) ([]Measurement, error) {
	if s.measure == nil {
		return nil, nil
	}
	return s.measure(q)
}

// Canonical returns the values of all knobs that differ from their default, in knob order, as a query: the run's name.
// The values must have passed Form.
func (s Sim) Canonical(q url.Values) string {
	knobs, err := s.parse(q)
	if err != nil {
		return ""
	}
	out := ""
	for _, k := range knobs {
		if k.Text == k.Default {
			continue
		}
		if out != "" {
			out += "&"
		}
		out += url.QueryEscape(k.ID) + "=" + url.QueryEscape(k.Text)
	}
	return out
}
