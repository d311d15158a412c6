package sims

import (
	"fmt"
	"math"
	"math/bits"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tradeofflab/say"
)

// Kind says which control a knob is.
type Kind string

// The kinds of knobs.
const (
	IntKnob    Kind = "int"
	FloatKnob  Kind = "float"
	ChoiceKnob Kind = "choice"
	BoolKnob   Kind = "bool"
	TextKnob   Kind = "text"
	StepKnob   Kind = "step" // position in the story; never changes a metric
)

// Knob is one parameter: form field, command-line flag, parsing and range in one value.
type Knob struct {
	ID      string
	Kind    Kind
	Label   string
	Unit    string
	Help    string
	Min     float64
	Max     float64
	Step    float64
	Log     bool
	Double  bool // only Min, twice Min, four times Min … are legal
	Choices []string
	Labels  []string // what to show for each choice; nil shows the choices
	Default string   // text of the default value
	Text    string   // text of the present value, or what the learner typed when it was refused
	Err     string   // why the value was refused

	Only []string // knob id and its values under which this knob matters; nil for always
	Idle bool     // it does not matter at the present values

	list bool // several values in a query are joined
	set  func(string) error
	get  func() string
}

// With returns the knob with unit and help text.
func (k Knob) With(unit, help string) Knob { k.Unit, k.Help = unit, help; return k }

// Labelled returns a knob of choices with help text and what to show for each choice.
func (k Knob) Labelled(help string, labels ...string) Knob {
	k.Labels = labels
	return k.With("", help)
}

// OnlyAt returns a knob that matters only where another has one of some values.
func (k Knob) OnlyAt(id string, values ...string) Knob {
	k.Only = append([]string{id}, values...)
	return k
}

// Value is the present value as JSON has it: a number, true or false, or text.
func (k Knob) Value() any {
	switch k.Kind {
	case IntKnob, FloatKnob, StepKnob:
		if v, err := strconv.ParseFloat(k.Text, 64); err == nil {
			return v
		}
	case BoolKnob:
		return k.Text == "on"
	}
	return k.Text
}

// LogScale returns the knob with a logarithmic slider.
func (k Knob) LogScale() Knob { k.Log = true; return k }

// Int is a whole-number knob with inclusive bounds. What is computed with fractions may be set by whole numbers, too.
func Int[N int | float64](p *N, id, label string, min, max int) Knob {
	return Knob{ID: id, Kind: IntKnob, Label: label, Min: float64(min), Max: float64(max), Step: 1,
		get: func() string { return strconv.Itoa(int(*p)) },
		set: func(s string) error {
			v, err := say.ParseNumber(s)
			if err != nil {
				return fmt.Errorf("%s goes from %s to %s: %w", id, say.Int(min),
					say.Int(max), err)
			}
			if v != math.Trunc(v) {
				return fmt.Errorf("%s is a whole number from %s to %s", id, say.Int(min),
					say.Int(max))
			}
			if v < float64(min) || v > float64(max) {
				return fmt.Errorf("%s goes from %s to %s", id, say.Int(min),
					say.Int(max))
			}
			*p = N(v)
			return nil
		}}
}

// PowerOfTwo is a whole-number knob whose values are the powers of two from min to max, which must be such powers.
func PowerOfTwo(p *int, id, label string, min, max int) Knob {
	k := Int(p, id, label, min, max)
	k.Log, k.Double = true, true
	set := k.set
	k.set = func(s string) error {
		was := *p
		if err := set(s); err != nil {
			return err
		}
		if bits.OnesCount(uint(*p)) == 1 {
			return nil
		}
		*p = was
		var legal []string
		for v := min; v <= max; v *= 2 {
			legal = append(legal, strconv.Itoa(v))
		}
		return fmt.Errorf("%s is a power of two: %s", id, strings.Join(legal, ", "))
	}
	return k
}

// seedID is the knob that every simulation with random streams has.
const seedID = "seed"

// Seed is the knob of the random streams.
func Seed(p *int) Knob {
	k := Int(p, seedID, "Seed", 0, 999_999_999)
	k.Help = "Another seed draws other random numbers; the same seed always gives the same run."
	return k
}

// Step is the position in the story of a run, 0 … max.
func Step(p *int, max int) Knob {
	k := Int(p, "step", "Step", 0, max)
	k.Kind = StepKnob
	return k
}

// Float is a real-number knob with inclusive bounds.
func Float(p *float64, id, label string, min, max, step float64) Knob {
	text := func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
	return Knob{ID: id, Kind: FloatKnob, Label: label, Min: min, Max: max, Step: step,
		get: func() string { return text(*p) },
		set: func(s string) error {
			v, err := say.ParseNumber(s)
			if err != nil {
				return fmt.Errorf("%s goes from %s to %s: %w", id, text(min), text(max), err)
			}
			if v < min || v > max {
				return fmt.Errorf("%s goes from %s to %s", id, text(min), text(max))
			}
			*p = v
			return nil
		}}
}

// Choice is a knob with named values.
func Choice(p *string, id, label string, choices ...string) Knob {
	return Knob{ID: id, Kind: ChoiceKnob, Label: label, Choices: choices,
		get: func() string { return *p },
		set: func(s string) error {
			s = strings.TrimSpace(s)
			number, notNumber := say.ParseNumber(s)
			for _, c := range choices {
				if strings.EqualFold(s, c) || notNumber == nil && say.Plain(number) == c {
					*p = c
					return nil
				}
			}
			return fmt.Errorf("%s is one of %s", id, strings.Join(choices, ", "))
		}}
}

// Bool is an on/off knob: on|true|1 or off|false|0.
func Bool(p *bool, id, label string) Knob {
	return Knob{ID: id, Kind: BoolKnob, Label: label, Choices: []string{"off", "on"},
		get: func() string {
			if *p {
				return "on"
			}
			return "off"
		},
		set: func(s string) error {
			switch strings.ToLower(strings.TrimSpace(s)) {
			case "on", "true", "1", "yes":
				*p = true
			case "off", "false", "0", "no":
				*p = false
			default:
				return fmt.Errorf("%s is on or off", id)
			}
			return nil
		}}
}

// Text is a knob of free text that stands for itself.
func Text(p *string, id, label string, maxLen int, check func(string) error) Knob {
	return Parsed(p, id, label, *p, maxLen, func(s string) (string, error) { return s, check(s) })
}

// Parsed is a knob of free text that stands for a value: parse reads it, once, and says in words what is wrong. The
// default text must be legal.
func Parsed[T any](p *T, id, label, text string, maxLen int, parse func(string) (T, error)) Knob {
	v, err := parse(text)
	if err != nil {
		panic(fmt.Sprintf("default of knob %s: %v", id, err))
	}
	*p = v
	return Knob{ID: id, Kind: TextKnob, Label: label, Max: float64(maxLen),
		get: func() string { return text },
		set: func(s string) error {
			s = strings.TrimSpace(s)
			if len(s) > maxLen {
				return fmt.Errorf("%s holds at most %d characters", id, maxLen)
			}
			v, err := parse(s)
			if err != nil {
				return fmt.Errorf("%s: %w", id, err)
			}
			*p, text = v, s
			return nil
		}}
}

func fill(knobs []Knob) {
	for i := range knobs {
		knobs[i].Default = knobs[i].get()
		knobs[i].Text = knobs[i].Default
	}
	markIdle(knobs)
}

// markIdle notes which knobs do not matter at the present values.
func markIdle(knobs []Knob) {
	for i := range knobs {
		k := &knobs[i]
		k.Idle = false
		for _, other := range knobs {
			if len(k.Only) > 0 && other.ID == k.Only[0] {
				k.Idle = !slices.Contains(k.Only[1:], other.Text)
			}
		}
	}
}

// Bind sets the knobs to the values of a query, each by its id; the others keep what they have. A value that is refused
// stays in its knob with the reason, and the error, a *ParamError, names them all.
func Bind(knobs []Knob, q url.Values) error {
	fill(knobs)
	var bad []FieldError
	for i := range knobs {
		k := &knobs[i]
		text, given := last(q[k.ID])
		if !given {
			continue
		}
		if k.list {
			text = strings.Join(q[k.ID], ",")
		}
		text = strings.ToValidUTF8(text, "\uFFFD") // what is refused is printed again
		if err := k.set(k.inUnit(text)); err != nil {
			k.Text, k.Err = text, err.Error()
			bad = append(bad, FieldError{Knob: k.ID, Got: text, Message: k.Err})
			continue
		}
		k.Text = k.get()
	}
	markIdle(knobs)
	if bad != nil {
		return &ParamError{Fields: bad}
	}
	return nil
}

// inUnit writes a number that came with a unit in the unit of the knob: "0.8 s" of a knob in ms. What has none, or
// another that does not convert, stays as it was typed.
func (k Knob) inUnit(text string) string {
	if k.Kind != IntKnob && k.Kind != FloatKnob {
		return text
	}
	if _, err := say.ParseNumber(text); err == nil {
		return text
	}
	q, err := say.ReadQuantity(text)
	if err != nil || q.Part || q.Bound != say.Exact {
		return text
	}
	want, err := say.ParseMeasure(k.Unit)
	if err != nil {
		return text
	}
	v, got, err := q.In(want)
	switch {
	case err != nil, got.Of != want.Of && got.Of != "", got.Per != want.Per && got.Per != "":
		return text
	case got.Of == "":
		got.Above = want.Above
	}
	if got.Per == "" {
		got.Below = want.Below
	}
	return say.Plain(v * got.To(want))
}

func last(v []string) (string, bool) {
	if len(v) == 0 {
		return "", false
	}
	return v[len(v)-1], true
}
