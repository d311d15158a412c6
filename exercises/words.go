package exercises

import (
	"fmt"
	"maps"
	"strings"
)

// Fill gives the words with the values of a variant.
func (p *Prompt) Fill(values map[string]string) Words { return Words{p, values} }

// Words are a prompt with the values that are filled in for its names.
type Words struct {
	prompt *Prompt
	values map[string]string
}

// With adds values.
func (w Words) With(values map[string]string) Words {
	all := maps.Clone(w.values)
	if all == nil {
		all = map[string]string{}
	}
	maps.Copy(all, values)
	return Words{w.prompt, all}
}

// Task is the task in Markdown.
func (w Words) Task() string { return Fill(w.prompt.task, w.values) }

// Under is the text of the task under a heading; see Section.
func (w Words) Under(heading string) string { return Section(w.Task(), heading) }

// Given are the rows "- label: value" of the task's section "Given".
func (w Words) Given() []Row {
	var out []Row
	for line := range strings.Lines(w.Under("Given")) {
		if label, value, ok := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "- "), ": "); ok {
			out = append(out, Row{Label: label, Value: value})
		}
	}
	return out
}

// Of gives the words of one part. It panics when there is no section for it.
func (w Words) Of(part string) PartWords {
	s := w.prompt.sections[part]
	if s == nil {
		panic(fmt.Sprintf("%s: there is no section %q", w.prompt.file, part))
	}
	return PartWords{w, part, s}
}

// PartWords are the fields of one part, filled in.
type PartWords struct {
	words   Words
	part    string
	section *section
}

// With adds values.
func (w PartWords) With(values map[string]string) PartWords {
	return PartWords{w.words.With(values), w.part, w.section}
}

// Get gives the text of a field. It panics when the part has no such field, or no value for a name in it.
func (w PartWords) Get(field string) string {
	f := w.section.field(field)
	if f == nil {
		panic(fmt.Sprintf("%s:%d: part %q has no field %q", w.words.prompt.file, w.section.line, w.part, field))
	}
	return w.fill(f)
}

func (w PartWords) fill(f *field) string {
	f.read.Store(true)
	return fill(f.text, w.words.values, func(name string) string {
		panic(fmt.Sprintf("%s:%d: there is no value for %s", w.words.prompt.file, f.line, name))
	})
}

// may is Get that takes a field for empty when the part does not have it.
func (w PartWords) may(field string) string {
	if f := w.section.field(field); f != nil {
		return w.fill(f)
	}
	return ""
}

// Each gives the texts of all fields of a kind by their second word: Each("hint") has that of "hint pool" as "pool".
func (w PartWords) Each(kind string) map[string]string {
	out := map[string]string{}
	for _, id := range w.IDs(kind) {
		out[id] = w.Get(kind + " " + id)
	}
	return out
}

// Options are the fields "option id", in their order.
func (w PartWords) Options() []Option {
	var out []Option
	for _, id := range w.IDs("option") {
		out = append(out, Option{ID: id, Label: w.Get("option " + id)})
	}
	return out
}

// Part is the part with its fields title, text and learn; text may be left out.
func (w PartWords) Part(points int, section string, ask Question) Part {
	return Part{ID: w.part, Title: w.Get("title"), Text: w.may("text"), Points: points, Learn: w.Get("learn"),
		Section: section, Ask: ask}
}

// Check is a check with its fields "want id" and "hint id".
func (w PartWords) Check(id, name string, ok bool, got string) Check {
	return Check{Name: name, OK: ok, Got: got, Want: w.Get("want " + id), Hint: w.Get("hint " + id)}
}

// Left is a row of a match part with its fields "left id", "want id" and "hint id".
func (w PartWords) Left(id string, right []Option, accept ...string) Left {
	return Left{ID: id, Label: w.Get("left " + id), Right: right, Accept: accept, Want: w.Get("want " + id),
		Hint: w.Get("hint " + id)}
}

// IDs are the second words of the fields of a kind, in their order.
func (w PartWords) IDs(kind string) []string {
	var out []string
	for _, f := range w.section.fields {
		if id, ok := strings.CutPrefix(f.name, kind+" "); ok {
			out = append(out, id)
		}
	}
	return out
}

// Sequences are the fields "hint first-then", in their order.
func (w PartWords) Sequences() []Sequence {
	var out []Sequence
	for _, id := range w.IDs("hint") {
		if first, then, ok := strings.Cut(id, "-"); ok {
			out = append(out, Sequence{First: first, Then: then, Hint: w.Get("hint " + id)})
		}
	}
	return out
}

// Constraint is a constraint of a build part with its fields "want id" and "hint id", and with "yes id" or "no id" for
// what the grader saw.
func (w PartWords) Constraint(id, name string, holds func(g Graph) bool) Constraint {
	yes, no := w.Get("yes "+id), w.Get("no "+id)
	return Constraint{Name: name, Want: w.Get("want " + id), Hint: w.Get("hint " + id),
		Judge: func(g Graph) (bool, string) {
			if holds(g) {
				return true, yes
			}
			return false, no
		}}
}
