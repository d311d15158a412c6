package exercises

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxProse is the length of a text in the learner's own words, in characters.
const MaxProse = 1200

// Prose asks for two or three sentences of the learner's own, beside an argument. No machine gives points for them:
// they are kept, and beside them stand the statements that decide, for the learner to tick those that the text says.
type Prose struct {
	Argue *Argue `json:"-"` // what the text is compared with
}

// ownWords is an answer in the learner's own words: in JSON the text, or an object.
type ownWords struct {
	Text   string   `json:"text"`
	States []string `json:"states,omitempty"` // ids of the deciding statements that the learner finds in the text
}

// MarshalJSON tells the form the limit of the length.
func (p *Prose) MarshalJSON() ([]byte, error) { return json.Marshal(map[string]int{"max": MaxProse}) }

// Kind is KindProse.
func (*Prose) Kind() Kind { return KindProse }

func (p *Prose) read(raw json.RawMessage) (any, error) {
	var w ownWords
	if json.Unmarshal(raw, &w) != nil || isNull(raw) {
		text, err := readText(raw, "text: two or three sentences")
		return ownWords{Text: text}, err
	}
	if strings.TrimSpace(w.Text) == "" && len(w.States) == 0 {
		return nil, errEmpty
	}
	return w, nil
}

func (p *Prose) grade(_ context.Context, answer any, at attempt) (result, error) {
	text := answer.(ownWords).Text
	n := utf8.RuneCountInString(text)
	check := Check{Name: "Kept", OK: true, Got: fmt.Sprintf("%d characters", n), Want: "your own words"}
	if n > MaxProse || !utf8.ValidString(text) {
		check.OK, check.Hint = false, fmt.Sprintf("Two or three sentences have at most %d characters.", MaxProse)
		return result{checks: []Check{check}}, nil
	}
	choice, _ := p.Argue.Chosen(at.answers)
	return result{checks: []Check{check}, spans: p.Argue.Guess(choice, text)}, nil
}

// Guess marks the words of a text that stand in one deciding statement of a choice and in no other statement of it.
// That is a guess at what the text speaks of, and no more.
func (a *Argue) Guess(choice, text string) []Span {
	seen := map[string]map[string]bool{} // the statements that hold a stem
	for _, row := range a.of(choice) {
		for _, s := range row.Statements {
			for _, w := range tokens(s.Text) {
				stem := stemOf(s.Text[w.Start:w.End])
				if seen[stem] == nil {
					seen[stem] = map[string]bool{}
				}
				seen[stem][s.ID] = true
			}
		}
	}
	only := map[string]string{} // a stem and the deciding statement that alone holds it
	for _, s := range a.Deciding(choice) {
		for _, w := range tokens(s.Text) {
			if stem := stemOf(s.Text[w.Start:w.End]); len(seen[stem]) == 1 {
				only[stem] = s.ID
			}
		}
	}
	var out []Span
	for _, w := range tokens(text) {
		if id, ok := only[stemOf(text[w.Start:w.End])]; ok {
			out = append(out, Span{Start: w.Start, End: w.End, Idea: id})
		}
	}
	slices.SortStableFunc(out, func(x, y Span) int { return cmp.Compare(x.Start, y.Start) })
	return out
}

// leastStem is the length from which a word says something by itself: "from" and "with" do not.
const leastStem = 5

// tokens are the places of the words of a text that are long enough to tell statements apart, and of its numbers.
func tokens(text string) []Span {
	var out []Span
	start := -1
	for i, r := range text + " " {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			if start < 0 {
				start = i
			}
			continue
		}
		if start >= 0 && (i-start >= leastStem || unicode.IsDigit(rune(text[start]))) {
			out = append(out, Span{Start: start, End: i})
		}
		start = -1
	}
	return out
}

// stemOf cuts an English ending off a word, roughly.
func stemOf(word string) string {
	word = strings.ToLower(word)
	for _, end := range []string{"ations", "ation", "ings", "ing", "ies", "ied", "ers", "es", "ed", "er", "ly", "s",
		"e", "y"} {
		if head, ok := strings.CutSuffix(word, end); ok && len(head) >= leastStem-1 {
			return head
		}
	}
	return word
}

func (p *Prose) fromForm(prefix string, form url.Values) json.RawMessage {
	text, states := form.Get(prefix), form[prefix+".states"]
	switch {
	case len(states) > 0:
		return Value(ownWords{text, states})
	case strings.TrimSpace(text) == "":
		return nil
	}
	return Value(text)
}

func (p *Prose) toForm(prefix string, raw json.RawMessage, form url.Values) {
	answer, err := p.read(raw)
	if err != nil {
		return
	}
	w := answer.(ownWords)
	form.Set(prefix, w.Text)
	if len(w.States) > 0 {
		form[prefix+".states"] = w.States
	}
}
