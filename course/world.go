package course

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"

	"tradeofflab/figure"
)

// World is what the course asks of the rest of the lab. A nil function means "not linked here": what needs it is left
// unchecked, so that a page of prose can be tested without the simulations.
type World struct {
	Sims  func() []string                                   // slugs of all simulations
	Knobs func(sim string) (defaults Knobs, known bool)     // its knobs with their default values
	Run   func(sim string, q url.Values) (RunResult, error) // one pure run; refused values are an error
	// Refuse says why a knob does not take a value, and what to write instead; both are empty when it takes it.
	Refuse func(sim, knob, value string) (message, remedy string)
	// SQL gives the first number of a query on SQLite, and ErrRefused when the tables do not take the rows.
	SQL      func(tables, rows, query string) (float64, error)
	Exercise func(slug string) bool // whether the assignment exists
	Rule     func(id string) bool   // whether the advisor has the rule
	// Advised is the family of stores that the advisor puts first for a workload.
	Advised func(workload string) (family string, err error)
}

// ErrRefused says that a database did not take the rows of a check.
var ErrRefused = errors.New("the rows are refused")

// RunResult is what the course reads of a run: metrics by id and figures by id.
type RunResult struct {
	Metrics map[string]float64
	Figures map[string]figure.Figure
}

// remembering returns w with its answers kept for the life of the value: a check asks for the same run, knobs and
// refusals many times.
func (w World) remembering() World {
	if run := w.Run; run != nil {
		type outcome struct {
			result RunResult
			err    error
		}
		known := map[string]outcome{}
		w.Run = func(sim string, q url.Values) (RunResult, error) {
			name := sim + "?" + q.Encode()
			o, ok := known[name]
			if !ok {
				o.result, o.err = run(sim, q)
				known[name] = o
			}
			return o.result, o.err
		}
	}
	if knobs := w.Knobs; knobs != nil {
		known := map[string]Knobs{}
		w.Knobs = func(sim string) (Knobs, bool) {
			k, ok := known[sim]
			if !ok {
				if k, ok = knobs(sim); ok {
					known[sim] = k
				}
			}
			return k, ok
		}
	}
	if refuse := w.Refuse; refuse != nil {
		known := map[[3]string][2]string{}
		w.Refuse = func(sim, knob, value string) (message, remedy string) {
			asked := [3]string{sim, knob, value}
			said, ok := known[asked]
			if !ok {
				said[0], said[1] = refuse(sim, knob, value)
				known[asked] = said
			}
			return said[0], said[1]
		}
	}
	return w
}

// metric runs the simulation once for each of the seeds 1 … seeds (once as given, when seeds is 0) and returns the
// mean.
func (w World) metric(sim string, k Knobs, metric string, seeds int) (float64, error) {
	if w.Run == nil {
		return 0, fmt.Errorf("run %s: no simulations here", sim)
	}
	sum, n := 0.0, max(seeds, 1)
	for i := 1; i <= n; i++ {
		q := k.Query()
		if seeds > 0 {
			q.Set("seed", strconv.Itoa(i))
		}
		r, err := w.Run(sim, q)
		if err != nil {
			return 0, fmt.Errorf("run %s: %w", k.Path(sim), err)
		}
		v, ok := r.Metrics[metric]
		if !ok {
			return 0, fmt.Errorf("unknown metric %q of %s; %s", metric, sim,
				Nearest(metric, slices.Sorted(maps.Keys(r.Metrics))))
		}
		sum += v
	}
	return sum / float64(n), nil
}
