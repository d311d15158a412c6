package exercises

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync"

	"tradeofflab/sims/model"
)

// Argue asks for an argument that is put together of statements, one in each row. Where it defends the answer to
// another part, the statements follow that answer: a choice that is not accepted has a fair argument too.
type Argue struct {
	Of     string  // id of the part whose answer is defended, "" where nothing is chosen
	choice *Choice // that part; nil where nothing is chosen
	draw   func(choice string) []ArgueRow
	ids    []string // of the rows

	mu   sync.Mutex
	rows map[string][]ArgueRow // those that were asked for, by choice
}

// of gives the rows of a choice, nil for an option that does not exist. A task is asked for those of one choice,
// mostly.
func (a *Argue) of(choice string) []ArgueRow {
	a.mu.Lock()
	defer a.mu.Unlock()
	rows, known := a.rows[choice]
	if !known && slices.Contains(a.Choices(), choice) {
		rows = a.draw(choice)
		if a.rows == nil {
			a.rows = map[string][]ArgueRow{}
		}
		a.rows[choice] = rows
	}
	return rows
}

// ArgueRow is one question of an argument with the statements that may answer it, in the order in which they are shown.
type ArgueRow struct {
	ID         string
	Title      string
	Statements []Statement
}

// Statement is one thing to say in a row.
type Statement struct {
	ID     string
	Text   string
	Role   Role
	True   bool   // whether what it says is so
	Reason string // why it counts or does not, told after the attempt
}

// Kind is KindArgue.
func (*Argue) Kind() Kind { return KindArgue }

// Choices are the answers to the part Of that have an argument, by id; one "" where nothing is chosen.
func (a *Argue) Choices() []string {
	if a.choice == nil {
		return []string{""}
	}
	return optionIDs(a.choice.Options)
}

// Rows are the rows for the choice of an option, nil for an option that does not exist. Who is whoever looks at them:
// everybody has an order of their own, which stays the same; "" stands for the order of the JSON.
func (a *Argue) Rows(choice, who string) []ArgueRow {
	rows := slices.Clone(a.of(choice))
	if who == "" {
		return rows
	}
	for i, r := range rows {
		rows[i].Statements = Pick(r.Statements, model.Stream(0, "argument of "+who+" "+r.ID).Perm(len(r.Statements)))
	}
	return rows
}

// Chosen is the option that the answers choose in the part Of, "" where nothing is chosen, and whether there is one or
// none is needed.
func (a *Argue) Chosen(answers Answers) (string, bool) {
	if a.choice == nil {
		return "", true
	}
	text, err := readText(answers[a.Of], "")
	if err != nil {
		return "", false
	}
	return findOption(a.choice.Options, text)
}

// Deciding are the statements that decide for a choice, those of one row after those of the row before.
func (a *Argue) Deciding(choice string) []Statement {
	var out []Statement
	for _, r := range a.of(choice) {
		for _, s := range r.Statements {
			if s.Role == Decides {
				out = append(out, s)
			}
		}
	}
	return out
}

// shownRow is a row as JSON has it: with the statements of all choices.
type shownRow struct {
	ID      string            `json:"id"`
	Title   string            `json:"title"`
	Titles  map[string]string `json:"titles,omitempty"` // by choice, where they differ
	Options []shownStatement  `json:"options"`
}

type shownStatement struct {
	ID   string   `json:"id"`
	Text string   `json:"text"`
	For  []string `json:"for,omitempty"` // the choices that it is offered for, where these are not all
}

// shown are the rows without their key.
func (a *Argue) shown() []shownRow {
	choices := a.Choices()
	var out []shownRow
	for i, first := range a.of(choices[0]) {
		row := shownRow{ID: first.ID, Title: first.Title}
		at := map[string]int{}
		for _, c := range choices {
			r := a.of(c)[i]
			if r.Title != row.Title && row.Titles == nil {
				row.Titles = map[string]string{}
			}
			for _, s := range r.Statements {
				k, known := at[s.ID]
				if !known {
					k = len(row.Options)
					at[s.ID] = k
					row.Options = append(row.Options, shownStatement{ID: s.ID, Text: s.Text})
				}
				row.Options[k].For = append(row.Options[k].For, c)
			}
		}
		if row.Titles != nil {
			for _, c := range choices {
				row.Titles[c] = a.of(c)[i].Title
			}
		}
		for k := range row.Options {
			if len(row.Options[k].For) == len(choices) {
				row.Options[k].For = nil
			}
		}
		out = append(out, row)
	}
	return out
}

// MarshalJSON names the part that the argument follows; the rows stand beside it in the JSON of the part.
func (a *Argue) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]string{"of": a.Of})
}

func (a *Argue) read(raw json.RawMessage) (any, error) {
	if isNull(raw) {
		return nil, errEmpty
	}
	const want = "an object of rows and statements, all text"
	var values map[string]*string
	if err := json.Unmarshal(raw, &values); err != nil {
		return nil, shape(raw, want)
	}
	picked := map[string]string{}
	for row, id := range values {
		if id != nil && strings.TrimSpace(*id) != "" {
			picked[row] = *id
		}
	}
	if len(picked) == 0 {
		return nil, errEmpty
	}
	return picked, nil
}

func (a *Argue) grade(_ context.Context, answer any, at attempt) (result, error) {
	picked := answer.(map[string]string)
	choice, ok := a.Chosen(at.answers)
	if !ok {
		return result{checks: []Check{{Name: "A choice to defend", Got: "no choice", Want: "an answer to " + a.Of,
			Hint: fmt.Sprintf("Answer %s first: the statements follow what you choose there.", a.Of)}}}, nil
	}
	var r result
	known := map[string]bool{}
	for _, row := range a.of(choice) {
		known[row.ID] = true
		check := Check{Name: row.Title, Got: "nothing", Want: "the statement that decides",
			Hint: "This row has no answer yet."}
		if text, given := picked[row.ID]; given {
			s, found := row.find(text)
			switch {
			case !found:
				check.Got, check.Hint = text, quote(text)+" is not one of the statements of this row for your choice."
			case s.Role == Decides:
				check.OK, check.Got = true, s.Text
				r.earned += 2
			case s.Role == Beside:
				check.Got, check.Hint = s.Text, "True, and it does not decide. "+s.Reason
				r.earned++
			default:
				check.Got, check.Hint, check.Belief = s.Text, s.Reason, s.Role == Wrong
			}
		}
		r.checks = append(r.checks, check)
		r.of += 2
	}
	for _, id := range slices.Sorted(maps.Keys(picked)) {
		if !known[id] {
			r.checks = append(r.checks, Check{Name: "Known rows", Got: id, Want: "only the rows of this part",
				Hint: quote(id) + " is not one of them."})
		}
	}
	return r, nil
}

// find reads what was picked in a row: the id of a statement, or its text.
func (r ArgueRow) find(text string) (Statement, bool) {
	for _, s := range r.Statements {
		if fold(s.ID) == fold(text) || fold(s.Text) == fold(text) {
			return s, true
		}
	}
	return Statement{}, false
}

func (a *Argue) fromForm(prefix string, form url.Values) json.RawMessage {
	picked := map[string]string{}
	for _, row := range a.ids {
		if v := form.Get(prefix + "." + row); strings.TrimSpace(v) != "" {
			picked[row] = v
		}
	}
	if len(picked) == 0 {
		return nil
	}
	return Value(picked)
}

func (a *Argue) toForm(prefix string, raw json.RawMessage, form url.Values) {
	answer, err := a.read(raw)
	if err != nil {
		return
	}
	for row, id := range answer.(map[string]string) {
		form.Set(prefix+"."+row, id)
	}
}

// Defence is what AskArgue needs besides words.
type Defence struct {
	From    *Arguments
	Variant int
	Values  map[string]any // what the expressions of the data use: bool, int, float64, string, []string
	Of      *Asked         // the choice that is defended; nil where nothing is chosen
	Prefix  string         // before the id of the part and of the one that it follows: "chat."
}

// AskArgue asks for an argument, and then for the same in the learner's own words, which gives no points: the field
// "words" says what these are to speak of.
func (w PartWords) AskArgue(section string, d Defence) (argue, words Asked) {
	data := d.From.find(w.part)
	id := d.Prefix + w.part
	ask := &Argue{draw: func(choice string) []ArgueRow {
		return data.draw(d.From.file, choice, d.Values, w.words.values, func(row string, all []Statement) []Statement {
			purpose := id + " " + row
			return arranged(offer(all, d.Variant, purpose), d.Variant, purpose)
		})
	}}
	for _, row := range data.Rows {
		ask.ids = append(ask.ids, row.ID)
	}
	choice := ""
	if data.Of != "" {
		ask.Of, ask.choice = d.Prefix+data.Of, d.Of.Part.Ask.(*Choice)
		if json.Unmarshal(d.Of.Solution, &choice) != nil {
			panic(id + ": the model answer of " + ask.Of + " is no option")
		}
	}
	solution, wrong := ask.examples(choice)
	part := w.Part(len(data.Rows), section, ask)
	part.ID, part.Text = id, ""
	own := part
	own.ID, own.Title, own.Text, own.Points = wordsID(id), "The same in your own words", w.Get("words"), 0
	own.Ask = &Prose{Argue: ask}
	return Asked{Part: part, Solution: solution, Wrong: wrong}, Asked{Part: own, Solution: Value(part.Learn)}
}

// wordsID is the id of the own words beside an argument.
func wordsID(argue string) string {
	if head, ok := strings.CutSuffix(argue, "why"); ok && (head == "" || strings.HasSuffix(head, ".")) {
		return head + "words"
	}
	return argue + ".words"
}

// arranged puts statements into an order by the variant. It hangs on the id of each alone, so that one which two
// choices share stands at the same place among the others.
func arranged(statements []Statement, variant int, purpose string) []Statement {
	place := func(s Statement) uint64 { return model.Stream(variant, purpose+" "+s.ID).Uint64() }
	out := slices.Clone(statements)
	slices.SortFunc(out, func(x, y Statement) int { return cmp.Compare(place(x), place(y)) })
	return out
}

// examples give the model answer for a choice, and answers that have to fail: one of false beliefs, and one of
// statements that are true and do not decide.
func (a *Argue) examples(choice string) (solution json.RawMessage, wrong []WrongAnswer) {
	right, beliefs, beside := map[string]string{}, map[string]string{}, map[string]string{}
	var all, some []string
	for _, row := range a.of(choice) {
		of := map[Role]string{}
		for _, s := range row.Statements {
			if of[s.Role] == "" {
				of[s.Role] = s.ID
			}
		}
		right[row.ID], beliefs[row.ID], beside[row.ID] = of[Decides], of[Wrong], of[Decides]
		all = append(all, row.Title)
		if of[Beside] != "" {
			beside[row.ID] = of[Beside]
			some = append(some, row.Title)
		}
	}
	wrong = append(wrong, WrongAnswer{Name: "false beliefs", Checks: all, Value: Value(beliefs)})
	if len(some) > 0 {
		wrong = append(wrong, WrongAnswer{Name: "true and beside the point", Checks: some, Value: Value(beside)})
	}
	return Value(right), wrong
}
