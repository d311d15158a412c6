// Package loops runs the feedback loops of the course as stock-and-flow models: what is stored, what moves it, how
// strongly and how late, each with its unit.
//
// A model is plain data: stocks, flows, quantities and parameters as short formulas. Formulas and units are checked
// when the program starts. A run integrates the stocks by the method of Runge and Kutta or by that of Euler, and holds
// what it finds against the roots of the model's characteristic equation.
package loops

import "tradeofflab/sims/model"

// Params are the learner's knobs. The same Params always give the same Result. There is no seed: nothing is drawn.
type Params struct {
	Loop    string       // slug of the lesson whose loop is run
	Gain    float64      // factor of the model's gain parameter; 1 is the model's own
	Delay   float64      // factor of the model's delay parameter
	Push    float64      // factor of the size of the push
	PushAt  float64      // when the push begins, in the model's clock
	PushFor float64      // how long it lasts; 0: as long as the model says, -1: for good
	Method  string       // rk4, euler
	Dt      float64      // step, in the model's clock
	Horizon float64      // end of the run, in the model's clock
	Change  []assignment // further parameters
	Step    int          // of the story; changes no result
}

// Model is one feedback loop. Formulas are over the ids of parameters, stocks and quantities that stand before; min,
// max and delay(formula, parameter) may be called. Units multiply and divide: "writes/s", "hours/month/store", "1".
type Model struct {
	Slug       string // of the lesson
	Title      string
	Lesson     int
	Clock      string // unit of time of the model
	Say        string // what feeds back on what, one sentence
	Params     []Param
	Stocks     []Stock
	Quantities []Quantity
	Flows      []Flow
	Gain       string // parameter that the gain knob scales
	Delay      string // parameter that the delay knob scales
	Push       Push
	Watch      string   // stock or quantity that the headline numbers are about
	Draw       []string // quantities that the diagram shows beside the stocks
	Lever      string   // what the run is meant to show about leverage, one sentence
}

// Param is one constant with the range in which it may be changed.
type Param struct {
	ID, Label, Unit string
	Value, Min, Max float64
}

// Stock is something that accumulates. Start is a formula over parameters: a first guess at its resting value.
type Stock struct{ ID, Label, Unit, Start string }

// Quantity follows from stocks and parameters at once.
type Quantity struct{ ID, Label, Unit, Formula string }

// Flow moves what a stock holds. From or To is empty where it enters or leaves the model. Transit names the parameter
// that says how long it is under way: a pipeline, whose contents are counted.
type Flow struct{ ID, Label, From, To, Formula, Transit string }

// Push multiplies a parameter by 1 + Add for a while (For, in the clock; 0 is for good).
type Push struct {
	Param, Label string
	Add, For     float64
}

// Result is one run, one row a step.
type Result struct {
	Model *Model
	T     []float64
	Rows  [][]float64 // value of each stock, then of each quantity
	Watch []float64   // the watched value

	Rest      []float64 // stocks at rest under what holds at the end of the run; nil where there is no resting state
	Before    []float64 // stocks at the start
	AtRest    bool      // the start is a resting state
	Diverged  bool      // the run was stopped because a stock grew beyond all bounds
	Leak      float64   // largest relative difference between a stock and what its flows brought and took
	InTransit float64   // contents of the pipelines at the end
	Changed   int       // parameters that differ from the model's own, gain and delay among them

	sys *system
}

// Run runs one model.
func Run(b *model.Budget, p Params) (Result, error) {
	s, err := p.system()
	if err != nil {
		return Result{}, err
	}
	return s.run(b, p), nil
}

// find returns the model of a lesson, or nil.
func find(slug string) *Model {
	for i := range models {
		if models[i].Slug == slug {
			return &models[i]
		}
	}
	return nil
}

// retryLoad is the load of a service whose failed requests come again: of λ fresh requests per second the share f
// fails, and each failure causes r more requests. The series λ(1 + fr + (fr)² + …) has a sum below f·r = 1 only; ok
// tells.
func retryLoad(lambda, f, r float64) (load float64, ok bool) {
	if f*r >= 1 {
		return 0, false
	}
	return lambda / (1 - f*r), true
}
