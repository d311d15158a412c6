package sims

import (
	"context"

	"tradeofflab/figure"
	"tradeofflab/sims/model"
)

// Drawing is a figure made on demand.
type Drawing struct {
	ID   string
	Make func() figure.Figure
}

type Option[P any] func(*part[P])

func Cost[P any](limit float64, cost func(P) float64) Option[P] {
	return func(o *part[P]) { o.cost = func(p P) float64 { return cost(p) / limit * mostWork } }
}

func Valid[P any](check func(P) error) Option[P] { return func(o *part[P]) { o.valid = check } }

func Measured[P any](measure func(P) []Measurement) Option[P] {
	return func(o *part[P]) {
		o.measure = func(_ context.Context, p P) ([]Measurement, error) { return measure(p), nil }
	}
}

func Beside[P any](kinds []string, replay func(ctx context.Context, kind, addr string, p P) ([]Measurement,
	error)) Option[P] {
	return func(o *part[P]) { o.servers, o.replay = kinds, replay }
}

func New[P any](about About, defaults P, knobs func(*P) []Knob, report func(P) (Report, error),
	options ...Option[P]) Sim {
	m := part[P]{cost: func(P) float64 { return 0 }, begin: func(b *model.Budget, p P) (begun, error) {
		r, err := report(p)
		if err != nil {
			return begun{}, err
		}
		out := begun{head: r, checks: func() []Check {
			if r.Verify != nil {
				return append(r.Checks[:len(r.Checks):len(r.Checks)], r.Verify()...)
			}
			return r.Checks
		}}
		out.head.Figures, out.head.Checks, out.head.Later, out.head.Verify = nil, nil, nil, nil
		for _, f := range r.Figures {
			out.figures = append(out.figures, drawing{f.ID, func(*model.Budget) figure.Figure { return f }})
		}
		for _, d := range r.Later {
			out.figures = append(out.figures, drawing{d.ID, func(*model.Budget) figure.Figure { return d.Make() }})
		}
		return out, nil
	}}
	for _, option := range options {
		option(&m)
	}
	return build(about, defaults, knobs, func(P) part[P] { return m })
}

func (k Knob) OnlyAt(knob string, values ...string) Knob {
	k.Only = append([]string{knob}, values...)
	return k
}
