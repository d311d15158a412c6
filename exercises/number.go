package exercises

import (
	"context"
	"encoding/json"
	"math"
	"net/url"
	"strconv"

	"tradeofflab/say"
)

// Number asks for one quantity. It is right when Low ≤ value ≤ High in Unit.
type Number struct {
	Unit   string   `json:"unit"` // "keys", "ms", "TB", "USD/month", "%"; "" for a bare number
	Low    float64  `json:"-"`
	High   float64  `json:"-"`
	Want   string   `json:"-"` // what is asked for, in words that do not give the value
	Hint   string   `json:"-"`
	Accept []Also   `json:"-"`
	Common []Common `json:"-"`
}

// Also is another interval that is accepted, with its reason.
type Also struct {
	Low, High float64
	Why       string
}

// Common is a commonly quoted wrong value, with where it comes from.
type Common struct {
	Value float64
	Why   string
	Claim string // id of the claim that settles it, "" for none
}

// Near gives the interval of v with a relative tolerance.
func Near(v, relative float64) (low, high float64) {
	d := math.Abs(v) * relative
	return v - d, v + d
}

// Round rounds to that many decimals, as a task prints a figure.
func Round(v float64, decimals int) float64 {
	scale := math.Pow10(decimals)
	return math.Round(v*scale) / scale
}

// Kind is KindNumber.
func (*Number) Kind() Kind { return KindNumber }

func (n *Number) read(raw json.RawMessage) (any, error) {
	if isNull(raw) {
		return nil, errEmpty
	}
	var v float64
	if json.Unmarshal(raw, &v) == nil {
		return strconv.FormatFloat(v, 'f', -1, 64), nil
	}
	want := `a number, or text such as "12.5 ms"`
	if n.Unit != "" {
		want = `a number, or text such as "12.5 ` + n.Unit + `"`
	}
	return readText(raw, want)
}

func (n *Number) grade(_ context.Context, answer any, at attempt) (result, error) {
	text := answer.(string)
	read := Check{Name: "A number in the right unit", Got: say.Clip(text, 60), Want: "a number"}
	if n.Unit != "" {
		read.Want = "a number in " + n.Unit
	}
	value := Check{Name: "Value", Got: say.Clip(text, 60), Want: n.Want, Hint: n.Hint}
	v, u, err := quantity(text)
	if err == nil {
		v, err = convert(v, u, n.Unit)
	}
	if err != nil {
		read.Hint = sentence(err.Error())
		return result{checks: []Check{read, value}, whole: true}, nil
	}
	read.OK = true
	value.Got = say.Short(v)
	if n.Unit != "" {
		value.Got += " " + n.Unit
	}
	r := result{whole: true}
	value.OK = between(v, n.Low, n.High)
	for _, a := range n.Accept {
		if !value.OK && between(v, a.Low, a.High) {
			value.OK, r.note = true, a.Why
		}
	}
	for _, c := range n.Common {
		low, high := Near(c.Value, 0.002)
		if !value.OK && r.note == "" && between(v, low, high) {
			r.note, r.claim = c.Why, c.Claim
		}
	}
	r.checks = []Check{read, value}
	return r, nil
}

// between allows for the last bit of a conversion.
func between(v, low, high float64) bool {
	slack := 1e-9 * math.Max(math.Abs(low), math.Abs(high))
	return v >= low-slack && v <= high+slack
}

func sentence(s string) string {
	if s == "" {
		return s
	}
	runes := []rune(s)
	if runes[0] >= 'a' && runes[0] <= 'z' {
		runes[0] -= 'a' - 'A'
	}
	if last := runes[len(runes)-1]; last != '.' && last != '?' {
		runes = append(runes, '.')
	}
	return string(runes)
}

func (n *Number) fromForm(prefix string, form url.Values) json.RawMessage {
	return textFromForm(prefix, form)
}

func (n *Number) toForm(prefix string, raw json.RawMessage, form url.Values) {
	if answer, err := n.read(raw); err == nil {
		form.Set(prefix, answer.(string))
	}
}
