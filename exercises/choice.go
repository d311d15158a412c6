package exercises

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"tradeofflab/say"
)

// Choice asks for one option. Every id in Accept is right.
type Choice struct {
	Options []Option          `json:"options"`
	Accept  []string          `json:"-"`
	Want    string            `json:"-"` // what is looked for, in words that do not name it
	Hint    string            `json:"-"`
	Why     map[string]string `json:"-"` // by option id: why an accepted one is right or a wrong one tempting
	// Fits, where set, may still refuse an accepted option because of the other answers: it gives the reason, or "".
	Fits func(id string, others Answers) string `json:"-"`
}

// Kind is KindChoice.
func (*Choice) Kind() Kind { return KindChoice }

func (c *Choice) read(raw json.RawMessage) (any, error) {
	return readText(raw, "text: one of "+strings.Join(optionIDs(c.Options), ", "))
}

func (c *Choice) grade(_ context.Context, answer any, at attempt) (result, error) {
	text := answer.(string)
	check := Check{Name: "Choice", Got: text, Want: c.Want, Hint: c.Hint}
	id, known := findOption(c.Options, text)
	if !known {
		check.Want = "one of " + strings.Join(optionIDs(c.Options), ", ")
		check.Hint = fmt.Sprintf("%s is not one of the options.", quote(text))
		return result{checks: []Check{check}}, nil
	}
	check.Got = optionLabel(c.Options, id)
	check.OK = slices.Contains(c.Accept, id)
	note := c.Why[id]
	if check.OK && c.Fits != nil {
		if why := c.Fits(id, at.answers); why != "" {
			check.OK, check.Hint, note = false, why, "" // the note says why it is right by itself
		}
	}
	return result{checks: []Check{check}, note: note}, nil
}

func (c *Choice) fromForm(prefix string, form url.Values) json.RawMessage {
	return textFromForm(prefix, form)
}

func (c *Choice) toForm(prefix string, raw json.RawMessage, form url.Values) {
	textToForm(prefix, raw, form)
}

// Choices asks for every option that applies. Each option is a check of its own.
type Choices struct {
	Options []Option          `json:"options"`
	Must    []string          `json:"-"` // ids that have to be chosen
	May     []string          `json:"-"` // ids that are right with and without
	Hints   map[string]string `json:"-"` // by option id, shown when it is wrongly chosen or wrongly left out
}

// Kind is KindChoices.
func (*Choices) Kind() Kind { return KindChoices }

func (c *Choices) read(raw json.RawMessage) (any, error) {
	return readList(raw, "a list of texts from "+strings.Join(optionIDs(c.Options), ", "))
}

func (c *Choices) grade(_ context.Context, answer any, _ attempt) (result, error) {
	chosen := map[string]bool{}
	var r result
	for _, text := range answer.([]string) {
		id, known := findOption(c.Options, text)
		if !known {
			r.checks = append(r.checks, Check{Name: "Known options", Got: text,
				Want: "only " + strings.Join(optionIDs(c.Options), ", "), Hint: quote(text) +
					" is not one of the options."})
			continue
		}
		chosen[id] = true
	}
	for _, o := range c.Options {
		if slices.Contains(c.May, o.ID) {
			continue
		}
		must := slices.Contains(c.Must, o.ID)
		check := Check{Name: o.Label, OK: chosen[o.ID] == must, Got: "left out",
			Want: "the right decision on this option",
			Hint: c.Hints[o.ID]}
		if chosen[o.ID] {
			check.Got = "chosen"
		}
		if check.Hint == "" {
			check.Hint = "Look at this option again."
		}
		r.checks = append(r.checks, check)
	}
	// A wrong option takes back a right one, so that neither everything nor one lonely option collects points.
	r.of = max(len(c.Must), 1)
	for id := range chosen {
		switch {
		case slices.Contains(c.Must, id):
			r.earned++
		case !slices.Contains(c.May, id):
			r.earned--
		}
	}
	return r, nil
}

func (c *Choices) fromForm(prefix string, form url.Values) json.RawMessage {
	var list []string
	for _, v := range form[prefix] {
		if strings.TrimSpace(v) != "" {
			list = append(list, v)
		}
	}
	if len(list) == 0 {
		return nil
	}
	return Value(list)
}

func (c *Choices) toForm(prefix string, raw json.RawMessage, form url.Values) {
	if list, err := readList(raw, ""); err == nil {
		form[prefix] = list
	}
}

func textFromForm(prefix string, form url.Values) json.RawMessage {
	text := form.Get(prefix)
	if strings.TrimSpace(text) == "" {
		return nil
	}
	return Value(text)
}

func textToForm(prefix string, raw json.RawMessage, form url.Values) {
	if text, err := readText(raw, ""); err == nil {
		form.Set(prefix, text)
	}
}

func quote(s string) string { return "“" + say.Clip(s, 60) + "”" }
