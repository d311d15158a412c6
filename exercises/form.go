package exercises

import "net/url"

// Field gives the name of a part's form field, or of the first half of its fields: "p.moved".
func Field(part string) string { return "p." + part }

// FromForm reads the answers from form fields: p.PART for choice, number, sql, code and prose; p.PART repeated for
// choices; p.PART.LEFT for match; p.PART.ROW for argue; p.PART.1, p.PART.2 … for the items of order by place;
// p.PART.KNOB for params; p.PART.nodes repeated and p.PART.edges with a line "a -> b" each for build. Empty fields give
// no answer.
func FromForm(parts []Part, form url.Values) Answers {
	answers := Answers{}
	for _, p := range parts {
		if raw := p.Ask.fromForm(Field(p.ID), form); raw != nil {
			answers[p.ID] = raw
		}
	}
	return answers
}

// ToForm writes answers into form fields, the inverse of FromForm: a stored draft becomes the form again.
func ToForm(parts []Part, answers Answers) url.Values {
	form := url.Values{}
	for _, p := range parts {
		if raw, ok := answers[p.ID]; ok {
			p.Ask.toForm(Field(p.ID), raw, form)
		}
	}
	return form
}
