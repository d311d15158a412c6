package results

import (
	"fmt"
	"math"
	"net/url"

	"tradeofflab/say"
	"tradeofflab/sims"
)

// WithUnit prints a number with its unit, "3 ms"; the number alone where there is none.
func WithUnit(v float64, unit string) string {
	text := say.Short(v)
	if unit != "" {
		text += " " + say.Unit(text, unit)
	}
	return text
}

// allowed says what a check tolerates.
func allowed(c sims.Check) string {
	switch {
	case c.Tolerance > 0:
		return "± " + say.Short(c.Tolerance)
	case c.Want != c.Got && c.OK:
		return "limit"
	}
	return "exact"
}

func challengeQuery(ch *sims.Challenge) string {
	q := url.Values{}
	for k, v := range ch.Preset {
		q[k] = v
	}
	q.Set("challenge", "on")
	return q.Encode()
}

func challengeCount(a *sims.Attempt) string {
	n := 0
	for _, s := range a.Seeds {
		if s.OK {
			n++
		}
	}
	return fmt.Sprintf("%d of %d hidden seeds", n, len(a.Seeds))
}

// MetricText prints a metric in the unit that a person reads it in: a long time in minutes, many bytes in MB.
func MetricText(m sims.Metric) (text, unit string) {
	if u, ok := readable(m.Unit, m.Value); ok {
		return say.Short(m.Value / u.size), u.name
	}
	text = say.Number(m.Value, m.Decimals)
	return text, say.Unit(text, m.Unit)
}

// largerUnit is a unit and how many of the metric's own it holds; from is the value that is printed in it at first.
type largerUnit struct {
	name       string
	size, from float64
}

// largerUnits gives the units above those of metrics, largest first. Ten seconds are still read in ms and ten minutes
// in s.
var largerUnits = map[string][]largerUnit{
	"ms": {{"days", 86_400_000, 3 * 86_400_000}, {"h", 3_600_000, 3 * 3_600_000}, {"min", 60_000, 600_000},
		{"s", 1000, 10_000}},
	"s": {{"days", 86_400, 3 * 86_400}, {"h", 3600, 3 * 3600}, {"min", 60, 600}},
	"B": {{"TB", 1e12, 1e12}, {"GB", 1e9, 1e9}, {"MB", 1e6, 1e6}, {"kB", 1e3, 1e3}},
}

// readable is the larger unit that a value is printed in; ok is false for none.
func readable(unit string, value float64) (larger largerUnit, ok bool) {
	for _, u := range largerUnits[unit] {
		if math.Abs(value) >= u.from {
			return u, true
		}
	}
	return largerUnit{}, false
}
