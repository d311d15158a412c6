package book

import (
	"context"
	"encoding/json"

	"tradeofflab/classes"
	"tradeofflab/exercises"
	"tradeofflab/store"
)

// Analyse is the analysis of an assignment's parts over the learners who are in the class, some of whom the caller may
// leave out. Work that came after closing is left out.
func (b Book) Analyse(a store.Assignment, parts []exercises.Part, seen func(store.Enrolment) bool) []classes.Item {
	var ids []string
	choices := map[string]bool{}
	for _, p := range parts {
		if p.Points > 0 {
			ids = append(ids, p.ID)
			choices[p.ID] = p.Kind() == exercises.KindChoice
		}
	}
	var learners [][]classes.Try
	for _, e := range b.Learners {
		if e.State != store.Active || !seen(e) {
			continue
		}
		cell := b.Of(a.ID, e.ID)
		var tries []classes.Try
		for _, t := range cell.Attempts {
			if cell.Window.ClosesMS == 0 || t.ReceivedMS <= cell.Window.ClosesMS {
				tries = append(tries, tryOf(t, choices))
			}
		}
		learners = append(learners, tries)
	}
	return classes.Analyse(ids, learners)
}

// tryOf reads an attempt from its stored verdict. Of the answers only choices are compared as texts: every learner has
// other numbers.
func tryOf(t store.ClassAttempt, choices map[string]bool) classes.Try {
	try := classes.Try{ReceivedMS: t.ReceivedMS}
	if t.Grade == nil {
		return try
	}
	try.Graded, try.Fault = !t.Grade.Fault, t.Grade.Fault
	var v exercises.Verdict
	var answers exercises.Answers
	if json.Unmarshal([]byte(t.Grade.Verdict), &v) != nil || json.Unmarshal([]byte(t.Answers), &answers) != nil {
		return try
	}
	for _, p := range v.Parts {
		part := classes.PartTry{Part: p.ID, Score: p.Score, Max: p.Max}
		if choices[p.ID] {
			_ = json.Unmarshal(answers[p.ID], &part.Answer) // an answer of another form has no text
		}
		for _, c := range p.Checks {
			if !c.OK {
				part.Failed = append(part.Failed, c.Name)
			}
		}
		try.Parts = append(try.Parts, part)
	}
	return try
}

// Stuck finds learners who may be stuck at a moment, among those whom the caller sees.
func (b Book) Stuck(ctx context.Context, db *store.Store, nowMS int64,
	sees func(store.Enrolment) bool) ([]classes.Sign, error) {
	seen, err := db.LastSeen(ctx, b.Class.ID)
	if err != nil {
		return nil, err
	}
	var members []classes.Member
	for _, e := range b.Learners {
		if e.State == store.Invited || !sees(e) {
			continue
		}
		m := classes.Member{ID: e.ID, Name: e.Name, Dropped: e.State == store.Left, JoinedMS: e.AtMS,
			SeenMS: seen[e.ID]}
		for _, a := range b.Assignments {
			cell := b.Of(a.ID, e.ID)
			s := classes.Standing{Assignment: a.ID, Title: a.Title, Window: cell.Window, Mark: cell.Mark,
				DraftMS: cell.draftMS}
			for _, t := range cell.Attempts {
				s.Tries = append(s.Tries, tryOf(t, nil))
			}
			m.Standings = append(m.Standings, s)
		}
		members = append(members, m)
	}
	return classes.Stuck(members, nowMS), nil
}
