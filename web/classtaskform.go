package web

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"strconv"
	"strings"

	"tradeofflab/classes"
	"tradeofflab/classes/book"
	"tradeofflab/store"
)

// Limits of what a form of an assignment takes.
const (
	maxTries  = 100
	maxGrace  = 7 * 24 * 60 // minutes
	maxPoints = 1000 * 100  // hundredths
	lateSteps = 4           // rows of the form
)

// formHash names the fields of a form, but for the button that confirms it.
func formHash(f url.Values) string {
	fields := maps.Clone(f)
	delete(fields, "sure")
	sum := sha256.Sum256([]byte(fields.Encode()))
	return hex.EncodeToString(sum[:8])
}

// readTime reads a time as the clocks of the class show it; "" is none.
func (m member) readTime(text string) (int64, error) {
	if text = strings.TrimSpace(text); text == "" {
		return 0, nil
	}
	at, err := classes.Wall(m.zone, text)
	return at.UnixMilli(), err
}

// typed is a time as a field for times has it.
func (m member) typed(ms int64) string {
	if ms == 0 {
		return ""
	}
	return timeIn(ms, m.zone).Format(classes.WallForm)
}

// readWhole reads a whole number; "" is low.
func readWhole(text string, low, high int, what string) (int, error) {
	if text = strings.TrimSpace(text); text == "" {
		return low, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < low || n > high {
		return 0, fmt.Errorf("%q is not a number of %s from %d to %d", text, what, low, high)
	}
	return n, nil
}

// taskForm is an assignment as its form has it.
func (m member) taskForm(a store.Assignment) url.Values {
	f := url.Values{"title": {a.Title}, "points": {classes.Points(a.Points).String()}, "opens": {m.typed(a.OpensMS)},
		"due": {m.typed(a.DueMS)}, "closes": {m.typed(a.ClosesMS)}, "grace": {strconv.Itoa(a.GraceMin)},
		"tries": {strconv.Itoa(a.Tries)}, "counts": {a.Counts}, "solution": {a.Solution}, "show": {"now"},
		"version": {strconv.FormatInt(a.Version, 10)}, "exercise": {a.Exercise}}
	if a.ReleasedMS == 0 {
		f.Set("show", "held")
	}
	rules, err := book.Rules(a)
	if err == nil {
		for i, step := range rules.Late {
			f.Set(fmt.Sprint("late_hours_", i), strconv.Itoa(step.Hours))
			f.Set(fmt.Sprint("late_percent_", i), strconv.Itoa(step.Percent))
		}
	}
	return f
}

// readTask reads the form of an assignment into it, and says what is wrong by field.
func (m member) readTask(f url.Values, a *store.Assignment) map[string]string {
	wrong := map[string]string{}
	note := func(field string, err error) {
		if err != nil {
			wrong[field] = sentenceOf(err)
		}
	}
	if title := f.Get("title"); strings.TrimSpace(title) != "" || a.Title == "" {
		var why string
		if a.Title, why = readName(title); why != "" {
			wrong["title"] = "Give it a title of 1 to 80 characters, without < and >."
		}
	}
	points, err := classes.ReadPoints(f.Get("points"), maxPoints)
	note("points", err)
	a.Points = int64(points)
	a.OpensMS, err = m.readTime(f.Get("opens"))
	note("opens", err)
	a.DueMS, err = m.readTime(f.Get("due"))
	note("due", err)
	a.ClosesMS, err = m.readTime(f.Get("closes"))
	note("closes", err)
	a.GraceMin, err = readWhole(f.Get("grace"), 0, maxGrace, "minutes")
	note("grace", err)
	a.Tries, err = readWhole(f.Get("tries"), 0, maxTries, "attempts")
	note("tries", err)
	switch {
	case a.DueMS > 0 && a.OpensMS >= a.DueMS:
		wrong["due"] = "It is due before it opens. Choose a later time."
	case a.ClosesMS > 0 && a.DueMS > a.ClosesMS:
		wrong["closes"] = "It closes before it is due. Choose a later time."
	case a.ClosesMS > 0 && a.OpensMS >= a.ClosesMS:
		wrong["closes"] = "It closes before it opens. Choose a later time."
	}
	var steps []classes.Step
	for i := range lateSteps {
		hours, percent := f.Get(fmt.Sprint("late_hours_", i)), f.Get(fmt.Sprint("late_percent_", i))
		if hours == "" && percent == "" {
			continue
		}
		var step classes.Step
		step.Hours, err = strconv.Atoi(strings.TrimSpace(hours))
		if err == nil {
			step.Percent, err = strconv.Atoi(strings.TrimSpace(percent))
		}
		if err != nil {
			wrong["late"] = fmt.Sprintf("Step %d needs two whole numbers: hours after it is due, and percent.", i+1)
			break
		}
		steps = append(steps, step)
	}
	if wrong["late"] == "" {
		note("late", classes.CheckSteps(steps))
	}
	if len(steps) > 0 && a.DueMS == 0 {
		wrong["late"] = "Late work needs a time when it is due."
	}
	text, _ := json.Marshal(append([]classes.Step{}, steps...))
	a.Late = string(text)
	a.Counts, a.Solution = f.Get("counts"), f.Get("solution")
	if a.Counts != classes.Best && a.Counts != classes.Latest {
		wrong["counts"] = "Choose which attempt counts."
	}
	switch a.Solution {
	case solutionSolved, solutionNever:
	case solutionAfterClose:
		if a.ClosesMS == 0 {
			wrong["solution"] = "It never closes, so choose another moment for the model answer, or let it close."
		}
	default:
		wrong["solution"] = "Choose when the model answer may be read."
	}
	switch f.Get("show") {
	case "now":
		if a.ReleasedMS == 0 {
			a.ReleasedMS = m.now
		}
	case "held":
		a.ReleasedMS = 0
	default:
		wrong["show"] = "Choose when the results are shown."
	}
	return wrong
}
