package exercises

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// Order asks for a sequence. Before lists the pairs that decide it, so that steps without a fixed order may stand
// either way; every listed pair is a check.
type Order struct {
	Items  []Option   `json:"items"`
	Before []Sequence `json:"-"`
}

// Sequence says that the item First stands before the item Then, and what goes wrong otherwise.
type Sequence struct {
	First, Then string // item ids
	Hint        string
}

// Kind is KindOrder.
func (*Order) Kind() Kind { return KindOrder }

func (o *Order) read(raw json.RawMessage) (any, error) {
	list, err := readList(raw, "a list of texts, the items in their order")
	if err != nil {
		return nil, err
	}
	if strings.TrimSpace(strings.Join(list, "")) == "" {
		return nil, errEmpty
	}
	return list, nil
}

func (o *Order) grade(_ context.Context, answer any, _ attempt) (result, error) {
	place := map[string]int{}
	var names []string
	complete := Check{Name: "Every item once", OK: true, Want: fmt.Sprintf("all %d items, each once", len(o.Items))}
	for i, text := range answer.([]string) {
		if strings.TrimSpace(text) == "" {
			continue
		}
		id, known := findOption(o.Items, text)
		_, twice := place[id]
		if !known || twice {
			complete.OK = false
			complete.Hint = quote(text) + " is not one of the items."
			if twice {
				complete.Hint = quote(text) + " stands there twice."
			}
			continue
		}
		place[id] = i + 1
		names = append(names, optionLabel(o.Items, id))
	}
	complete.Got = strings.Join(names, ", ")
	legal := complete.OK // what is missing costs its pairs, and nothing else
	if len(place) < len(o.Items) && complete.OK {
		complete.OK = false
		complete.Hint = "Some items have no place yet."
	}
	r := result{checks: []Check{complete}}
	for _, s := range o.Before {
		first, then := place[s.First], place[s.Then]
		a, b := optionLabel(o.Items, s.First), optionLabel(o.Items, s.Then)
		check := Check{Name: pairName(o.Items, s), OK: first > 0 && then > 0 && first < then,
			Got: placed(a, first) + ", " + placed(b, then), Want: "the order in which the one needs the other",
			Hint: s.Hint}
		r.checks = append(r.checks, check)
		if check.OK && legal {
			r.earned++
		}
	}
	r.of = max(len(o.Before), 1)
	return r, nil
}

func placed(label string, place int) string {
	if place == 0 {
		return label + " nowhere"
	}
	return label + " at " + strconv.Itoa(place)
}

func (o *Order) fromForm(prefix string, form url.Values) json.RawMessage {
	list := make([]string, len(o.Items))
	last := 0
	for i := range o.Items {
		if v := form.Get(prefix + "." + strconv.Itoa(i+1)); strings.TrimSpace(v) != "" {
			list[i], last = v, i+1
		}
	}
	if last == 0 {
		return nil
	}
	return Value(list[:last])
}

func (o *Order) toForm(prefix string, raw json.RawMessage, form url.Values) {
	answer, err := o.read(raw)
	if err != nil {
		return
	}
	for i, text := range answer.([]string) {
		if i >= len(o.Items) || strings.TrimSpace(text) == "" {
			continue
		}
		if id, known := findOption(o.Items, text); known {
			text = id
		}
		form.Set(prefix+"."+strconv.Itoa(i+1), text)
	}
}
