package exercises

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
)

// Kind names how a part is answered.
type Kind string

// The kinds of parts.
const (
	KindChoice  Kind = "choice"
	KindChoices Kind = "choices"
	KindMatch   Kind = "match"
	KindOrder   Kind = "order"
	KindNumber  Kind = "number"
	KindSQL     Kind = "sql"
	KindCode    Kind = "code"
	KindParams  Kind = "params"
	KindBuild   Kind = "build"
	KindArgue   Kind = "argue"
	KindProse   Kind = "prose"
)

// Question is one of *Choice, *Choices, *Match, *Order, *Number, *SQL, *Code, *Params, *Build, *Argue and *Prose. Its
// JSON is what a form needs; what decides the grade stays out of it.
type Question interface {
	Kind() Kind

	// read decodes the answer. It returns errEmpty for an answer without content and a *shapeError for JSON of the
	// wrong type.
	read(raw json.RawMessage) (any, error)
	// grade judges what read returned. The error says that the grader broke.
	grade(ctx context.Context, answer any, at attempt) (result, error)
	// fromForm reads the fields of the part, named from prefix; nil when the form has none of them or all are empty.
	fromForm(prefix string, form url.Values) json.RawMessage
	// toForm writes the fields that give the answer back; an answer of the wrong type writes nothing.
	toForm(prefix string, raw json.RawMessage, form url.Values)
}

// attempt is what a question may know besides the answer.
type attempt struct {
	exercise string
	variant  int
	part     Part
	answers  Answers // to all parts
	env      Env
}

// result is the judgement of one part before points are given.
type result struct {
	checks []Check
	whole  bool // points only when every check passes
	earned int  // with of > 0: the share of the points, instead of the share of the checks
	of     int
	note   string
	claim  string
	spans  []Span
	line   int
	steps  uint64
	run    string
	stop   string
}

// Option is one thing to choose. Answers may name it by id or by label.
type Option struct {
	ID    string   `json:"id"`
	Label string   `json:"label"`
	Also  []string `json:"-"` // other names that are understood where answers are typed
}

func optionLabel(options []Option, id string) string {
	for _, o := range options {
		if o.ID == id {
			return o.Label
		}
	}
	return id
}

func optionIDs(options []Option) []string {
	ids := make([]string, len(options))
	for i, o := range options {
		ids[i] = o.ID
	}
	return ids
}

// findOption reads what a learner wrote for an option: its id, its label, or one of its other names, in any case and
// with or without hyphens, "the", and a noun such as "node" before a name.
func findOption(options []Option, text string) (string, bool) {
	for _, name := range []func(Option) []string{
		func(o Option) []string { return []string{o.ID} },
		func(o Option) []string { return []string{o.Label} },
		func(o Option) []string { return o.Also },
	} {
		for _, o := range options {
			for _, n := range name(o) {
				if fold(n) == fold(text) {
					return o.ID, true
				}
			}
		}
	}
	if _, rest, more := strings.Cut(strings.TrimSpace(text), " "); more && isLead(text) {
		return findOption(options, rest)
	}
	return "", false
}

// isLead says whether a text begins with a word that may stand before the name of an option.
func isLead(text string) bool {
	first, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(text)), " ")
	return slices.Contains([]string{"the", "a", "an", "node", "server", "shard"}, first)
}
