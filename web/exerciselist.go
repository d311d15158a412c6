package web

import (
	"context"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"tradeofflab/exercises"
	"tradeofflab/web/kit"
)

// exercisesView is the list of what can be handed in.
type exercisesView struct {
	kit.Shell
	Assignments, Cases, Challenges []listedExercise
}

// listedExercise is an assignment with the best score so far; Score is negative before the first.
type listedExercise struct {
	exercises.Exercise
	Home          assignmentHome
	Parts, Points int
	Score         float64
}

// exerciseList serves GET /exercises.
func (s *Server) exerciseList(c echo.Context) error {
	return s.page(c, "Assignments", "course", func(ctx context.Context, at *visit) (_ templ.Component, err error) {
		v := exercisesView{Shell: at.Shell}
		all, err := s.listed(ctx, at.person, s.Exercises)
		if err != nil {
			return nil, err
		}
		for _, e := range all {
			if e.Case != "" {
				v.Cases = append(v.Cases, e)
			} else {
				v.Assignments = append(v.Assignments, e)
			}
		}
		v.Challenges, err = s.listed(ctx, at.person, s.Challenges)
		return exercisesPage(v), err
	})
}

func (s *Server) listed(ctx context.Context, person string, all []exercises.Exercise) ([]listedExercise, error) {
	var out []listedExercise
	best := map[string]float64{}
	if person != "" {
		grades, err := s.Store.Best(ctx, person)
		if err != nil {
			return nil, err
		}
		for slug, g := range grades {
			best[slug] = g.Score
		}
	}
	for _, e := range all {
		task, err := e.Task(0)
		if err != nil {
			return nil, err
		}
		one := listedExercise{Exercise: e, Home: s.assignmentHome(e), Parts: task.Graded(), Points: task.Max,
			Score: -1}
		if score, ok := best[e.Slug]; ok {
			one.Score = score
		}
		out = append(out, one)
	}
	return out, nil
}
