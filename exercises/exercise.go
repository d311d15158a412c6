// Package exercises is the contract of the assignments: a task drawn from a variant number, typed questions, answers,
// and grading as a pure function of (exercise version, variant, answers). One folder below holds one assignment;
// exercises/catalogue lists them.
package exercises

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"tradeofflab/exercises/sandbox"
	"tradeofflab/figure"
)

// MaxVariant is the largest variant number that can be asked for.
const MaxVariant = 999_999

// Exercise is one assignment. Draw must be pure: the same variant always gives the same task.
type Exercise struct {
	Slug    string
	Title   string
	Lesson  int    // number of the lesson it belongs to, 0 where it belongs to a case study
	Case    string // slug of that case study, "" where it belongs to a lesson
	Version string // changes whenever the same answers could get another verdict
	Summary string // one or two sentences for lists and for the head of the page
	Draw    func(variant int) Drawn
	Prompt  *Prompt // the words that Draw fills in

	// FewAnswers is about how many different model answers the variants have, where these are so few that learners of a
	// class can share them; 0 for over 10,000.
	FewAnswers int

	inClass bool // its variants are the draws of a class; see InClass

	// Drive is the simulation that calls the learner's program in the code parts that have a Trial; nil for none. See
	// sandbox.Driver.
	Drive func(trial json.RawMessage, p sandbox.Program) (any, error)
}

// Find returns the one of some exercises with the slug, and whether there is one.
func Find(among []Exercise, slug string) (Exercise, bool) {
	if i := slices.IndexFunc(among, func(e Exercise) bool { return e.Slug == slug }); i >= 0 {
		return among[i], true
	}
	return Exercise{}, false
}

// Drivers are what the sandbox has to know to run the code parts of the exercises.
func Drivers(all ...Exercise) []sandbox.Driver {
	var out []sandbox.Driver
	for _, e := range all {
		if e.Drive != nil {
			out = append(out, sandbox.Driver{Name: e.Slug, Run: e.Drive})
		}
	}
	return out
}

// Drawn is what a variant number fixes. Variant 0 is the course's own.
type Drawn struct {
	Title    string // "" keeps the title of the exercise
	Prompt   string // Markdown with the drawn numbers filled in; see Fill
	Given    []Row
	Figures  []figure.Figure
	Solved   []figure.Figure // what Figures become when the task is solved or given up
	Parts    []Part
	Solution Answers
	Wrong    []WrongAnswer
}

// Asked is a part with its model answer and the wrong answers that its checks have to catch.
type Asked struct {
	Part     Part
	Solution []byte        // JSON, as Value writes it
	Wrong    []WrongAnswer // their Part is set by Ask
}

// Ask adds parts, in the order in which the page shows them.
func (d *Drawn) Ask(parts ...Asked) {
	if d.Solution == nil {
		d.Solution = Answers{}
	}
	for _, a := range parts {
		d.Parts = append(d.Parts, a.Part)
		d.Solution[a.Part.ID] = a.Solution
		for _, w := range a.Wrong {
			w.Part = a.Part.ID
			d.Wrong = append(d.Wrong, w)
		}
	}
}

// Row is one given number.
type Row struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// WrongAnswer is an answer that must fail exactly the named checks of one part. The other parts are answered as in
// the solution.
type WrongAnswer struct {
	Name   string
	Part   string
	Checks []string        // names of the checks that fail
	Value  json.RawMessage // the answer to the part
	Note   string          // a piece of the note that must be shown, "" where none is
}

// Task is what the learner gets: an exercise with the numbers of one variant. Its JSON holds no key.
type Task struct {
	Exercise   string          `json:"exercise"`
	Title      string          `json:"title"`
	Lesson     int             `json:"lesson,omitempty"`
	Case       string          `json:"case,omitempty"`
	Version    string          `json:"version"`
	Variant    int             `json:"variant"`
	Summary    string          `json:"summary"`
	Prompt     string          `json:"prompt"`
	OutOfScope string          `json:"out_of_scope"`
	Max        int             `json:"max"`
	Given      []Row           `json:"given"`
	Figures    []figure.Figure `json:"figures"`
	Parts      []Part          `json:"parts"`
	Solved     []figure.Figure `json:"-"` // shown when the task is solved or given up
}

// Part is one question of a task.
type Part struct {
	ID      string   // stable; appears in answers and verdicts
	Title   string   // the question, in plain text with `code`
	Text    string   // what else must be known to answer, "" for nothing
	Points  int      // whole points
	Learn   string   // the reason, shown when the part is solved or given up
	Section string   // what explains it: an anchor of its lesson or case study, or LESSON#anchor for another lesson's
	Ask     Question // how it is answered
}

// Kind is the kind of the part's question.
func (p Part) Kind() Kind { return p.Ask.Kind() }

// MarshalJSON writes the part without its key and without its reason.
func (p Part) MarshalJSON() ([]byte, error) {
	type part struct {
		ID      string   `json:"id"`
		Kind    Kind     `json:"kind"`
		Title   string   `json:"title"`
		Text    string   `json:"text,omitempty"`
		Points  int      `json:"points"`
		Section string   `json:"section,omitempty"`
		Ask     Question `json:"ask"`

		Max  int        `json:"max,omitempty"`  // of an argument: its points, one for each row
		Rows []shownRow `json:"rows,omitempty"` // of an argument
	}
	out := part{ID: p.ID, Kind: p.Kind(), Title: p.Title, Text: p.Text, Points: p.Points, Section: p.Section,
		Ask: p.Ask}
	if argue, ok := p.Ask.(*Argue); ok {
		out.Max, out.Rows = p.Points, argue.shown()
	}
	return json.Marshal(out)
}

// Task draws the task of a variant. The error is an *InputError when the variant is out of range.
func (e Exercise) Task(variant int) (Task, error) {
	d, err := e.draw(variant)
	if err != nil {
		return Task{}, err
	}
	return e.task(variant, d), nil
}

func (e Exercise) task(variant int, d Drawn) Task {
	t := Task{Exercise: e.Slug, Title: e.Title, Lesson: e.Lesson, Case: e.Case, Version: e.Version,
		Variant: variant, Summary: e.Summary, Prompt: d.Prompt, OutOfScope: Section(d.Prompt, "Out of scope"),
		Given: d.Given, Figures: d.Figures, Solved: d.Solved, Parts: d.Parts}
	if d.Title != "" {
		t.Title = d.Title
	}
	for _, p := range d.Parts {
		t.Max += p.Points
	}
	return t
}

// InClass is the exercise as it is set in a class: its variants are the draws of learners, which lie above MaxVariant,
// so that nobody can ask for one elsewhere.
func (e Exercise) InClass() Exercise {
	e.inClass = true
	return e
}

func (e Exercise) draw(variant int) (Drawn, error) {
	if e.inClass {
		if variant <= MaxVariant {
			return Drawn{}, fmt.Errorf("variant %d is not the draw of a class", variant)
		}
		return e.Draw(variant), nil
	}
	if variant < 0 || variant > MaxVariant {
		return Drawn{}, &InputError{Field: "variant", Message: fmt.Sprintf("variant goes from 0 to %d; got %d",
			MaxVariant, variant)}
	}
	return e.Draw(variant), nil
}

// Solution gives the model answer of a variant. The error is an *InputError when the variant is out of range.
func (e Exercise) Solution(variant int) (Answers, error) {
	d, err := e.draw(variant)
	return d.Solution, err
}

// Wrong gives the wrong answers that the contract test holds the grader to.
func (e Exercise) Wrong(variant int) ([]WrongAnswer, error) {
	d, err := e.draw(variant)
	return d.Wrong, err
}

// Graded is how many parts give points. Texts in the learner's own words do not.
func (t Task) Graded() int {
	n := 0
	for _, p := range t.Parts {
		if p.Points > 0 {
			n++
		}
	}
	return n
}

// Part returns the part with the id and whether the task has it.
func (t Task) Part(id string) (Part, bool) {
	for _, p := range t.Parts {
		if p.ID == id {
			return p, true
		}
	}
	return Part{}, false
}

// Section returns the text under the level-two heading of a Markdown prompt, "" when there is none. The heading ""
// stands for the text before the first heading.
func Section(prompt, heading string) string {
	at := ""
	var lines []string
	for _, line := range strings.Split(prompt, "\n") {
		if h, ok := strings.CutPrefix(line, "## "); ok {
			at = strings.TrimSpace(h)
			continue
		}
		if at == heading {
			lines = append(lines, line)
		}
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// Fill replaces every {name} of a prompt by its value. A name without a value stays as it is.
func Fill(prompt string, values map[string]string) string {
	return fill(prompt, values, func(name string) string { return name })
}

// fill is Fill that asks missing what stands for a {name} without a value.
func fill(prompt string, values map[string]string, missing func(name string) string) string {
	return nameForm.ReplaceAllStringFunc(prompt, func(name string) string {
		if value, known := values[name[1:len(name)-1]]; known {
			return value
		}
		return missing(name)
	})
}
