package lti

import (
	"encoding/json"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxIdentifier bounds the identifiers of LTI, in bytes: they are ASCII (core 5.3).
const maxIdentifier = 255

// identifier says whether a text can be stored and compared as an identifier of LTI.
func identifier(s string) bool {
	return s != "" && len(s) <= maxIdentifier && utf8.ValidString(s) && strings.IndexFunc(s, unicode.IsControl) < 0
}

// clip makes one short line of a foreign text: control characters become spaces, what is over max runes becomes "…".
func clip(s string, max int) string {
	s = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, "�"), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
	}), " ")
	if utf8.RuneCountInString(s) <= max {
		return s
	}
	return string([]rune(s)[:max-1]) + "…"
}

// quoted puts a foreign text into a sentence, or the words for a text that is missing.
func quoted(s string, max int, missing string) string {
	if s = clip(s, max); s == "" {
		return missing
	}
	return "“" + s + "”"
}

// Texts of an LMS for people are cut to these lengths, in runes.
const (
	maxName  = 200
	maxTitle = 300
)

// loose reads a JSON text, number or truth value as text, and everything else as "": an LMS that writes 5 for "5" in a
// field that we can do without is no reason to read nothing at all.
type loose string

func (l *loose) UnmarshalJSON(raw []byte) error {
	var s string
	switch {
	case json.Unmarshal(raw, &s) == nil:
		*l = loose(s)
	case len(raw) > 0 && strings.IndexByte("{[n", raw[0]) < 0:
		*l = loose(raw)
	default:
		*l = ""
	}
	return nil
}

// looseList reads a list of texts, or one text as a list of one; what is no text is left out.
type looseList []string

func (l *looseList) UnmarshalJSON(raw []byte) error {
	var all []json.RawMessage
	if json.Unmarshal(raw, &all) != nil {
		all = []json.RawMessage{raw}
	}
	*l = nil
	for _, r := range all {
		var s string
		if json.Unmarshal(r, &s) == nil && string(r) != "null" {
			*l = append(*l, s)
		}
	}
	return nil
}

// looseNumber reads a JSON number, or text that holds one, and everything else as 0.
type looseNumber float64

func (n *looseNumber) UnmarshalJSON(raw []byte) error {
	var text loose
	text.UnmarshalJSON(raw)
	var f float64
	if json.Unmarshal([]byte(text), &f) != nil {
		f = 0
	}
	*n = looseNumber(f)
	return nil
}

// noZero takes out the one character that a database may not be able to keep in a text.
func noZero(s string) string { return strings.ReplaceAll(s, "\x00", "") }

// looseTexts reads an object of texts; entries that are no text, number or truth value are left out.
type looseTexts map[string]string

func (m *looseTexts) UnmarshalJSON(raw []byte) error {
	var all map[string]json.RawMessage
	*m = looseTexts{}
	if json.Unmarshal(raw, &all) != nil {
		return nil
	}
	for k, v := range all {
		var text loose
		if text.UnmarshalJSON(v); text != "" || string(v) == `""` {
			(*m)[noZero(k)] = noZero(string(text))
		}
	}
	return nil
}
