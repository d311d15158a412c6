package exercises

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"unicode/utf8"
)

// The length of a prose answer in characters.
const (
	MinProse = 20
	MaxProse = 1200
)

// Prose asks for two or three sentences. The check is mechanical: it looks for ideas by their wording, sentence by
// sentence, and tells a statement from its denial. Every idea is a check.
type Prose struct {
	Model string `json:"-"` // the model answer
	Ideas []Idea `json:"-"`
	Terms *Terms `json:"-"` // nil for plain English
}

// Idea is one thing the answer has to say.
type Idea struct {
	ID     string
	Name   string // what is looked for, as shown beside the mark
	Hint   string
	States []Pattern // any of them states the idea
	Denies []Pattern // any of them contradicts it
}

// MarshalJSON tells the form the limits of the length.
func (p *Prose) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]int{"min": MinProse, "max": MaxProse, "ideas": len(p.Ideas)})
}

// Kind is KindProse.
func (*Prose) Kind() Kind { return KindProse }

func (p *Prose) read(raw json.RawMessage) (any, error) {
	return readText(raw, "text: two or three sentences")
}

func (p *Prose) grade(_ context.Context, answer any, _ attempt) (result, error) {
	text := answer.(string)
	n := utf8.RuneCountInString(text)
	if n < MinProse || n > MaxProse || !utf8.ValidString(text) {
		return p.refuse(fmt.Sprintf("%d characters", n), fmt.Sprintf("Write between %d and %d characters.", MinProse,
			MaxProse)), nil
	}
	terms := p.Terms
	if terms == nil {
		terms = plainTerms
	}
	sentences, real := terms.split(text)
	if !real {
		return p.refuse("words without a sentence", "Write whole sentences: a list of keywords is not read."), nil
	}
	var r result
	for _, idea := range p.Ideas {
		check := Check{Name: idea.Name, Got: "not found", Want: "a sentence that says it", Hint: idea.Hint}
		span, verdict := idea.find(sentences)
		switch verdict {
		case stated:
			check.OK, check.Got = true, "found"
		case contradicted:
			check.Got = "contradicted: " + quote(text[span.Start:span.End])
			check.Hint = "The underlined words say the opposite. " + idea.Hint
		}
		if verdict != notFound {
			span.Idea, span.Deny = idea.ID, verdict == contradicted
			r.spans = append(r.spans, span)
		}
		r.checks = append(r.checks, check)
	}
	return r, nil
}

func (p *Prose) refuse(got, hint string) result {
	var r result
	for _, idea := range p.Ideas {
		r.checks = append(r.checks, Check{Name: idea.Name, Got: got, Want: "a sentence that says it", Hint: hint})
	}
	return r
}

// stance is what an answer does to an idea.
type stance int

const (
	notFound stance = iota
	stated
	contradicted
)

// find looks for the idea in the sentences. A contradiction outweighs a statement: an answer that says both has not
// said it.
func (i Idea) find(sentences []phrase) (Span, stance) {
	var found, denied *Span
	for _, s := range sentences {
		for _, p := range i.Denies {
			if span, ok := p.match(s, asDenial); ok {
				return span, contradicted
			}
		}
		for _, p := range i.States {
			if span, ok := p.match(s, asStated); ok {
				if found == nil {
					found = &span
				}
			} else if span, ok := p.match(s, asReversed); ok && denied == nil {
				denied = &span
			}
		}
	}
	switch {
	case found != nil:
		return *found, stated
	case denied != nil:
		return *denied, contradicted
	}
	return Span{}, notFound
}

func (p *Prose) fromForm(prefix string, form url.Values) json.RawMessage {
	return textFromForm(prefix, form)
}

func (p *Prose) toForm(prefix string, raw json.RawMessage, form url.Values) {
	textToForm(prefix, raw, form)
}
