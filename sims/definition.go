package sims

import (
	"context"
	"math"
	"net/url"
	"slices"

	"tradeofflab/figure"
	"tradeofflab/sims/model"
)

// MostWork bounds a run, in nanoseconds or so of one core: a setting of which the model states a higher cost is
// refused.
const MostWork = 2e9

// LargeWork is the stated cost from which a run is large: it needs a seat (see Runs).
const LargeWork = 1.15e8

// scatter is by how much the cost of a run is more than the model states. A statement is of the mean of what chance
// does, measured on some hundred settings; single runs took up to a tenth more, and a twentieth is for those not seen.
const scatter = 1.15

// allowance is the budget of a run in steps, for the result and again for figures and checks, which repeat parts of
// what the stated cost counts. It follows that cost, so that a run without a seat cannot turn out to be large.
func allowance(cost float64) float64 { return 3 * max(cost, LargeWork) }

// Model is what a simulation is: typed parameters P, a pure function that makes a typed result R of them, and what to
// say and draw of parameters and result. Knobs, Cost, Run, Takeaway, Coach, Metrics and Checks must be there.
type Model[P, R any] struct {
	Defaults P
	Knobs    func(*P) []Knob // binds the fields of P to named knobs, like package flag
	Valid    func(P) error   // a rule over several knobs: a *ParamError or nil

	// Cost is the work of a run, figures and checks included, in nanoseconds or so of one core. It bounds combinations
	// of knobs that are each legal alone, in time and in memory.
	Cost func(P) float64

	// Run computes the result: the only step that does. It spends what it does from the budget, and gives the same for
	// the same parameters.
	Run func(*model.Budget, P) (R, error)

	Takeaway func(P, R) string // one sentence: what the run shows
	Coach    func(P, R) string // the next thing to try from here
	Metrics  func(P, R) []Metric
	Checks   func(P, R) []Check // laws beside measured values; not made while only some figures are looked at
	Figures  []Picture[P, R]    // in the order of the page; each is made only when it is looked at
	Story    func(P, R) *Story  // nil for none

	Measure func(context.Context, P) ([]Measurement, error) // clock measurements, made only on request
	Servers []string                                        // kinds of real servers that Replay knows
	Replay  func(ctx context.Context, kind, addr string, p P) ([]Measurement, error)
}

// Sure is a Run that cannot fail, as Model has it.
func Sure[P, R any](run func(*model.Budget, P) R) func(*model.Budget, P) (R, error) {
	return func(b *model.Budget, p P) (R, error) { return run(b, p), nil }
}

// Picture is a figure of a model: its id, when it is there, and how to draw it. Draw is for what is drawn from the
// result; Work is for what computes something of its own, within the budget of the run. One of the two is set.
type Picture[P, R any] struct {
	ID   string
	If   func(P, R) bool // nil for always
	Draw func(P, R) figure.Figure
	Work func(*model.Budget, P, R) figure.Figure
}

// Of makes a simulation of a model.
func Of[P, R any](about About, m Model[P, R]) Sim {
	only := Part("", "", m)
	return build(about, m.Defaults, m.Knobs, func(P) part[P] { return only })
}

// part is one model behind the parameters that it shares with the other parts of a simulation.
type part[P any] struct {
	name, label string
	knobs       func(*P) []Knob
	valid       func(P) error
	cost        func(P) float64
	begin       func(*model.Budget, P) (begun, error)
	measure     func(context.Context, P) ([]Measurement, error)
	servers     []string
	replay      func(ctx context.Context, kind, addr string, p P) ([]Measurement, error)
}

// Part is a model as one part of a simulation: what the knob that chooses among parts calls it. The parts of a
// simulation have one type of parameters; Defaults of their models are not used.
func Part[P, R any](name, label string, m Model[P, R]) part[P] {
	return part[P]{name: name, label: label, knobs: m.Knobs, valid: m.Valid, cost: m.Cost, measure: m.Measure,
		servers: m.Servers, replay: m.Replay,
		begin: func(b *model.Budget, p P) (begun, error) {
			r, err := m.Run(b, p)
			if err != nil {
				return begun{}, err
			}
			return m.begun(p, r), nil
		}}
}

func (m Model[P, R]) begun(p P, r R) begun {
	out := begun{head: Report{Takeaway: m.Takeaway(p, r), Coach: m.Coach(p, r), Metrics: m.Metrics(p, r)},
		checks: func() []Check { return m.Checks(p, r) }}
	if m.Story != nil {
		out.head.Story = m.Story(p, r)
	}
	for _, f := range m.Figures {
		if f.If != nil && !f.If(p, r) {
			continue
		}
		out.figures = append(out.figures, drawing{f.ID, func(b *model.Budget) figure.Figure {
			if f.Work != nil {
				return f.Work(b, p, r)
			}
			return f.Draw(p, r)
		}})
	}
	return out
}

// Chooser is the knob that chooses among the parts of a simulation.
type Chooser[P any] struct {
	ID, Label, Help string
	Field           func(*P) *string
}

// Parts makes a simulation of several models. A knob that only some parts have is hidden in the others, where it keeps
// its value; one that several parts declare is one knob. Seed and step close the form.
func Parts[P any](about About, defaults P, choose Chooser[P], parts ...part[P]) Sim {
	names, labels := make([]string, len(parts)), make([]string, len(parts))
	for i, m := range parts {
		names[i], labels[i] = m.name, m.label
	}
	knobs := func(p *P) []Knob {
		first := Choice(choose.Field(p), choose.ID, choose.Label, names...).With("", choose.Help)
		first.Labels = labels
		out, last := []Knob{first}, []Knob(nil)
		for _, m := range parts {
			for _, k := range m.knobs(p) {
				list := &out
				if k.ID == seedID || k.Kind == StepKnob {
					list = &last
				}
				at := slices.IndexFunc(*list, func(other Knob) bool { return other.ID == k.ID })
				if at < 0 {
					k.Only = []string{choose.ID}
					*list, at = append(*list, k), len(*list)
				}
				(*list)[at].Only = append((*list)[at].Only, m.name)
			}
		}
		out = append(out, last...)
		for i, k := range out {
			if len(k.Only) == 1+len(parts) {
				out[i].Only = nil
			}
		}
		return out
	}
	return build(about, defaults, knobs, func(p P) part[P] {
		return parts[slices.Index(names, *choose.Field(&p))]
	})
}

// build joins typed parameters to the untyped doors of a simulation.
func build[P any](about About, defaults P, knobs func(*P) []Knob, of func(P) part[P]) Sim {
	s := Sim{About: about, servers: of(defaults).servers}
	s.knobs = func() []Knob { p := defaults; k := knobs(&p); fill(k); return k }
	s.parse = func(q url.Values, most float64) (setting, error) {
		p := defaults
		out := setting{knobs: knobs(&p)}
		if err := Bind(out.knobs, q); err != nil {
			return out, err
		}
		m := of(p)
		if m.valid != nil {
			if err := m.valid(p); err != nil {
				return out, err
			}
		}
		stated := m.cost(p)
		if out.cost = scatter * stated; !(stated <= most) {
			return out, tooLarge(out.knobs, most, func() float64 {
				if m.valid != nil && m.valid(p) != nil {
					return math.Inf(1)
				}
				return m.cost(p)
			})
		}
		out.begin = func(ctx context.Context) (begun, error) {
			var b begun
			err := model.Bounded(ctx, allowance(out.cost), func(budget *model.Budget) (err error) {
				b, err = m.begin(budget, p)
				b.steps, b.allowance = budget.Spent(), allowance(out.cost)
				return err
			})
			return b, err
		}
		out.measure = func(ctx context.Context) ([]Measurement, error) {
			if m.measure == nil {
				return nil, nil
			}
			return m.measure(ctx, p)
		}
		out.replay = func(ctx context.Context, kind, addr string) ([]Measurement, error) {
			return m.replay(ctx, kind, addr, p)
		}
		return out, nil
	}
	return s
}
