package exercises

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/url"
	"strconv"
	"strings"

	"tradeofflab/say"
)

// Number asks for one quantity. It is right when Low ≤ value ≤ High in Unit.
type Number struct {
	Unit   string   `json:"unit"` // "keys", "ms", "TB", "USD/month", "%"; "" for a bare number
	Same   []string `json:"-"`    // other units that say the same, as "TB" where "in a day" stands in the question
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
		text := strconv.FormatFloat(v, 'f', -1, 64)
		if q, err := say.ReadQuantity(text); err == nil && q.Point { // of a program the point stands before decimals
			text += "0"
		}
		return text, nil
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
	v, bare, err := wanted{n.Unit, n.Same, at.part.Title}.read(text)
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
	if !value.OK && n.Unit == "%" && v > 0 && v <= 1 && between(100*v, n.Low, n.High) && !strings.Contains(text, "%") {
		value.OK, r.note = true, fmt.Sprintf("That is a part of one, read as %s %%.", say.Short(100*v))
	}
	for _, a := range n.Accept {
		if !value.OK && between(v, a.Low, a.High) {
			value.OK, r.note = true, a.Why
		}
	}
	for _, c := range n.Common {
		low, high := Near(c.Value, 0.002)
		if !value.OK && r.note == "" && between(v, low, high) && (bare || !n.otherUnit(c.Value)) {
			r.note, r.claim = c.Why, c.Claim
		}
	}
	if !value.OK && r.note == "" {
		r.note = n.slip(v)
	}
	for _, c := range n.Common {
		if rounded := significant(c.Value, 2); !value.OK && r.note == "" && between(v, rounded, rounded) {
			r.note, r.claim = c.Why, c.Claim
		}
	}
	r.checks = []Check{read, value}
	return r, nil
}

// otherUnit says whether a wrong value is the right one in a larger or smaller unit, as 20,000 is 20 MB in KB: who
// writes a unit has not mistaken it.
func (n *Number) otherUnit(v float64) bool {
	for _, factor := range []float64{1e-9, 1e-6, 1e-3, 1e3, 1e6, 1e9} {
		if between(v*factor, n.Low, n.High) {
			return true
		}
	}
	return false
}

// slip names a way of writing the right value that is not accepted, or gives "": bytes counted by 1,024, and one or two
// digits where that is too few.
func (n *Number) slip(v float64) string {
	name, _, _ := strings.Cut(n.Unit, "/")
	if power := 1 + strings.Index("KMGTP", name[:min(1, len(name))]); power > 0 && len(name) == 2 && name[1] == 'B' {
		if between(v*math.Pow(1.024, float64(power)), n.Low, n.High) {
			return fmt.Sprintf("If that is counted by 1,024, write %ciB: %s counts by 1,000.", name[0], name)
		}
	}
	if mid := (n.Low + n.High) / 2; n.Low < n.High && between(v, mid-.05*math.Abs(mid), mid+.05*math.Abs(mid)) {
		for digits := 1; digits <= 2; digits++ {
			if rounded := significant(mid, digits); between(v, rounded, rounded) {
				return "That is rounded too far. Write three digits."
			}
		}
	}
	return ""
}

// significant rounds to that many significant digits.
func significant(v float64, digits int) float64 {
	out, err := strconv.ParseFloat(strconv.FormatFloat(v, 'e', digits-1, 64), 64)
	if err != nil {
		return v
	}
	return out
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
