package exercises

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// Answers holds the answer of each part by part id, as JSON: choice a string, choices a list of strings, match an
// object of left to right, order a list of strings, number a number or text such as "12.5 ms", sql, code and prose a
// string, argue an object of row to statement, params an object of knob to value, build an object of nodes and edges:
// {"nodes": […], "edges": [[from, to], …]}.
type Answers map[string]json.RawMessage

// Submission is the content of an answers file or of a grade request.
type Submission struct {
	Variant *int    // nil when it was not given
	Answers Answers // never nil
}

// InputError says that a submission cannot be graded at all: it is not JSON, or names something the task does not have.
type InputError struct {
	Field   string   // "variant", "answers" or a part id
	Message string   // what is wrong and what to write instead
	Valid   []string // the names that would be right, where that helps
}

func (e *InputError) Error() string {
	if len(e.Valid) > 0 {
		return e.Message + "; the parts are " + strings.Join(e.Valid, ", ")
	}
	return e.Message
}

// ParseSubmission reads {"variant": 0, "answers": {part: value}} or the answers object alone. The error is an
// *InputError.
func ParseSubmission(data []byte) (Submission, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil || fields == nil {
		return Submission{}, &InputError{Field: "answers", Message: "the answers are not a JSON object" +
			jsonPlace(data, err)}
	}
	s := Submission{Answers: Answers(fields)}
	wrapped, ok := fields["answers"]
	if !ok {
		return s, nil
	}
	s.Answers = nil
	if err := json.Unmarshal(wrapped, &s.Answers); err != nil {
		return Submission{}, &InputError{Field: "answers", Message: `"answers" is an object of part ids and values`}
	}
	if s.Answers == nil {
		s.Answers = Answers{}
	}
	if raw, ok := fields["variant"]; ok {
		if err := json.Unmarshal(raw, &s.Variant); err != nil {
			return Submission{}, &InputError{Field: "variant", Message: `"variant" is a whole number`}
		}
	}
	return s, nil
}

func jsonPlace(data []byte, err error) string {
	var syntax *json.SyntaxError
	if !errors.As(err, &syntax) {
		return ""
	}
	at := min(max(int(syntax.Offset), 0), len(data))
	return fmt.Sprintf("; it stops being JSON at line %d", 1+bytes.Count(data[:at], []byte("\n")))
}

// Value gives an answer its JSON form. It panics on a value that has none, so it is for literals.
func Value(v any) json.RawMessage {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(err)
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

// errEmpty says that nothing was answered.
var errEmpty = errors.New("no answer")

// shapeError says that an answer is JSON of the wrong type.
type shapeError struct{ got, want string }

func (e *shapeError) Error() string { return e.got + " instead of " + e.want }

func shape(raw json.RawMessage, want string) error {
	return &shapeError{got: jsonType(raw), want: want}
}

func jsonType(raw json.RawMessage) string {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 {
		return "nothing"
	}
	switch raw[0] {
	case '{':
		return "an object"
	case '[':
		return "a list"
	case '"':
		return "text"
	case 't', 'f':
		return "true or false"
	case 'n':
		return "null"
	}
	return "a number"
}

func isNull(raw json.RawMessage) bool {
	raw = bytes.TrimSpace(raw)
	return len(raw) == 0 || string(raw) == "null"
}

// readText decodes an answer that is text; want describes it for the learner.
func readText(raw json.RawMessage, want string) (string, error) {
	if isNull(raw) {
		return "", errEmpty
	}
	var s string
	if err := json.Unmarshal(raw, &s); err != nil {
		return "", shape(raw, want)
	}
	if strings.TrimSpace(s) == "" {
		return "", errEmpty
	}
	return s, nil
}

// readList decodes an answer that is a list of text.
func readList(raw json.RawMessage, want string) ([]string, error) {
	if isNull(raw) {
		return nil, errEmpty
	}
	var list []string
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, shape(raw, want)
	}
	if len(list) == 0 {
		return nil, errEmpty
	}
	return list, nil
}

// pasted writes what comes along when a text is copied from a page as one would type it: spaces that do not break,
// marks that are not seen, and curly quotes.
func pasted(text string) string {
	return asTyped.Replace(text)
}

var asTyped = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u2007", " ", "\ufeff", "", "\u200b", "",
	"“", `"`, "”", `"`, "‘", "'", "’", "'")

// fold brings two spellings of one name together: case, spaces, hyphens, degree signs and thousands commas do not
// count.
func fold(s string) string {
	return strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "°", "", ",", "", "-", "", "\u2011", "").
		Replace(strings.ToLower(strings.TrimSpace(s)))
}
