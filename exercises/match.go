package exercises

import (
	"context"
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// Match asks for a right side for each left side. Each left side is a check of its own.
type Match struct {
	Left  []Left   `json:"left"`
	Right []Option `json:"right,omitempty"` // for every left side without options of its own
}

// Left is one thing to find a partner for.
type Left struct {
	ID     string   `json:"id"`
	Label  string   `json:"label"`
	Right  []Option `json:"right,omitempty"`
	Accept []string `json:"-"` // ids of the right sides that fit
	Want   string   `json:"-"`
	Hint   string   `json:"-"`
}

// Kind is KindMatch.
func (*Match) Kind() Kind { return KindMatch }

// Options lists the right sides of a left side.
func (m *Match) Options(l Left) []Option {
	if len(l.Right) > 0 {
		return l.Right
	}
	return m.Right
}

func (m *Match) read(raw json.RawMessage) (any, error) {
	if isNull(raw) {
		return nil, errEmpty
	}
	const want = "an object of left sides and right sides, all text"
	var values map[string]any
	if err := json.Unmarshal(raw, &values); err != nil {
		return nil, shape(raw, want)
	}
	pairs := map[string]string{}
	for left, v := range values {
		switch v := v.(type) {
		case string:
			if strings.TrimSpace(v) != "" {
				pairs[left] = v
			}
		case nil:
		case float64:
			// A count such as 2000 is as good as its text.
			pairs[left] = strings.TrimSpace(string(Value(v)))
		default:
			return nil, &shapeError{got: quote(left) + " with something that is not text", want: want}
		}
	}
	if len(pairs) == 0 {
		return nil, errEmpty
	}
	return pairs, nil
}

func (m *Match) grade(_ context.Context, answer any, _ attempt) (result, error) {
	given := map[string]string{}
	var r result
	pairs := answer.(map[string]string)
	for _, text := range slices.Sorted(maps.Keys(pairs)) {
		if l, ok := m.find(text); ok {
			given[l] = pairs[text]
			continue
		}
		r.checks = append(r.checks, Check{Name: "Known left sides", Got: text, Want: "only the left sides of this part",
			Hint: quote(text) + " is not one of them."})
	}
	for _, l := range m.Left {
		check := Check{Name: l.Label, Got: "nothing", Want: l.Want, Hint: l.Hint}
		if text, ok := given[l.ID]; ok {
			id, known := findOption(m.Options(l), text)
			check.Got, check.OK = text, known && slices.Contains(l.Accept, id)
			if known {
				check.Got = optionLabel(m.Options(l), id)
			} else {
				check.Hint = quote(text) + " is not one of the right sides."
			}
		}
		r.checks = append(r.checks, check)
	}
	return r, nil
}

func (m *Match) find(text string) (string, bool) {
	for _, l := range m.Left {
		if fold(l.ID) == fold(text) || fold(l.Label) == fold(text) {
			return l.ID, true
		}
	}
	return "", false
}

func (m *Match) fromForm(prefix string, form url.Values) json.RawMessage {
	pairs := map[string]string{}
	for _, l := range m.Left {
		if v := form.Get(prefix + "." + l.ID); strings.TrimSpace(v) != "" {
			pairs[l.ID] = v
		}
	}
	if len(pairs) == 0 {
		return nil
	}
	return Value(pairs)
}

func (m *Match) toForm(prefix string, raw json.RawMessage, form url.Values) {
	answer, err := m.read(raw)
	if err != nil {
		return
	}
	pairs := answer.(map[string]string)
	for _, text := range slices.Sorted(maps.Keys(pairs)) {
		l, ok := m.find(text)
		if !ok {
			continue
		}
		value := pairs[text]
		for _, left := range m.Left {
			if left.ID != l {
				continue
			}
			if id, known := findOption(m.Options(left), value); known {
				value = id
			}
		}
		form.Set(prefix+"."+l, value)
	}
}
