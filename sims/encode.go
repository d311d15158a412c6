package sims

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"

	"tradeofflab/figure"
)

// Encoded is the JSON of one run; the same parameters always give the same bytes, except for Measured.
type Encoded struct {
	Sim      string                   `json:"sim"`
	Version  string                   `json:"version"`
	Params   map[string]any           `json:"params"`
	Takeaway string                   `json:"takeaway"`
	Metrics  map[string]EncodedMetric `json:"metrics"`
	Checks   []Check                  `json:"checks"`
	Figures  []figure.Figure          `json:"figures"`
	Story    *Story                   `json:"story,omitempty"`
	Measured []Measurement            `json:"measured,omitempty"`
	Machine  string                   `json:"machine,omitempty"`
}

// EncodedMetric is a metric in JSON.
type EncodedMetric struct {
	Value  float64 `json:"value"`
	Unit   string  `json:"unit"`
	Label  string  `json:"label"`
	Better string  `json:"better,omitempty"`
}

// Encode gives the JSON value of the run with its report.
func (r Run) Encode(report Report) Encoded {
	e := Encoded{Sim: r.Sim.Slug, Version: r.Sim.Version, Params: map[string]any{}, Takeaway: report.Takeaway,
		Metrics: map[string]EncodedMetric{}, Checks: append([]Check{}, report.Checks...), Figures: report.Figures,
		Story: report.Story}
	for _, k := range r.Knobs {
		e.Params[k.ID] = k.Value()
	}
	for _, m := range report.Metrics {
		e.Metrics[m.ID] = EncodedMetric{Value: m.Value, Unit: m.Unit, Label: m.Label, Better: m.Better}
	}
	return e
}

// WriteJSON writes the run as indented JSON with a final newline.
func (e Encoded) WriteJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(e)
}

// WriteCSV writes the parameters, metrics and checks of the run: kind, id, value, unit, label. Text that a spreadsheet
// would run as a formula is prefixed with an apostrophe.
func (r Run) WriteCSV(w io.Writer, report Report) error {
	c := csv.NewWriter(w)
	c.Write([]string{"kind", "id", "value", "unit", "label"})
	for _, k := range r.Knobs {
		c.Write([]string{"param", k.ID, neutral(k.Text), k.Unit, k.Label})
	}
	for _, m := range report.Metrics {
		c.Write([]string{"metric", m.ID, strconv.FormatFloat(m.Value, 'g', -1, 64), m.Unit, m.Label})
	}
	for _, k := range report.Checks {
		c.Write([]string{"check", k.ID, strconv.FormatBool(k.OK), k.Unit, k.Name})
	}
	c.Flush()
	return c.Error()
}

// neutral returns text that no spreadsheet takes for a formula: a leading = + - @ that does not start a number gets an
// apostrophe before it.
func neutral(s string) string {
	if s == "" {
		return s
	}
	switch s[0] {
	case '=', '+', '-', '@', '\t', '\r':
		if _, err := strconv.ParseFloat(s, 64); err != nil {
			return "'" + s
		}
	}
	return s
}
