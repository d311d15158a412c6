package exercises

import (
	"regexp"
	"slices"
	"strings"
)

// Terms are what the prose of one subject needs beside plain English: the spellings of its terms, and the phrases by
// which a sentence turns to how things are without what the question is about.
type Terms struct {
	form           *regexp.Regexp // of a token; its groups are the spellings
	words          []string       // one a group
	contrast, back []phraseForm
}

// Spelling is one term that is written in several ways.
type Spelling struct {
	Form string // regular expression without capturing groups, in any case
	Word string // what patterns call it
}

// phraseForm is a phrase: alternatives for each of its words.
type phraseForm [][]string

// NewTerms makes the terms of a subject. A phrase is words in a row, each with its alternatives: "only|a single|one
// point". Contrast turns a sentence to the other situation, back turns it to the one that is asked about. It panics on
// a form that is no regular expression or has a group.
func NewTerms(spellings []Spelling, contrast, back []string) *Terms {
	t := &Terms{contrast: phraseForms(contrast), back: phraseForms(back)}
	form := ""
	for _, s := range spellings {
		form += "(" + s.Form + ")|"
		t.words = append(t.words, s.Word)
	}
	t.form = regexp.MustCompile("(?i)" + form + tokenForm)
	if t.form.NumSubexp() != len(t.words) {
		panic("a spelling has a capturing group: " + form)
	}
	return t
}

// plainTerms are those of a subject that needs none.
var plainTerms = NewTerms(nil, nil, nil)

func phraseForms(texts []string) []phraseForm {
	var out []phraseForm
	for _, text := range texts {
		var f phraseForm
		for _, word := range strings.Fields(text) {
			f = append(f, strings.Split(word, "|"))
		}
		out = append(out, f)
	}
	return out
}

// spelled gives the word of the spelling that matched, "" when none did. The argument is a match of the form.
func (terms *Terms) spelled(at []int) string {
	for i, word := range terms.words {
		if at[2*i+2] >= 0 {
			return word
		}
	}
	return ""
}

// speaks reports whether the tokens begin with one of the phrases.
func speaks(tokens []token, phrases []phraseForm) bool {
	return slices.ContainsFunc(phrases, func(f phraseForm) bool {
		if len(f) > len(tokens) {
			return false
		}
		for i, alternatives := range f {
			if !slices.Contains(alternatives, tokens[i].word) {
				return false
			}
		}
		return true
	})
}
