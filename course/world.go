package course

import (
	"errors"
	"fmt"
	"math"
	"net/url"
	"strconv"

	"tradeofflab/figure"
)

// World is what the course asks of the rest of the lab. A nil function means "not linked here": what needs it is left
// unchecked, so that a page of prose can be tested without the simulations.
type World struct {
	Sim      func(slug string) (SimInfo, bool)                  // the simulation with this slug
	Sims     func() []string                                    // all slugs, for "nearest is"
	Run      func(slug string, q url.Values) (RunResult, error) // one pure run; refused values are an error
	Exercise func(slug string) bool                             // whether the assignment exists
	// first number of a query on SQLite; ErrRefused when rows are refused
	SQL  func(tables, rows, query string) (float64, error)
	Rule func(id string) bool   // whether the advisor has the rule
	Case func(slug string) bool // whether the case study exists
}

// ErrRefused says that a database did not take the rows of a check.
var ErrRefused = errors.New("the rows are refused")

// SimInfo is what the course must know of a simulation to check a lesson against it.
type SimInfo struct {
	Slug  string
	Title string
	Knobs []KnobInfo
}

// KnobInfo describes one knob. Kind is int, float, choice, bool, text or step; Min, Max and Step hold for int, float
// and step, Choices for choice and bool.
type KnobInfo struct {
	ID, Kind, Label, Unit, Default string
	Min, Max, Step                 float64
	Choices                        []string
}

// RunResult is what the course reads of a run: metrics by id and figures by id.
type RunResult struct {
	Metrics map[string]float64
	Figures map[string]figure.Figure
}

// refuse says why a knob does not take a value, and what to write; both are empty when it does.
func (k KnobInfo) refuse(value string) (message, remedy string) {
	switch k.Kind {
	case "choice":
		for _, c := range k.Choices {
			if c == value {
				return "", ""
			}
		}
		return fmt.Sprintf("knob %s does not take %q", k.ID, value), nearest(value, k.Choices)
	case "bool":
		switch value {
		case "on", "off", "true", "false":
			return "", ""
		}
		return fmt.Sprintf("knob %s does not take %q", k.ID, value), "write on or off"
	case "int", "float", "step":
		number := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
		room := fmt.Sprintf("it goes from %s to %s", number(k.Min), number(k.Max))
		v, err := strconv.ParseFloat(value, 64)
		switch {
		case err != nil || math.IsNaN(v):
			return fmt.Sprintf("knob %s does not take %q", k.ID, value), "write a number; " + room
		case k.Kind != "float" && v != math.Trunc(v):
			return fmt.Sprintf("knob %s is a whole number, not %s", k.ID, value),
				fmt.Sprintf("nearest is %s", number(math.Round(v)))
		case v < k.Min || v > k.Max:
			return fmt.Sprintf("knob %s is out of range at %s; %s", k.ID, value, room),
				fmt.Sprintf("nearest is %s", number(math.Min(math.Max(v, k.Min), k.Max)))
		}
	}
	return "", ""
}

func (s SimInfo) knob(id string) (KnobInfo, bool) {
	for _, k := range s.Knobs {
		if k.ID == id {
			return k, true
		}
	}
	return KnobInfo{}, false
}

func (s SimInfo) knobIDs() []string {
	ids := make([]string, len(s.Knobs))
	for i, k := range s.Knobs {
		ids[i] = k.ID
	}
	return ids
}

// remembering returns w with runs kept for the life of the value: a check asks for the same run many times.
func (w World) remembering() World {
	if w.Run == nil {
		return w
	}
	type outcome struct {
		result RunResult
		err    error
	}
	run, known := w.Run, map[string]outcome{}
	w.Run = func(slug string, q url.Values) (RunResult, error) {
		name := slug + "?" + q.Encode()
		o, ok := known[name]
		if !ok {
			o.result, o.err = run(slug, q)
			known[name] = o
		}
		return o.result, o.err
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
			return 0, fmt.Errorf("unknown metric %q of %s; %s", metric, sim, nearest(metric, sortedKeys(r.Metrics)))
		}
		sum += v
	}
	return sum / float64(n), nil
}
