package sims

import (
	"fmt"
	"strconv"
	"strings"

	"tradeofflab/say"
)

// ParamError lists every refused value of a run.
type ParamError struct{ Fields []FieldError }

// FieldError is one refused value.
type FieldError struct {
	Knob    string `json:"knob"`
	Got     string `json:"got"`
	Message string `json:"message"` // names the knob and its range
}

func (e *ParamError) Error() string {
	parts := make([]string, len(e.Fields))
	for i, f := range e.Fields {
		parts[i] = f.Message
		if got := fmt.Sprintf("%q", f.Got); f.Got != "" && !strings.Contains(f.Message, got) {
			parts[i] += "; got " + got
		}
	}
	return strings.Join(parts, "\n")
}

// Refuse is a ParamError of one knob. Got is what was typed, "" where the message says it or several knobs are meant.
func Refuse(knob, got, format string, args ...any) error {
	return &ParamError{Fields: []FieldError{{Knob: knob, Got: got, Message: fmt.Sprintf(format, args...)}}}
}

// tooLarge refuses a run that costs more than most, by the name of the knob that makes it large.
func tooLarge(knobs []Knob, most float64, cost func() float64) error {
	text := fmt.Sprintf("this run would take about %s s of a processor and %s s is the most", say.Short(cost()/1e9),
		say.Short(most/1e9))
	switch knob, high := costliest(knobs, cost); {
	case knob == "":
		return Refuse("", "", "%s", text)
	case high:
		return Refuse(knob, "", "%s: %s; lower it or another large knob", knob, text)
	default:
		return Refuse(knob, "", "%s: %s; raise it, or lower a large knob", knob, text)
	}
}

// costliest names the numeric knob whose return to its default lowers the cost most, and whether it stands above that
// default; where none lowers it, the knob that does so at its least value. cost is that of the values which the knobs
// have when it is called.
func costliest(knobs []Knob, cost func() float64) (name string, high bool) {
	least := cost()
	for _, to := range []func(Knob) string{
		func(k Knob) string { return k.Default },
		func(k Knob) string { return strconv.FormatFloat(k.Min, 'g', -1, 64) },
	} {
		for _, k := range knobs {
			if k.Kind != IntKnob && k.Kind != FloatKnob || k.ID == seedID || k.set(to(k)) != nil {
				continue
			}
			c := cost()
			if err := k.set(k.Text); err != nil {
				panic("a knob refuses the value it had: " + err.Error())
			}
			if c < least {
				now, _ := strconv.ParseFloat(k.Text, 64)
				then, _ := strconv.ParseFloat(to(k), 64)
				name, high, least = k.ID, now > then, c
			}
		}
		if name != "" {
			return name, high
		}
	}
	return "", true
}
