package sims

import "tradeofflab/figure"

// Report is the result of one run, ready to print: numbers, checks against theory, and pictures as plain data.
type Report struct {
	Takeaway string
	Coach    string // the next thing to try from here
	Metrics  []Metric
	Checks   []Check
	Figures  []figure.Figure
	Story    *Story
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
	Detail   bool   // one of a long row, as of one month of many: JSON and CSV have it, the text of a run does not
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

// AtMost is a check that passes when got ≤ limit. Its tolerance is 0: the limit itself still passes.
func AtMost(id, name string, limit, got float64, unit, source string) Check {
	return Check{ID: id, Name: name, Want: limit, Got: got, Unit: unit, OK: got <= limit, Source: source}
}

// Story is a run told step by step. A simulation with a story declares a step knob (Step); At is its value.
type Story struct {
	At     int            // 0 … len(Events)
	Events []string       // event i happens between step i and step i+1
	State  [][2]string    // name and value of the state after step At
	Figure *figure.Figure // the state drawn
	Turns  []Turn         `json:",omitempty"` // what can be done from here, in a game that is played by turns
}

// Turn is a run that can come next: this one with some knobs set otherwise. A page offers it as a link.
type Turn struct {
	Label string      `json:"label"`
	Note  string      `json:"note,omitempty"`
	Set   [][2]string `json:"set"` // knob ids and their values
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
