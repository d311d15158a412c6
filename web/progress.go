package web

import (
	"context"
	"math"
	"slices"
	"strings"

	"tradeofflab/course"
	"tradeofflab/store"
)

// standing is where a person is in the course.
type standing struct {
	Lessons map[string]lessonStanding
	Cases   map[string]lessonStanding // of their assignments alone

	Done      int // lessons with their assignment at full marks, or all sections read where there is none
	Of        int
	Points    float64
	MaxPoints float64
	Error     float64 // median error of predictions, in points of their range; NaN without any
	Guesses   int
	Last      *store.Reading
	LastTitle string // section where the person left
}

type lessonStanding struct {
	Read, Sections int
	Score, Max     float64
	Solved         bool
}

// standing looks up where a person is; one of whom nothing is kept stands at the beginning.
func (s *Server) standing(ctx context.Context, person string) (standing, error) {
	st := standing{Lessons: map[string]lessonStanding{}, Cases: map[string]lessonStanding{},
		Of: len(s.Course.Stages()), Error: math.NaN()}
	for _, l := range s.Course.Lessons {
		st.Lessons[l.Slug] = lessonStanding{Sections: len(l.Sections)}
	}
	if person == "" {
		return st, nil
	}
	best, err := s.Store.Best(ctx, person)
	if err != nil {
		return st, err
	}
	readings, err := s.Store.Readings(ctx, person)
	if err != nil {
		return st, err
	}
	guesses, err := s.Store.Predictions(ctx, person)
	if err != nil {
		return st, err
	}
	read := map[string]int{}
	for i, r := range readings {
		read[r.Lesson]++
		if l, ok := s.Course.Lesson(r.Lesson); ok && st.Last == nil {
			st.Last, st.LastTitle = &readings[i], sectionTitle(l, r.Section)
		}
	}
	for _, l := range s.Course.Lessons {
		one := lessonStanding{Read: min(read[l.Slug], len(l.Sections)), Sections: len(l.Sections)}
		st.graded(&one, best[l.Slug])
		if one.Solved {
			st.Done++
		}
		st.Lessons[l.Slug] = one
	}
	for _, k := range s.Course.Cases {
		var one lessonStanding
		st.graded(&one, best[k.Slug])
		st.Cases[k.Slug] = one
	}
	st.Guesses = len(guesses)
	st.Error = medianError(guesses)
	return st, nil
}

// graded adds the best grade of an assignment; there is none while its Max is 0.
func (st *standing) graded(one *lessonStanding, g store.Grade) {
	one.Score, one.Max, one.Solved = g.Score, g.Max, g.Max > 0 && g.Score == g.Max
	st.Points += g.Score
	st.MaxPoints += g.Max
}

// medianError is the median of |guess − actual| relative to the actual value, in percent.
func medianError(all []store.Prediction) float64 {
	var errs []float64
	for _, p := range all {
		if p.Actual != 0 {
			errs = append(errs, 100*math.Abs(p.Guess-p.Actual)/math.Abs(p.Actual))
		}
	}
	if len(errs) == 0 {
		return math.NaN()
	}
	slices.Sort(errs)
	return errs[len(errs)/2]
}

func sectionTitle(l *course.Lesson, id string) string {
	for _, s := range l.Sections {
		if s.ID == id {
			return s.Title
		}
	}
	return strings.ReplaceAll(id, "-", " ")
}
