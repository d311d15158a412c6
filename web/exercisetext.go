package web

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"tradeofflab/exercises"
	"tradeofflab/exercises/sandbox"
	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/store"
)

// variantLink is the address of an exercise with the numbers of a variant.
func variantLink(slug string, variant int) string {
	return "/exercises/" + slug + "?variant=" + strconv.Itoa(variant)
}

// attemptLink is the address of an exercise with an answer that was handed in.
func attemptLink(sub store.Submission) string {
	return variantLink(sub.Exercise, sub.Variant) + "&attempt=" + sub.ID
}

// attemptLink is the address of this page with an answer that was handed in, on whichever variant.
func (v exerciseView) attemptLink(sub store.Submission) string {
	if v.At.class != nil {
		return v.At.attempt(sub.ID)
	}
	return attemptLink(sub)
}

// when shows a time: in a class as its clocks do.
func (v exerciseView) when(ms int64) string {
	if v.At.class != nil {
		return v.At.class.moment(ms)
	}
	return clock(ms)
}

// part returns the verdict of a part in the shown attempt.
func (v exerciseView) part(id string) (exercises.PartVerdict, bool) {
	if v.Verdict == nil {
		return exercises.PartVerdict{}, false
	}
	return v.Verdict.Part(id)
}

// taskFigures are the task's pictures; once it is solved or given up, those that show the answer.
func (v exerciseView) taskFigures() []figure.Figure {
	if v.Solution != nil && len(v.Task.Solved) > 0 {
		return v.Task.Solved
	}
	return v.Task.Figures
}

// codeLimits says what a run of a learner's code may use.
func codeLimits() string {
	return fmt.Sprintf("At most %g s, %s steps and %d MB.", sandbox.CPUTime.Seconds(), say.Number(sandbox.MaxSteps, 0),
		sandbox.MemoryBytes>>20)
}

// stepsText says how many of its steps a run took.
func stepsText(steps uint64) string {
	return say.Int(steps) + " of " + say.Number(sandbox.MaxSteps, 0) + " steps."
}

// titleOf is the question of a part, or its id where the exercise has no such part any more.
func titleOf(parts []exercises.Part, id string) string {
	for _, p := range parts {
		if p.ID == id {
			return p.Title
		}
	}
	return id
}

// plainTitle is a part's question without markup, for a screen reader.
func plainTitle(p exercises.Part) string { return strings.ReplaceAll(p.Title, "`", "") }

func orDash(s string) string { return cmp.Or(s, "nothing") }

// clock prints a time of day with its date in UTC, which every reader of a shared page sees the same way.
func clock(ms int64) string { return time.UnixMilli(ms).UTC().Format("2 Jan 15:04") + " UTC" }

func wrong(p exercises.PartVerdict) bool { return p.Max > 0 && p.Score < p.Max && !p.Fault }

func variantNote(n int) string {
	if n == 0 {
		return ", the numbers of the course"
	}
	return ", numbers of your own"
}

func attemptScore(a store.Attempt) string {
	switch {
	case a.Grade == nil:
		return "handed in"
	case a.Grade.Fault:
		return "our fault"
	}
	return attemptScoreText(a.Grade.Score, a.Grade.Max)
}

// verdictSentence says how many parts are right.
func verdictSentence(v exercises.Verdict) string {
	solved, left := 0, 0
	for _, p := range withPoints(v.Parts) {
		if p.Solved() {
			solved++
		} else {
			left++
		}
	}
	switch {
	case left == 0:
		return "Every part is right."
	case solved == 0:
		return "No part is right yet. Each one says what to look at."
	}
	return fmt.Sprintf("%s %s right. %s %s another look.", say.Upper(say.Word(solved)),
		say.Either(solved, "part is", "parts are"), say.Upper(say.Word(left)), say.Either(left, "needs", "need"))
}

func simOf(p exercises.Part) string {
	if ask, ok := p.Ask.(*exercises.Params); ok {
		return ask.Sim
	}
	return ""
}

func goalText(g exercises.Goal) string {
	sign := " ≤ "
	if g.AtLeast {
		sign = " ≥ "
	}
	return strings.TrimSpace(g.Name + sign + say.Short(g.Limit) + " " + g.Unit)
}

func paramsLink(ask *exercises.Params) string {
	q := url.Values{}
	for k, v := range ask.Preset {
		q.Set(k, v)
	}
	return "/sims/" + ask.Sim + "?" + q.Encode()
}

func lineOf(text string, n int) string {
	lines := strings.Split(text, "\n")
	if n < 1 || n > len(lines) {
		return ""
	}
	return strings.TrimSpace(lines[n-1])
}

func codeRows(text string) int { return max(14, min(34, strings.Count(text, "\n")+3)) }

func label(options []exercises.Option, id string) string {
	for _, o := range options {
		if o.ID == id {
			return o.Label
		}
	}
	return id
}

func attemptScoreText(score, max float64) string {
	return say.Short(score) + "/" + say.Short(max)
}

// withPoints are the verdicts of the parts that give points.
func withPoints(parts []exercises.PartVerdict) []exercises.PartVerdict {
	return slices.DeleteFunc(slices.Clone(parts), func(p exercises.PartVerdict) bool { return p.Max == 0 })
}

// solution is an answer of the model solution in the form in which it is read: one of the fields is filled.
type solution struct {
	Text, Code, Choice string
	Pairs              []exercises.Row
	JSON               string
}

// solutionOf reads an answer to a part; all are the answers to the task, since an argument is read for a choice.
func solutionOf(p exercises.Part, all exercises.Answers) solution {
	raw := all[p.ID]
	if ask, ok := p.Ask.(*exercises.Argue); ok {
		return solution{Pairs: argued(ask, all, raw)}
	}
	var text string
	if json.Unmarshal(raw, &text) == nil {
		switch ask := p.Ask.(type) {
		case *exercises.Code, *exercises.SQL:
			return solution{Code: text}
		case *exercises.Choice:
			return solution{Choice: label(ask.Options, text)}
		}
		return solution{Text: text}
	}
	var pairs map[string]any
	if json.Unmarshal(raw, &pairs) == nil {
		return solution{Pairs: pairsOf(p, pairs)}
	}
	var compact bytes.Buffer
	if json.Compact(&compact, raw) != nil {
		return solution{}
	}
	return solution{JSON: compact.String()}
}

// pairsOf lists an answer of several fields in the order of their names; those of a match go by their labels.
func pairsOf(p exercises.Part, answer map[string]any) []exercises.Row {
	var out []exercises.Row
	for _, k := range slices.Sorted(maps.Keys(answer)) {
		row := exercises.Row{Label: k, Value: fmt.Sprint(answer[k])}
		if ask, ok := p.Ask.(*exercises.Match); ok {
			for _, l := range ask.Left {
				if l.ID == k {
					row = exercises.Row{Label: l.Label, Value: label(ask.Options(l), row.Value)}
				}
			}
		}
		out = append(out, row)
	}
	return out
}

// argued lists what an argument says: the question of each row, and the statement that was put there.
func argued(ask *exercises.Argue, all exercises.Answers, raw json.RawMessage) []exercises.Row {
	var picked map[string]string
	choice, _ := ask.Chosen(all)
	if json.Unmarshal(raw, &picked) != nil {
		return nil
	}
	var out []exercises.Row
	for _, row := range ask.Rows(choice, "") {
		for _, s := range row.Statements {
			if s.ID == picked[row.ID] {
				out = append(out, exercises.Row{Label: row.Title, Value: s.Text})
			}
		}
	}
	return out
}
